package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The host's own connection, moved to a bridge and back: byte for byte, as ip -j has it. */
@DisplayName("An uplink that becomes a port of a bridge")
@Timeout(600)
class TapUplinkIT {
  private static final int KILLED = 137;

  /** As NetworkManager has it, and whatever else administrators do. */
  private static final String ROUTES_OF_ALL_KINDS =
      """
      ip link add ot0 type veth peer name ot1; ip link set ot0 up; ip link set ot1 up
      ip address add 10.9.0.1/24 dev ot0
      ip address flush dev up0
      ip address add 198.51.100.2/24 dev up0 noprefixroute
      ip route add 198.51.100.0/24 dev up0 proto kernel scope link src 198.51.100.2 metric 100
      ip address add 198.51.100.3/24 dev up0
      ip route add default nexthop via 198.51.100.1 dev up0 weight 2 \\
        nexthop via 198.51.100.9 dev up0 onlink
      ip route add 203.0.113.0/24 via 198.51.100.1 mtu 1300 advmss 1200
      ip route add 203.0.113.0/24 via 198.51.100.1 table 77 metric 5
      ip route add 10.1.0.0/16 nexthop via 198.51.100.1 dev up0 nexthop via 10.9.0.2 dev ot0
      ip route add 10.2.0.0/16 via 10.9.0.2 dev ot0 src 198.51.100.2
      ip route add 10.3.0.0/16 via inet6 fe80::1 dev up0 rtt 20ms rto_min 100ms
      ip route add 10.5.0.0/16 dev up0 tos 0x10 scope global
      ip route add local 10.7.0.0/16 dev up0
      """;

  private static final String IPV6 =
      """
      echo 0 >/proc/sys/net/ipv6/conf/up0/disable_ipv6
      ip -6 address add 2001:db8::2/64 dev up0
      ip -6 address add 2001:db8::3/64 dev up0 nodad
      while ip -6 address show dev up0 tentative | grep -q .; do :; done
      ip -6 route add 2001:db8:1::/48 via 2001:db8::1 dev up0 pref high
      ip -6 route add 2001:db8:8::/48 dev up0 src 2001:db8::2 mtu 1300
      """;

  @TempDir Path folder;

  private HostLab host = new HostLab("qnet-uplink", Path.of("/"));

  @BeforeEach
  void makeHost() throws Exception {
    host = new HostLab("qnet-uplink", folder);
    host.make();
  }

  @AfterEach
  void removeHost() throws Exception {
    host.remove();
  }

  private HostLab.Ran bridge(String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("tap", "bridge", "br0", "--add", "up0"));
    words.addAll(List.of(more));
    return host.qnet(words.toArray(String[]::new));
  }

  @Test
  @DisplayName("routes of all kinds and tables, addresses without a route, are there again")
  void routes() throws Exception {
    host.sh(ROUTES_OF_ALL_KINDS);
    String before = host.snapshot();
    assertThat(bridge().status()).isEqualTo(1);
    assertThat(host.snapshot()).as("refused").isEqualTo(before);

    bridge("--i-know").ok();
    assertThat(host.inside("ip", "route", "show", "table", "all"))
        .doesNotContain("up0")
        .contains("203.0.113.0/24 via 198.51.100.1 dev br0 mtu 1300 advmss 1200")
        .contains("203.0.113.0/24 via 198.51.100.1 dev br0 table 77 metric 5")
        .contains("nexthop via 198.51.100.9 dev br0 weight 1 onlink");
    host.qnet("tap", "undo", "br0").ok();
    assertThat(host.snapshot()).isEqualTo(before);
  }

  @Test
  @DisplayName("also after kill -9, in whatever step")
  void killed() throws Exception {
    host.sh(ROUTES_OF_ALL_KINDS);
    String before = host.snapshot();
    int step = 2;
    host.trouble(step, "after");
    for (int status = bridge("--i-know").status(); status != 0; ) {
      assertThat(status).as("step %d", step).isEqualTo(KILLED);
      host.noTrouble();
      host.qnet("tap", "undo", "br0").ok();
      assertThat(host.snapshot()).as("killed in step %d", step).isEqualTo(before);
      step += 5;
      host.trouble(step, "after");
      status = bridge("--i-know").status();
    }
    assertThat(step).as("steps").isGreaterThan(25);
    host.noTrouble();
    host.qnet("tap", "undo", "br0").ok();
  }

  @Test
  @DisplayName("an IPv6 address counts as one of IPv4 does, and moves as that does")
  void ipv6() throws Exception {
    host.sh("ip address flush dev up0");
    host.sh(IPV6);
    String before = host.snapshot();
    assertThat(bridge().err()).contains("up0 has addresses of this host", "--i-know");
    assertThat(host.snapshot()).as("refused").isEqualTo(before);

    bridge("--i-know").ok();
    assertThat(host.inside("ip", "-6", "address", "show", "dev", "up0")).doesNotContain("2001");
    assertThat(host.inside("ip", "-6", "route", "get", "2001:db8:1::9"))
        .contains("via 2001:db8::1 dev br0", "src 2001:db8::");
    host.qnet("tap", "undo", "br0").ok();
    assertThat(host.snapshot()).as("at once: no test for duplicates").isEqualTo(before);
  }

  @Test
  @DisplayName("an IPv6 address that was learned from a router: it is told what becomes of it")
  void learned() throws Exception {
    host.sh("ip address flush dev up0; echo 0 >/proc/sys/net/ipv6/conf/up0/disable_ipv6");
    host.sh("ip address add 2001:db8::7/64 dev up0 mngtmpaddr valid_lft 3600 preferred_lft 1800");
    assertThat(bridge("--i-know").ok().err())
        .contains("2001:db8::7 was learned from a router: br0 has it until its time ends");
    assertThat(host.inside("ip", "-6", "address", "show", "dev", "br0")).contains("2001:db8::7/64");
    host.qnet("tap", "undo", "br0").ok();
    assertThat(host.inside("ip", "-6", "address", "show", "dev", "up0")).contains("2001:db8::7/64");
  }

  @Test
  @DisplayName("what there are no words for is refused before anything is done")
  void refused() throws Exception {
    host.sh("ip nexthop add id 5 via 198.51.100.1 dev up0; ip route add 10.4.0.0/16 nhid 5");
    String before = host.snapshot();
    assertThat(bridge("--i-know").err())
        .contains("the route to 10.4.0.0/16 has an attribute 'nhid'", "nothing was changed");
    assertThat(host.snapshot()).isEqualTo(before);
    host.sh("ip route delete 10.4.0.0/16; ip nexthop delete id 5");

    host.sh("ip neighbor add 198.51.100.77 lladdr 02:00:00:00:00:07 dev up0");
    assertThat(bridge("--i-know").err()).contains("up0 has neighbours that somebody wrote down");
    host.sh("ip neighbor delete 198.51.100.77 dev up0");

    host.sh("ip route append default via 198.51.100.9 dev up0");
    assertThat(bridge("--i-know").err()).contains("two routes to default of the same metric");
  }

  @Test
  @DisplayName("without --mtu the bridge sends nothing that its port does not take")
  void mtu() throws Exception {
    host.sh("ip link set dev up0 mtu 1400");
    bridge("--i-know").ok();
    assertThat(host.inside("ip", "link", "show", "dev", "br0")).contains("mtu 1400");
    host.qnet("tap", "undo", "br0").ok();
  }
}
