package io.qnet.launcher.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qnet.launcher.cli.Failure;
import io.qnet.slirp.BootSettings;
import io.qnet.slirp.GatewaySettings;
import io.qnet.slirp.IcmpPolicy;
import io.qnet.slirp.LeaseSettings;
import io.qnet.slirp.PolicySettings;
import io.qnet.slirp.host.Outbound;
import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.nat.NatBehaviour;
import io.qnet.wire.nat.NatBehaviour.Dependence;
import io.qnet.wire.nat.NatBehaviour.Ports;
import io.qnet.wire.nat.NatBehaviour.Refresh;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    assertThat(UserOptions.DEFAULT.gateway()).isEqualTo(GatewaySettings.DEFAULT);
    assertThat(UserOptions.DEFAULT.outbound().resolve()).isEqualTo(Outbound.ANY);
  }

  @Test
  @DisplayName("everything written")
  void everything() {
    GatewaySettings gateway =
        gateway(
            "net=192.168.7.0/24,host=192.168.7.1,dhcpstart=192.168.7.50,dns=192.168.7.9,"
                + "dnssearch=a.example,dnssearch=b.example.,domainname=lab.example,hostname=web,"
                + "mtu=65520,icmp=off,loopback=off,ipv4=on,ipv6=on,restrict=yes,recursion=off,"
                + "ipv6-prefix=fd00:1::,ipv6-prefixlen=48,ipv6-host=fd00:1::1,"
                + "ipv6-dns=fd00:1:0:9::,lease=52:54:00:00:00:01=192.168.7.20");

    assertThat(gateway.hosts().net()).hasToString("192.168.7.0/24");
    assertThat(gateway.hosts().host()).hasToString("192.168.7.1");
    assertThat(gateway.hosts().dns()).hasToString("192.168.7.9");
    assertThat(gateway.hosts().smb()).hasToString("192.168.7.4");
    assertThat(gateway.mtu()).isEqualTo(65520);
    assertThat(gateway.policy())
        .isEqualTo(new PolicySettings(IcmpPolicy.OFF, false, true, false, null));
    assertThat(gateway.leases())
        .isEqualTo(
            new LeaseSettings(
                Ipv4Address.parse("192.168.7.50"),
                Map.of(MacAddress.parse("52:54:00:00:00:01"), Ipv4Address.parse("192.168.7.20")),
                "web",
                "lab.example",
                List.of("a.example", "b.example."),
                BootSettings.NONE));
    assertThat(gateway.ipv6())
        .isEqualTo(
            new Ipv6Hosts(
                Ipv6Address.parse("fd00:1::"),
                48,
                Ipv6Address.parse("fd00:1::1"),
                Ipv6Address.parse("fd00:1:0:9::")));
  }

  @ParameterizedTest(name = "{0}: IPv4 {1}, IPv6 {2}")
  @DisplayName("as in QEMU, one family alone switched on leaves the other out")
  @CsvSource({
    "ipv4, true, false",
    "ipv4=on, true, false",
    "ipv6=on, false, true",
    "ipv6, false, true",
    "ipv4=off, false, true",
    "ipv6=off, true, false",
    "'ipv4=on,ipv6=on', true, true",
    "'ipv4=on,ipv6=off', true, false",
    "mtu=1279, true, false",
    "mtu=1280, true, true"
  })
  void families(String text, boolean ipv4, boolean ipv6) {
    assertThat(gateway(text).ipv4()).isEqualTo(ipv4);
    assertThat(gateway(text).ipv6() != null).isEqualTo(ipv6);
  }

  @ParameterizedTest
  @DisplayName("forms of a prefix; the virtual hosts are its second and third")
  @CsvSource({
    "ipv6-net=fd00:1::/48, fd00:1::, 48",
    "ipv6-prefix=fd00:1::5, fd00:1::, 64",
    "'ipv6-prefix=fd00:1:2:3:4::,ipv6-prefixlen=80', fd00:1:2:3:4::, 80",
    "ipv6-prefixlen=126, fec0::, 126"
  })
  void prefixes(String text, String prefix, int length) {
    assertThat(gateway(text).ipv6()).isEqualTo(Ipv6Hosts.of(Ipv6Address.parse(prefix), length));
  }

  @Test
  @DisplayName("outbound=: an address of each family, or an interface with both")
  void outbound() {
    assertThat(UserOptions.parse("outbound=127.0.0.1").outbound().resolve())
        .isEqualTo(new Outbound(Ipv4Address.LOOPBACK, null, false));
    assertThat(UserOptions.parse("outbound=127.0.0.1,outbound=::1").outbound().resolve())
        .isEqualTo(new Outbound(Ipv4Address.LOOPBACK, Ipv6Address.LOOPBACK, false));
    assertThat(UserOptions.parse("outbound=lo").outbound().resolve())
        .isEqualTo(new Outbound(Ipv4Address.LOOPBACK, Ipv6Address.LOOPBACK, true));
    for (String nowhere : List.of("192.0.2.1", "no-such-one", "2001:db8::1")) {
      OutboundChoice choice = UserOptions.parse("outbound=" + nowhere).outbound();
      Failure failure = catchThrowableOfType(Failure.class, choice::resolve);
      assertThat(failure.exitCode()).isEqualTo(1);
      assertThat(failure).hasMessageContaining("outbound=" + nowhere);
    }
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
        "restrict=on,hostname=web,restrict=off"
      })
  void pasted(String text) {
    assertThat(UserOptions.parse(text)).isEqualTo(UserOptions.parse("hostname=web"));
  }

  @Test
  @DisplayName("QEMU doubles a comma inside a value")
  void doubledComma() {
    assertThat(UserOptions.parse("hostname=a,,b,mtu=600").gateway().leases().hostName())
        .isEqualTo("a,b");
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
    VirtualHosts hosts = gateway("net=" + text).hosts();

    assertThat(hosts.net()).hasToString(net);
    assertThat(hosts.host()).hasToString(host);
    assertThat(hosts.dns()).hasToString(dns);
    assertThat(gateway("net=" + text).leases().first()).hasToString(dhcpStart);
    assertThat(gateway("ip=" + text)).isEqualTo(gateway("net=" + text));
  }

  @Test
  @DisplayName("a small network works once its first guest is given a place")
  void smallNetwork() {
    assertThat(failure("net=10.0.0.0/28"))
        .hasMessage("10.0.0.15 is the first or the last address of net=10.0.0.0/28");
    assertThat(gateway("net=10.0.0.0/28,dhcpstart=10.0.0.4").leases().first())
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
      hostfw=x | 'hostfw' is no option | did you mean hostfwd=?
      frobnicate=1 | 'frobnicate' is no option | valid here: bootfile, dhcpstart, dns,
      mtu | 'mtu' has no value | write mtu=VALUE
      mtu=575 | an MTU is between 576 and 65520, but got '575' | an example: mtu=1400; qnet user --help
      mtu=65521 | an MTU is between 576 and 65520 | --help
      mtu=big | an MTU is between 576 and 65520, but got 'big' | --help
      loopback=of | 'of' is neither on nor off; did you mean | --help
      icmp=gatway | did you mean gateway? | --help
      ipv4=off,ipv6=off | ipv4=off and ipv6=off | leave one of them out
      ipv4=off,mtu=600 | ipv4=off with mtu=600 | mtu=1280 or more
      ipv6=on,mtu=1000 | ipv6=on alone, which leaves IPv4 out, with mtu=1000 | write ipv4=on
      ipv4=off,host=10.0.2.2 | host= is an option of IPv4, which is left out | ipv4=on
      ipv6=off,ipv6-host=fec0::9 | ipv6-host= is an option of IPv6, which is left out | ipv6=on
      ipv6-prefix=fec0 | is not an IPv6 address | --help
      ipv6-prefix=ff02:: | no network has such a prefix | --help
      ipv6-prefixlen=127 | is between 0 and 126, but got '127' | --help
      ipv6-host=fd00::2 | ipv6-host=fd00::2 does not belong to ipv6-prefix=fec0::/64 | ipv6-prefixlen=
      ipv6-dns=fd00::3 | ipv6-dns=fd00::3 does not belong to ipv6-prefix=fec0::/64 | ipv6-prefixlen=
      ipv6-dns=fec0::2 | ipv6-dns and ipv6-host are both fec0::2 | ipv6-dns=ADDRESS
      restrict=on,dns=192.0.2.3 | dns=192.0.2.3 is not in net=10.0.2.0/24 | restrict=off
      restrict=perhaps | 'perhaps' is neither on nor off | --help
      outbound= | an address of this host or an interface is needed | --help
      lease=52:54:00:12:34:56 | a lease is a card and an address | --help
      lease=52:54:00:12:34=10.0.2.20 | '52:54:00:12:34' is not | --help
      lease=53:54:00:12:34:56=10.0.2.20 | is the address of a group | --help
      lease=52:54:00:12:34:56=10.0.3.20 | is not in 10.0.2.0/24 | of 10.0.2.0/24
      lease=52:54:00:12:34:56=10.0.2.3 | =10.0.2.3 is taken | of 10.0.2.0/24
      lease=52:54:00:00:00:01=10.0.2.20,lease=52:54:00:00:00:02=10.0.2.20 | gives 10.0.2.20 to | each its own
      guestfwd=udp:10.0.2.100:7-cmd:cat | only tcp is carried | --help
      guestfwd=tcp:10.0.3.100:7-cmd:cat | no host of 10.0.2.0/24 is at 10.0.3.100 | another address
      guestfwd=tcp:10.0.2.3:53-cmd:cat | 10.0.2.3:53 is taken | choose another port
      guestfwd=tcp::7-cmd:cat,guestfwd=tcp:10.0.2.4:7-cmd:ls | 10.0.2.4:7 is taken | choose another port
      smb=/srv,guestfwd=tcp::445-cmd:cat | 10.0.2.4:445 is taken | choose another port
      smb= | a folder is needed | smb=/srv/shared
      smb=/tmp/p%Uq | the '%' in /tmp/p%Uq means more to Samba | rename it, or share it through a link
      smb=/tmp,smbserver=10.0.2.2 | smbserver=10.0.2.2 is taken: it is the gateway | leave it out
      smb=/tmp,smbserver=10.0.2.3 | smbserver=10.0.2.3 is taken: it is the name server | leave it out
      smbserver=10.0.2.15 | 10.0.2.15 is taken: it is the first guest's | dhcpstart=
      smb=/tmp,dhcpstart=10.0.2.4 | 10.0.2.4 is taken: it is the first guest's | dhcpstart=
      guestfwd=tcp:10.0.2.15:99-cmd:cat | 10.0.2.15 is taken: it is the first guest's | dhcpstart=
      guestfwd=tcp::99-cmd:cat,dhcpstart=10.0.2.4 | 10.0.2.4 is taken | dhcpstart=
      preset=symetric | 'symetric' is no preset; did you mean symmetric? | --help
      mapping=epd | 'epd' is not one of ad, apd, ei | --help
      udp-timeout=5d | '5d' is no time; write seconds, or 30s, 5m, 2h | --help
      tcp-timeout=0 | a time is between 1 s and 30 days | --help
      tftp=/nowhere | tftp=/nowhere is no folder that can be read | the files to boot from
      tftp= | a folder is needed | --help
      bootfile= | has 1 to 127 ASCII characters | --help
      tftp-server-name=é | has 1 to 255 ASCII characters | --help
      smbserver=10.0.3.4 | no host of 10.0.2.0/24 is at 10.0.3.4 | another address
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

  @Test
  @DisplayName("where nobody shares a folder, the first guest may have the file server's address")
  void guestInPlaceOfFiles() {
    assertThat(gateway("dhcpstart=10.0.2.4").hosts().owns(Ipv4Address.parse("10.0.2.4"))).isFalse();
    assertThat(gateway("guestfwd=tcp:10.0.2.16:99-cmd:cat").leases().first())
        .hasToString("10.0.2.15");
  }

  @Test
  @DisplayName("every option has an example, and it works")
  void examples() {
    List<String> keys = new UserOptionsParser().keys();
    assertThat(keys).contains("net", "mtu", "hostfwd", "lease", "udp-timeout").hasSize(42);
    for (String key : keys) {
      String example = Examples.of(key);
      String text = key.equals("proxy-protocol") ? Examples.of("hostfwd") + "," + example : example;
      if (!key.equals("tftp")) { // the folder has to be there
        assertThat(UserOptions.parse(text)).as(example).isNotNull();
      }
    }
  }

  @Test
  @DisplayName("a preset is what the other dials differ from, wherever they are written")
  void nat() {
    assertThat(gateway("").nat()).isEqualTo(NatBehaviour.DEFAULT);
    assertThat(gateway("preset=symmetric").nat())
        .isEqualTo(NatBehaviour.preset("symmetric").orElseThrow());
    assertThat(
            gateway(
                    "udp-timeout=30,filtering=ad,preset=linux,mapping=ei,ports=sequential,parity,"
                        + "hairpin=on,tcp-timeout=2h,refresh=out")
                .nat())
        .isEqualTo(
            new NatBehaviour(
                Dependence.ENDPOINT_INDEPENDENT,
                Dependence.ADDRESS,
                Ports.SEQUENTIAL,
                true,
                true,
                Duration.ofSeconds(30),
                Duration.ofHours(2),
                Refresh.OUTBOUND));
  }

  @Test
  @DisplayName("RFC 1035, 2.3.4: labels of 63 octets, names of 255 with their lengths")
  void longDomains() {
    String label = "x".repeat(63);
    String longest = String.join(".", label, label, label, "x".repeat(61));

    assertThat(gateway("dnssearch=" + longest).leases().searchDomains()).containsExactly(longest);
    assertThat(failure("dnssearch=" + longest + "x")).hasMessageContaining("at most 253 letters");
    assertThat(failure("dnssearch=x" + label)).hasMessageContaining("1 to 63 letters");
    assertThat(failure("hostname=" + "x".repeat(256))).hasMessageContaining("this has 256");
  }

  private static GatewaySettings gateway(String text) {
    return UserOptions.parse(text).gateway();
  }

  private static Failure failure(String text) {
    return catchThrowableOfType(Failure.class, () -> UserOptions.parse(text));
  }
}
