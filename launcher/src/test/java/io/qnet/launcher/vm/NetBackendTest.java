package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.qemu.QemuFeatures;
import io.qnet.launcher.qemu.QemuVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One back end, as QEMU's command line and as QMP want it. */
class NetBackendTest {
  private static final PortSpec.Stream UNIX = port("stream:/run/a,b.sock");

  @DisplayName("a version that can connect again is told to, in its own words")
  @ParameterizedTest(name = "{0}.{1}")
  @CsvSource({
    "7, 2, ''",
    "8, 0, ',reconnect=1'",
    "9, 1, ',reconnect=1'",
    "9, 2, ',reconnect-ms=1000'",
    "10, 0, ',reconnect-ms=1000'"
  })
  void reconnects(int major, int minor, String words) {
    assertThat(NetBackend.to(UNIX, qemu(major, minor, "stream")).words("net0"))
        .isEqualTo("stream,id=net0,server=off,addr.type=unix,addr.path=/run/a,,b.sock" + words);
  }

  @Test
  @DisplayName("QMP gets objects, numbers and booleans")
  void typed() {
    assertThat(NetBackend.to(UNIX, qemu(10, 0, "stream")).arguments("lan0"))
        .isEqualTo(
            Map.of(
                "type",
                "stream",
                "id",
                "lan0",
                "server",
                false,
                "addr",
                Map.of("type", "unix", "path", "/run/a,b.sock"),
                "reconnect-ms",
                1000L));
    NetMode.Native user =
        (NetMode.Native) NetMode.parse("user,native,hostfwd=tcp::1-:2,ipv6=off,hostfwd=udp::3-:4");
    assertThat(user.backend().arguments("lan1"))
        .isEqualTo(
            Map.of(
                "type",
                "user",
                "id",
                "lan1",
                "ipv6",
                false,
                "hostfwd",
                List.of(Map.of("str", "tcp:127.0.0.1:1-:2"), Map.of("str", "udp:127.0.0.1:3-:4"))));
  }

  @Test
  @DisplayName("TCP: host and port are strings, to QEMU")
  void inet() {
    PortSpec.Stream tcp = port("stream:127.0.0.1:9000");
    assertThat(NetBackend.to(tcp, qemu(7, 2, "stream")).words("net0"))
        .isEqualTo("stream,id=net0,server=off,addr.type=inet,addr.host=127.0.0.1,addr.port=9000");
    assertThat(NetBackend.to(tcp, qemu(5, 2, "socket")).words("net0"))
        .isEqualTo("socket,id=net0,connect=127.0.0.1:9000");
  }

  private static PortSpec.Stream port(String text) {
    return (PortSpec.Stream) PortSpec.parse(text, Path.of("/"));
  }

  private static QemuFeatures qemu(int major, int minor, String netdev) {
    return new QemuFeatures(
        new QemuVersion(major, minor, 0),
        Set.of(netdev),
        Map.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of());
  }
}
