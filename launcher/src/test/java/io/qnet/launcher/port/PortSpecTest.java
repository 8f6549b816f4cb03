package io.qnet.launcher.port;

import static io.qnet.wire.address.Ipv4Address.LOOPBACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qnet.launcher.cli.Failure;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Port specs against the words QEMU documents. */
@DisplayName("Port specs: where a machine plugs in")
class PortSpecTest {
  private static final Path HERE = Path.of("/home/me");

  @ParameterizedTest(name = "{0}")
  @DisplayName("the words QEMU needs for each kind of port")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      stream:/run/a.sock | -netdev stream,id=net0,server=off,addr.type=unix,addr.path=/run/a.sock
      stream:a.sock | -netdev stream,id=net0,server=off,addr.type=unix,addr.path=/home/me/a.sock
      stream:./x:1 | -netdev stream,id=net0,server=off,addr.type=unix,addr.path=/home/me/x:1
      stream:127.0.0.1:9000 | -netdev stream,id=net0,server=off,addr.type=inet,addr.host=127.0.0.1,addr.port=9000
      stream::9000 | -netdev stream,id=net0,server=off,addr.type=inet,addr.host=127.0.0.1,addr.port=9000
      stream:localhost:9 | -netdev stream,id=net0,server=off,addr.type=inet,addr.host=127.0.0.1,addr.port=9
      stream:0.0.0.0:9000 | -netdev stream,id=net0,server=off,addr.type=inet,addr.host=127.0.0.1,addr.port=9000
      stream:[::]:9000 | -netdev stream,id=net0,server=off,addr.type=inet,addr.host=::1,addr.port=9000
      stream-connect:/run/a.sock | -netdev stream,id=net0,server=on,addr.type=unix,addr.path=/run/a.sock
      stream-connect:10.1.2.3:77 | -netdev stream,id=net0,server=on,addr.type=inet,addr.host=10.1.2.3,addr.port=77
      dgram:/r/me,/r/peer | -netdev dgram,id=net0,local.type=unix,local.path=/r/peer,remote.type=unix,remote.path=/r/me
      dgram:127.0.0.1:5001,127.0.0.1:5002 | -netdev dgram,id=net0,local.type=inet,local.host=127.0.0.1,local.port=5002,remote.type=inet,remote.host=127.0.0.1,remote.port=5001
      mcast:230.0.0.1:1234 | -netdev socket,id=net0,mcast=230.0.0.1:1234
      mcast:230.0.0.1:1234,127.0.0.1 | -netdev socket,id=net0,mcast=230.0.0.1:1234,localaddr=127.0.0.1
      vde:/run/sw | -netdev vde,id=net0,sock=/run/sw
      vde:sw[7] | -netdev vde,id=net0,sock=/home/me/sw,port=7
      stream:/run/a,b | -netdev stream,id=net0,server=off,addr.type=unix,addr.path=/run/a,,b
      """)
  void wordsForQemu(String spec, String words) {
    assertThat(PortSpec.parse(spec, HERE).qemuWords())
        .isEqualTo(words + " -device e1000,netdev=net0");
  }

  @Test
  @DisplayName("a path that a shell would cut or change is quoted")
  void quotesForTheShell() {
    assertThat(PortSpec.parse("stream:/run/it's a $x.sock", HERE).qemuWords())
        .isEqualTo(
            "-netdev 'stream,id=net0,server=off,addr.type=unix,addr.path=/run/it'\\''s a $x.sock'"
                + " -device e1000,netdev=net0");
  }

  @Test
  @DisplayName("the records carry plain socket addresses")
  void addresses() {
    assertThat(PortSpec.parse("stream:/run/../run/a.sock", HERE))
        .isEqualTo(new PortSpec.Stream(UnixDomainSocketAddress.of("/run/a.sock")));
    assertThat(PortSpec.parse("stream-connect:127.0.0.1:9000", HERE))
        .isEqualTo(new PortSpec.StreamConnect(LOOPBACK.toSocketAddress(9000)));
    assertThat(PortSpec.parse("stream:127.0.0.1:0", HERE))
        .isEqualTo(new PortSpec.Stream(LOOPBACK.toSocketAddress(0)));
  }

  @Test
  @DisplayName("a tap port: how this host, or a namespace of it, gets an address there")
  void wordsForTheHost() {
    Ipv4Subnet net = new Ipv4Subnet(Ipv4Address.parse("10.0.2.0"), 24);
    Ipv4Address gateway = Ipv4Address.parse("10.0.2.2");
    Ipv4Address guest = Ipv4Address.parse("10.0.2.15");
    assertThat(new PortSpec.Tap("tap0", null, true).hostWords(guest, net, gateway))
        .isEqualTo("tap:tap0; to plug in: ip addr add 10.0.2.15/24 dev tap0");
    assertThat(new PortSpec.Tap("tap0", "lab", true).hostWords(guest, net, gateway))
        .isEqualTo(
            "tap:tap0@lab; to plug in: ip -n lab addr add 10.0.2.15/24 dev tap0"
                + " && ip -n lab route add default via 10.0.2.2");
    assertThatThrownBy(() -> new PortSpec.Tap("tap0", "lab", true).netdev("net0"))
        .hasMessage("this host, and no QEMU, is plugged into tap:tap0@lab");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("a port spec printed is a port spec again")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "stream:/run/a.sock",
        "stream:127.0.0.1:9000",
        "stream:[fe80::1]:9",
        "stream-connect:/a",
        "dgram:127.0.0.1:1,127.0.0.1:2",
        "mcast:230.0.0.1:1234",
        "mcast:230.0.0.1:1234,127.0.0.1",
        "vde:/run/sw",
        "vde:/run/sw[7]",
        "vde:/run/sw[students]",
        "tap:tap0",
        "tap:tap0,offloads=off",
        "tap:a23456789012345@lab"
      })
  void printed(String spec) {
    assertThat(PortSpec.parse(spec, HERE)).hasToString(spec);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("wrong ones: exit code 2, the word at fault, and one that would do")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      steam:/run/a | 'steam' is no kind of port | did you mean stream?
      /run/a.sock | '/run/a.sock' is no kind of port | valid here: stream, stream-connect, dgram
      stream | nothing follows 'stream:' | --port stream:/run/a.sock
      stream: | nothing follows 'stream:' | --port stream:/run/a.sock
      stream:127.0.0.1:99999 | '99999' is not a port number, 0 to 65535 | --port stream:
      stream:127.0.0.1:http | 'http' is not a port number | --port stream:
      stream:example.org:80 | 'example.org' is not an IPv4 address | --port stream:
      stream:::1:80 | an IPv6 address goes into brackets | --port stream:
      stream-connect:127.0.0.1:0 | port 0 is nobody's | the port at which QEMU listens
      dgram:/run/a | two ends, ours and then QEMU's | dgram:/run/me.sock,/run/peer.sock
      dgram:/a,/b,/c | two ends | dgram:/run/me.sock
      dgram:/a,127.0.0.1:5 | one end of the dgram port is a path | two paths or two addresses
      dgram:/a,/a | both ends of the dgram port are the same | one of its own
      mcast:10.0.0.1:1234 | is no multicast group and port | mcast:230.0.0.1:1234
      mcast:230.0.0.1:0 | is no multicast group and port | mcast:230.0.0.1:1234
      mcast:230.0.0.1 | '230.0.0.1' has no port number | mcast:230.0.0.1:1234
      mcast:230.0.0.1:9,lo | 'lo' is not an IPv4 address | mcast:230.0.0.1:1234
      vde:/run/sw[7 | is no directory of a VDE switch | vde:/run/sw.ctl
      vde:/run/sw[1234] | there is no such port: ports are 0 to 999 | vde:/run/sw
      tap: | nothing follows 'tap:' | --port tap:tap0
      tap:a/b | 'a/b' cannot be the name of an interface | --port tap:tap0
      tap:a%d | 'a%d' cannot be the name of an interface | --port tap:tap0
      tap:.. | '..' cannot be the name of an interface | --port tap:tap0
      tap:@x | '' cannot be the name of an interface | --port tap:tap0
      tap:a234567890123456 | at most 15 octets, but a234567890123456 has 16 | --port tap:tap0
      tap:a@ | '' cannot be the name of a network namespace | --port tap:tap0@NAMESPACE
      tap:a@../x | '../x' cannot be the name of a network namespace | --port tap:tap0@NAMESPACE
      vxlan:vni=42,remote=192.0.2.7 | vxlan: is not in this version yet | stream
      veth:a | veth: is not in this version yet | stream
      """)
  void refused(String spec, String what, String remedy) {
    Failure failure = failure(spec);

    assertThat(failure.exitCode()).isEqualTo(2);
    assertThat(failure).hasMessageContaining(what);
    assertThat(failure.remedy()).contains(remedy);
  }

  @Test
  @DisplayName("a socket's path has at most 107 octets (unix(7))")
  void longPaths() {
    assertThat(PortSpec.parse("stream:/" + "x".repeat(106), HERE)).isNotNull();
    assertThat(failure("stream:/" + "x".repeat(107)))
        .hasMessageContaining("at most 107 octets")
        .hasMessageContaining("has 108");
    assertThat(failure("stream:/" + "é".repeat(54))).hasMessageContaining("has 109");
  }

  @Test
  @DisplayName("what cannot be a path at all is refused, not thrown")
  void impossiblePath() {
    Failure failure = failure("stream:/run/a\0b.sock");

    assertThat(failure.exitCode()).isEqualTo(2);
    assertThat(failure).hasMessageContaining("cannot be a path");
  }

  private static Failure failure(String spec) {
    return catchThrowableOfType(Failure.class, () -> PortSpec.parse(spec, HERE));
  }
}
