package io.qnet.launcher.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.address.IpAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** proc(5), /proc/net/tcp. */
@DisplayName("TCP ports at which this process listens")
class HostPortsTest {
  private final HostPorts ports = HostPorts.ofThisHost();

  @Test
  @DisplayName("are there while it listens, whatever is connected, and gone afterwards")
  void listening() throws IOException {
    Set<Integer> before = ports.ownListening();
    int port;
    try (ServerSocket four = new ServerSocket(0, 1, IpAddress.parse("127.0.0.1").toInet());
        ServerSocket six = new ServerSocket(0, 1, IpAddress.parse("::1").toInet());
        Socket client = new Socket(four.getInetAddress(), four.getLocalPort())) {
      port = four.getLocalPort();
      assertThat(ports.ownListening())
          .containsAll(before)
          .contains(port, six.getLocalPort())
          .doesNotContain(client.getLocalPort());
    }
    assertThat(ports.ownListening()).doesNotContain(port);
  }
}
