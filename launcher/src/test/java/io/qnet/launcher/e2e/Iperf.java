package io.qnet.launcher.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;

/** An iperf3 server on the host's loopback. */
final class Iperf implements AutoCloseable {
  private final Process process;
  private final int port;

  private Iperf(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Iperf start() throws IOException {
    assumeTrue(
        Program.find("iperf3", System.getenv()).isPresent(),
        "SKIPPED: no iperf3 on this host; apt-get install iperf3");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(List.of("iperf3", "-s", "-B", "127.0.0.1", "-p", String.valueOf(port)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Iperf(process, port);
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
