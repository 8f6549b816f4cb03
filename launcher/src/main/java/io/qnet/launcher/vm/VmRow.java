package io.qnet.launcher.vm;

import com.fasterxml.jackson.core.JsonGenerator;
import io.qnet.launcher.qmp.QmpMonitor;
import io.qnet.launcher.run.Running;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A machine as {@code qnet vm list} shows it.
 *
 * @param name its name
 * @param pid the process of its qnet run
 * @param state QEMU's word: running, paused ...; starting while there is no answer
 * @param networks what its cards are plugged into
 * @param screen where its screen is; null for nowhere
 * @param startedAt when it started
 */
public record VmRow(
    String name,
    long pid,
    String state,
    String networks,
    @Nullable String screen,
    Instant startedAt) {
  /** Asks the machine. */
  public static VmRow of(Running running, VmSockets sockets) throws InterruptedException {
    String state = "starting";
    @Nullable String screen = null;
    try (QmpMonitor monitor = QmpMonitor.connect(sockets.monitor())) {
      state = monitor.status();
      screen = VmScreen.address(monitor, sockets);
    } catch (IOException silent) {
      state = running.port() == null ? "starting" : "silent";
    }
    String networks = running.port() == null ? "" : running.port();
    return new VmRow(running.name(), running.pid(), state, networks, screen, running.startedAt());
  }

  /** Writes the fields as one object; their names are a promise. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeNumberField("pid", pid);
    json.writeStringField("state", state);
    json.writeStringField("networks", networks);
    json.writeStringField("screen", screen);
    json.writeStringField("startedAt", startedAt.atOffset(ZoneOffset.UTC).toString());
    json.writeEndObject();
  }
}
