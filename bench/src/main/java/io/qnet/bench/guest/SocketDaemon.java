package io.qnet.bench.guest;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Outdoors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Us or passt, listening for QEMU's {@code -netdev stream}. */
public final class SocketDaemon {
  /** Us. */
  public static final String OURS = "qnet";

  /** The other that listens. */
  public static final String PASST = "passt";

  private static final Duration START = Duration.ofSeconds(60);

  private final String program;
  private final int mtu;
  private final List<String> options;
  private @Nullable Child daemon;

  /**
   * One that does not run yet.
   *
   * @param options more of the command line
   */
  public SocketDaemon(String program, int mtu, String... options) {
    this.program = program;
    this.mtu = mtu;
    this.options = List.of(options);
  }

  /** Who it is. */
  public String program() {
    return program;
  }

  /** In tables. */
  public String name() {
    return program + "-" + mtu;
  }

  /** Makes sure that it listens: ours stays what it was, passt is started anew for each guest. */
  public Path ready(Outdoors outdoors) throws BenchException, IOException, InterruptedException {
    Path socket = outdoors.scratch().resolve(name() + ".sock");
    if (!program.equals(OURS)) {
      stop(outdoors);
      Files.deleteIfExists(socket);
      daemon = startPasst(outdoors, socket);
    } else if (daemon == null) {
      daemon = startQnet(outdoors, socket);
    }
    return socket;
  }

  /** Ends it; a second time does nothing. */
  public void stop(Outdoors outdoors) {
    Child running = daemon;
    daemon = null;
    if (running != null) {
      outdoors.children().end(running);
    }
  }

  private Child startQnet(Outdoors outdoors, Path socket)
      throws BenchException, InterruptedException {
    String script = outdoors.plan().qnet().toString();
    List<String> words =
        new ArrayList<>(List.of(script, "user", "--port", "stream:" + socket, "mtu=" + mtu));
    words.addAll(options);
    Child qnet =
        outdoors.start(
            words, Map.of("XDG_RUNTIME_DIR", outdoors.scratch().toString(), "QNET_BUILD", "never"));
    qnet.await("ready:", START);
    return qnet;
  }

  /** Its addresses are given: it would copy those of the uplink. */
  private Child startPasst(Outdoors outdoors, Path socket)
      throws BenchException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(PASST, "--foreground", "-4", "--runas", "0:0"));
    words.addAll(List.of("--socket", socket.toString(), "-m", "" + mtu));
    words.addAll(List.of("-i", Outdoors.UPLINK, "-a", "10.0.2.15", "-n", "24", "-g", "10.0.2.2"));
    words.addAll(options);
    Child passt = outdoors.start(words, Map.of());
    passt.await(() -> Files.exists(socket), START, "did not make its socket");
    return passt;
  }
}
