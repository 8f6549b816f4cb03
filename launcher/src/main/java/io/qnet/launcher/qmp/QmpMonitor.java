package io.qnet.launcher.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The commands that a machine is led with, over one {@link QmpClient}. */
public final class QmpMonitor implements AutoCloseable {
  private static final Duration SNAPSHOT = Duration.ofMinutes(10);

  private final QmpClient client;

  /** Leads the machine at the other end of {@code client}, which is closed with this. */
  public QmpMonitor(QmpClient client) {
    this.client = client;
  }

  /** Leads the machine whose socket is at {@code path}. */
  public static QmpMonitor connect(Path path) throws IOException, InterruptedException {
    return new QmpMonitor(QmpClient.connect(path));
  }

  /** The conversation, for other commands. */
  public QmpClient client() {
    return client;
  }

  /** running, paused, shutdown, prelaunch ... */
  public String status() throws IOException, InterruptedException {
    return query("query-status").path("status").asText();
  }

  /** Presses the power button; what comes of it is the guest's business. */
  public void powerDown() throws IOException, InterruptedException {
    run("system_powerdown");
  }

  /** Ends QEMU at once, as if the plug were pulled. */
  public void quit() throws IOException, InterruptedException {
    run("quit");
  }

  /** Stops its processors. */
  public void pause() throws IOException, InterruptedException {
    run("stop");
  }

  /** Lets its processors go on. */
  public void resume() throws IOException, InterruptedException {
    run("cont");
  }

  /** Presses the reset button. */
  public void reset() throws IOException, InterruptedException {
    run("system_reset");
  }

  /** Pulls the cable of a card, or plugs it in: the guest sees its carrier go and come. */
  public void link(String card, boolean up) throws IOException, InterruptedException {
    JsonNode unused = client.execute("set_link", Map.of("name", card, "up", up));
  }

  /** Plugs in a back end; {@code arguments} as QMP's netdev_add has them, its id among them. */
  public void addNetdev(Map<String, ?> arguments) throws IOException, InterruptedException {
    JsonNode unused = client.execute("netdev_add", arguments);
  }

  /** Takes a back end away. */
  public void removeNetdev(String id) throws IOException, InterruptedException {
    JsonNode unused = client.execute("netdev_del", Map.of("id", id));
  }

  /** Plugs in a device; {@code arguments} as QMP's device_add has them. */
  public void addDevice(Map<String, ?> arguments) throws IOException, InterruptedException {
    JsonNode unused = client.execute("device_add", arguments);
  }

  /** Asks the guest to let go of a device; an event DEVICE_DELETED says when it has. */
  public void removeDevice(String id) throws IOException, InterruptedException {
    JsonNode unused = client.execute("device_del", Map.of("id", id));
  }

  /** Writes what is on the screen to {@code file}, as a PPM picture. */
  public void screenshot(Path file) throws IOException, InterruptedException {
    JsonNode unused = client.execute("screendump", Map.of("filename", file.toString()));
  }

  /** Keeps the whole machine, memory and disks, under {@code name}; needs a qcow2 disk. */
  public void saveSnapshot(String name) throws IOException, InterruptedException {
    requireSilence("savevm " + name);
  }

  /** Makes the machine what it was at {@link #saveSnapshot}. */
  public void loadSnapshot(String name) throws IOException, InterruptedException {
    requireSilence("loadvm " + name);
  }

  /** Forgets a snapshot. */
  public void deleteSnapshot(String name) throws IOException, InterruptedException {
    requireSilence("delvm " + name);
  }

  /** What a line typed into the monitor for people (HMP) answers. */
  public String human(String line) throws IOException, InterruptedException {
    return client
        .execute("human-monitor-command", Map.of("command-line", line), SNAPSHOT)
        .asText()
        .replace("\r\n", "\n");
  }

  /** What {@code command} answers. */
  public JsonNode query(String command) throws IOException, InterruptedException {
    return client.execute(command, Map.of());
  }

  /** These commands of HMP say nothing, unless they fail. */
  private void requireSilence(String line) throws IOException, InterruptedException {
    String answer = human(line).strip();
    if (!answer.isEmpty()) {
      throw new QmpException("GenericError", answer.replaceFirst("^Error: ", ""));
    }
  }

  private void run(String command) throws IOException, InterruptedException {
    JsonNode unused = client.execute(command, Map.of());
  }

  @Override
  public void close() {
    client.close();
  }
}
