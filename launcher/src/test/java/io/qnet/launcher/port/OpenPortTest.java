package io.qnet.launcher.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.Loop;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the host's addresses are qnet's own doors, which no guest may reach. */
class OpenPortTest {
  private final Loop loop = Loop.start("open-port-test");

  @AfterEach
  void close() {
    loop.close();
  }

  @ParameterizedTest
  @CsvSource({
    "stream:127.0.0.1:0, 127.0.0.1, true",
    "stream:127.0.0.1:0, 127.0.0.2, false",
    "stream:127.0.0.1:0, 192.0.2.80, false",
    "stream:0.0.0.0:0, 127.0.0.1, true",
    "stream:0.0.0.0:0, 127.9.9.9, true",
    "stream:0.0.0.0:0, 192.0.2.80, false",
    "dgram:127.0.0.1:0=127.0.0.1:9, 127.0.0.1, true"
  })
  @DisplayName("the address listened on, or any of this host's; but not the world's")
  void ownDoors(String spec, String address, boolean own) {
    PortSpec asked = PortSpec.parse(spec.replace('=', ','), Path.of("/"));
    OpenPort port = OpenPort.of(asked, loop, "test", 1500);
    InetSocketAddress local =
        port.spec() instanceof PortSpec.Stream stream
            ? (InetSocketAddress) stream.local()
            : (InetSocketAddress) ((PortSpec.Dgram) port.spec()).local();
    IpAddress host = IpAddress.parse(address);
    assertThat(port.listensAt(host, local.getPort())).isEqualTo(own);
    assertThat(port.listensAt(host, local.getPort() ^ 1)).isFalse();
  }
}
