package io.qnet.launcher.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qnet.launcher.cli.Failure;
import io.qnet.wire.address.Ipv4Address;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of a user-mode network: forms, defaults, rules and refusals. */
@DisplayName("The text after -netdev user,")
class UserOptionsTest {
  @Test
  @DisplayName("nothing written: QEMU's defaults")
  void defaults() {
    UserOptions options = UserOptions.DEFAULT;

    assertThat(options.net()).hasToString("10.0.2.0/24");
    assertThat(options.host()).hasToString("10.0.2.2");
    assertThat(options.dns()).hasToString("10.0.2.3");
    assertThat(options.dhcpStart()).hasToString("10.0.2.15");
    assertThat(options.mtu()).isEqualTo(1500);
    assertThat(options.icmp()).isEqualTo(Icmp.GATEWAY);
    assertThat(options.loopback()).isTrue();
    assertThat(options.dnsSearch()).isEmpty();
    assertThat(options.domainName()).isNull();
    assertThat(options.hostName()).isNull();
  }

  @Test
  @DisplayName("everything written")
  void everything() {
    UserOptions options =
        UserOptions.parse(
            "net=192.168.7.0/24,host=192.168.7.1,dhcpstart=192.168.7.50,dns=192.168.7.9,"
                + "dnssearch=a.example,dnssearch=b.example.,domainname=lab.example,hostname=web,"
                + "mtu=65520,icmp=off,loopback=off,ipv4=on,ipv6=off,restrict=no");

    assertThat(options.net()).hasToString("192.168.7.0/24");
    assertThat(options.host()).hasToString("192.168.7.1");
    assertThat(options.dhcpStart()).hasToString("192.168.7.50");
    assertThat(options.dns()).hasToString("192.168.7.9");
    assertThat(options.dnsSearch()).containsExactly("a.example", "b.example.");
    assertThat(options.domainName()).isEqualTo("lab.example");
    assertThat(options.hostName()).isEqualTo("web");
    assertThat(options.mtu()).isEqualTo(65520);
    assertThat(options.icmp()).isEqualTo(Icmp.OFF);
    assertThat(options.loopback()).isFalse();
    assertThat(options.ipv6()).isFalse();
    assertThat(UserOptions.DEFAULT.ipv6()).isTrue();
  }

  @ParameterizedTest
  @DisplayName("a word pasted from a QEMU line is the same as its options alone")
  @ValueSource(
      strings = {
        "user,id=n0,hostname=web",
        "user,hostname=web",
        "id=n0,hostname=web",
        "hostname=web,",
        "hostname=other,hostname=web",
        "ipv4,hostname=web"
      })
  void pasted(String text) {
    assertThat(UserOptions.parse(text)).isEqualTo(UserOptions.parse("hostname=web"));
  }

  @Test
  @DisplayName("QEMU doubles a comma inside a value")
  void doubledComma() {
    assertThat(UserOptions.parse("hostname=a,,b,mtu=600").hostName()).isEqualTo("a,b");
  }

  @ParameterizedTest(name = "net={0} -> {1}, {2}, {3}, {4}")
  @DisplayName("forms of net=, and the addresses that follow from it")
  @CsvSource({
    "10.0.2.0/255.255.255.0, 10.0.2.0/24, 10.0.2.2, 10.0.2.3, 10.0.2.15",
    "10.1.2.3/24, 10.1.2.0/24, 10.1.2.2, 10.1.2.3, 10.1.2.15",
    "10.0.0.0, 10.0.0.0/8, 10.0.2.2, 10.0.2.3, 10.0.2.15",
    "9.1.2.3, 9.0.0.0/8, 9.0.2.2, 9.0.2.3, 9.0.2.15",
    "172.16.0.0, 172.16.0.0/12, 172.16.2.2, 172.16.2.3, 172.16.2.15",
    "172.32.0.0, 172.32.0.0/16, 172.32.2.2, 172.32.2.3, 172.32.2.15",
    "192.168.0.0, 192.168.0.0/16, 192.168.2.2, 192.168.2.3, 192.168.2.15",
    "198.18.0.0, 198.18.0.0/15, 198.18.2.2, 198.18.2.3, 198.18.2.15",
    "192.0.2.0, 192.0.2.0/24, 192.0.2.2, 192.0.2.3, 192.0.2.15",
    "10.0.0.0/4, 0.0.0.0/4, 0.0.2.2, 0.0.2.3, 0.0.2.15",
  })
  void networks(String text, String net, String host, String dns, String dhcpStart) {
    UserOptions options = UserOptions.parse("net=" + text);

    assertThat(options.net()).hasToString(net);
    assertThat(options.host()).hasToString(host);
    assertThat(options.dns()).hasToString(dns);
    assertThat(options.dhcpStart()).hasToString(dhcpStart);
    assertThat(UserOptions.parse("ip=" + text)).isEqualTo(options);
  }

  @Test
  @DisplayName("a small network works once its first guest is given a place")
  void smallNetwork() {
    assertThat(failure("net=10.0.0.0/28"))
        .hasMessage("10.0.0.15 is the first or the last address of net=10.0.0.0/28");
    assertThat(UserOptions.parse("net=10.0.0.0/28,dhcpstart=10.0.0.4").dhcpStart())
        .isEqualTo(Ipv4Address.parse("10.0.0.4"));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("wrong ones: exit code 2, the word at fault, and the way out")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      mut=1400 | 'mut' is no option | did you mean mtu=?
      dnsserch=a | 'dnsserch' is no option | did you mean dnssearch=?
      hostfw=x | 'hostfw' is no option | did you mean hostfwd=? It is not in this version yet
      frobnicate=1 | 'frobnicate' is no option | valid here: dhcpstart, dns,
      mtu | 'mtu' has no value | write mtu=VALUE
      mtu=575 | an MTU is between 576 and 65520 octets, but got '575' | --help
      mtu=65521 | an MTU is between 576 and 65520 | --help
      mtu=big | an MTU is between 576 and 65520 octets, but got 'big' | --help
      loopback=of | 'of' is neither on nor off; did you mean | --help
      icmp=gatway | icmp=gatway is not valid | did you mean gateway?
      icmp=proxy | icmp=proxy is not in this version yet | icmp=gateway
      ipv4=off | ipv4=off is not in this version yet | ipv4=on
      restrict=on | restrict=on is not in this version yet | restrict=off
      restrict | restrict=on is not in this version yet | restrict=off
      tap,id=n0 | -netdev tap is not user mode | -netdev user
      net=10.0.2 | '10.0.2' is not an IPv4 address | --help
      net=10.0.2.0/3 | between 4 and 32 bits, but got '10.0.2.0/3' | --help
      net=10.0.2.0/33 | between 4 and 32 bits | --help
      net=10.0.2.0/255.0.255.0 | not a netmask: its one bits have gaps | --help
      net=10.0.2.0/x | 'x' is not an IPv4 address | --help
      host=10.0.3.2 | host=10.0.3.2 is not in net=10.0.2.0/24 | host=10.0.2.2
      dns=10.0.2.2 | dns and host are both 10.0.2.2 | dns=ADDRESS
      dhcpstart=10.0.2.2 | dhcpstart=10.0.2.2 is the gateway | dhcpstart=ADDRESS
      dhcpstart=10.0.2.3 | dhcpstart=10.0.2.3 is the name server | dhcpstart=ADDRESS
      dhcpstart=10.0.3.15 | dhcpstart=10.0.3.15 is not in net=10.0.2.0/24 | dhcpstart=ADDRESS
      dhcpstart=10.0.2.255 | 10.0.2.255 is the first or the last address | dhcpstart=
      host=10.0.2.0 | 10.0.2.0 is the first or the last address | host=
      net=10.0.0.0/32 | dns and host are both 10.0.0.0 | dns=ADDRESS
      net=10.0.0.0/30 | dhcpstart=10.0.0.3 is the name server | dhcpstart=ADDRESS
      hostname= | a name has 1 to 255 letters, this has 0 | --help
      domainname= | a name has 1 to 255 letters | --help
      hostname=a b | no blanks | --help
      dnssearch=a..b | between its dots a domain has 1 to 63 letters | --help
      dnssearch=a.. | between its dots | --help
      dnssearch=. | between its dots | --help
      """)
  void refused(String text, String what, String remedy) {
    Failure failure = failure(text);

    assertThat(failure.exitCode()).isEqualTo(2);
    assertThat(failure).hasMessageContaining(what);
    assertThat(failure.remedy()).contains(remedy);
    assertThat(failure.meaning()).isNotBlank();
  }

  @ParameterizedTest
  @DisplayName("what QEMU or the manual knows and this version does not do yet says so")
  @ValueSource(
      strings = {
        "ipv6-prefix",
        "ipv6-prefixlen",
        "ipv6-host",
        "ipv6-dns",
        "tftp",
        "tftp-server-name",
        "bootfile",
        "smb",
        "smbserver",
        "hostfwd",
        "guestfwd",
        "outbound",
        "lease",
        "mapping",
        "filtering",
        "ports",
        "parity",
        "hairpin",
        "udp-timeout",
        "tcp-timeout",
        "refresh",
        "preset"
      })
  void later(String key) {
    Failure failure = failure(key + "=x");

    assertThat(failure).hasMessage(key + "= is not in this version yet");
    assertThat(failure.exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("RFC 1035, 2.3.4: labels of 63 octets, names of 255 with their lengths")
  void longDomains() {
    String label = "x".repeat(63);
    String longest = String.join(".", label, label, label, "x".repeat(61));

    assertThat(UserOptions.parse("dnssearch=" + longest).dnsSearch()).containsExactly(longest);
    assertThat(failure("dnssearch=" + longest + "x")).hasMessageContaining("at most 253 letters");
    assertThat(failure("dnssearch=x" + label)).hasMessageContaining("1 to 63 letters");
    assertThat(failure("hostname=" + "x".repeat(256))).hasMessageContaining("this has 256");
  }

  private static Failure failure(String text) {
    return catchThrowableOfType(Failure.class, () -> UserOptions.parse(text));
  }
}
