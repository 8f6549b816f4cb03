package io.qnet.vde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.Offloads;
import io.qnet.wire.address.Ipv4Address;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules of ports: each refuses what it is there for, counts it, and says so. */
class SwitchRulesTest {
  private final SwitchLab lab = new SwitchLab(4);

  @AfterEach
  void nothingLeft() {
    lab.nothingLeft();
  }

  private void tell(int port, String words) {
    assertThat(PortOrder.parse(words).apply(lab.bridge, port)).isTrue();
  }

  private long dropped(int port, DropReason reason) {
    return lab.port(port).dropped().getOrDefault(reason, 0L);
  }

  @Test
  @DisplayName("isolated ports reach the others, and not each other")
  void isolation() {
    tell(1, "isolated");
    tell(2, "isolated");
    lab.say(1, "a>*");
    lab.say(2, "b>*");
    lab.say(3, "c>a");
    assertThat(lab.heard()).isEqualTo("{1=[c>a], 3=[a>*, b>*], 4=[a>*, b>*]}");
    lab.say(1, "a>b");
    assertThat(lab.heard()).isEqualTo("{}");
    assertThat(dropped(1, DropReason.ISOLATED)).isEqualTo(1);
    tell(1, "isolated=off");
    lab.say(1, "a>b");
    assertThat(lab.heard()).isEqualTo("{2=[a>b]}");
  }

  @Test
  @DisplayName("storm control: so many frames a second for many, and any number for one")
  void storm() {
    tell(1, "storm=10");
    lab.say(2, "b>*");
    lab.heard();
    for (int i = 0; i < 50; i++) {
      lab.say(1, "a>*", "a>b");
    }
    assertThat(dropped(1, DropReason.STORM)).isEqualTo(40);
    assertThat(lab.heard().split("a>b", -1)).hasSize(51);
    lab.clock.advance(Duration.ofMillis(100));
    lab.say(1, "a>*", "a>x");
    assertThat(dropped(1, DropReason.STORM)).isEqualTo(41);
    assertThat(lab.events).filteredOn(event -> event.type().equals("port.storm")).hasSize(1);
    lab.clock.advance(Duration.ofSeconds(11));
    for (int i = 0; i < 12; i++) {
      lab.say(1, "a>*");
    }
    assertThat(lab.events).filteredOn(event -> event.type().equals("port.storm")).hasSize(2);
  }

  @Test
  @DisplayName("so many stations and no more at a port; a silent one makes room")
  void mostStations() {
    tell(1, "macs=2");
    lab.say(1, "a>*", "b>*", "c>*", "a>*");
    assertThat(lab.heard()).contains("2=[a>*, b>*, a>*]");
    assertThat(dropped(1, DropReason.SOURCE_REFUSED)).isEqualTo(1);
    assertThat(lab.bridge.snapshot().stations()).hasSize(2);
    assertThat(lab.events.get(lab.events.size() - 1).sentence())
        .isEqualTo(
            "port 1 refused a frame of 02:00:00:00:00:0c: the port takes other stations, or has as"
                + " many as it may have");
    lab.clock.advance(Duration.ofSeconds(301));
    lab.say(1, "c>*");
    assertThat(lab.heard()).contains("2=[c>*]");
  }

  @Test
  @DisplayName("a pinned station speaks at its port alone, and cannot be stolen")
  void pinned() {
    tell(1, "pin=02:00:00:00:00:0a");
    lab.say(1, "b>*");
    assertThat(lab.heard()).isEqualTo("{}");
    lab.say(1, "a>*");
    lab.say(2, "a>*");
    lab.heard();
    lab.say(3, "c>a");
    assertThat(lab.heard()).isEqualTo("{1=[c>a]}");
    tell(1, "pin=off");
    lab.say(1, "b>c");
    assertThat(lab.heard()).isEqualTo("{3=[b>c]}");
  }

  @Test
  @DisplayName("a mirror port hears what comes in and goes out, once each, and takes no part")
  void mirror() {
    tell(4, "mirror=1");
    lab.say(1, "a>*");
    lab.say(2, "b>a", "b>c");
    assertThat(lab.heard()).isEqualTo("{1=[b>a, b>c], 2=[a>*], 3=[a>*, b>c], 4=[a>*, b>a, b>c]}");
    lab.say(4, "d>*");
    assertThat(lab.heard()).isEqualTo("{}");
    assertThat(dropped(4, DropReason.PORT_BLOCKED)).isEqualTo(1);
    tell(4, "mirror=off");
    lab.say(1, "a>b");
    lab.say(4, "d>b");
    assertThat(lab.heard()).isEqualTo("{2=[a>b, d>b]}");
  }

  @Test
  @DisplayName("DHCP snooping: servers are heard at trusted ports, and clients name their own card")
  void snooping() {
    tell(1, "trust");
    lab.bridge.control().setSnooping(true);
    lab.send(1, Dhcp.reply("5", "a", 7));
    lab.send(2, Dhcp.reply("6", "a", 8));
    lab.send(2, Dhcp.request("b", "b"));
    lab.send(2, Dhcp.request("b", "c"));
    assertThat(dropped(1, DropReason.DHCP_REFUSED)).isZero();
    assertThat(dropped(2, DropReason.DHCP_REFUSED)).isEqualTo(2);
    assertThat(lab.heard()).isEqualTo("{1=[b>*], 2=[5>*], 3=[5>*, b>*], 4=[5>*, b>*]}");
  }

  @Test
  @DisplayName(
      "ARP inspection: who claims an address has its lease, from its own port, until it" + " ends")
  void inspection() {
    tell(1, "trust");
    tell(4, "ip=10.0.2.44");
    lab.bridge.control().setSnooping(true);
    lab.send(2, Dhcp.request("b", "b"));
    lab.send(2, Dhcp.arp("b", "b", 7));
    assertThat(dropped(2, DropReason.ARP_REFUSED)).as("no lease yet").isEqualTo(1);
    lab.send(1, Dhcp.reply("5", "b", 7));
    lab.heard();
    assertThat(lab.bridge.control().snooping(lab.clock.now()).leases())
        .containsExactly(
            new Snooping.Lease(
                Ipv4Address.parse("10.0.2.7"),
                SwitchLab.mac("b"),
                0,
                2,
                Duration.ofSeconds(Dhcp.LEASE_SECONDS).toNanos()));
    lab.bridge.control().setSnooping(true); // a second time forgets nothing
    lab.send(2, Dhcp.arp("b", "b", 7));
    lab.send(2, Dhcp.arp("b", "b", 0));
    assertThat(lab.heard()).contains("3=[b>*, b>*]");
    lab.send(2, Dhcp.arp("b", "b", 8));
    lab.send(2, Dhcp.arp("b", "c", 7));
    lab.send(3, Dhcp.arp("c", "c", 7));
    lab.send(3, Dhcp.arp("c", "c", 1));
    lab.send(4, Dhcp.arp("d", "d", 44));
    assertThat(dropped(2, DropReason.ARP_REFUSED)).isEqualTo(3);
    assertThat(dropped(3, DropReason.ARP_REFUSED)).isEqualTo(2);
    assertThat(dropped(4, DropReason.ARP_REFUSED)).isZero();
    lab.send(1, Dhcp.arp("5", "5", 2));
    assertThat(dropped(1, DropReason.ARP_REFUSED)).isZero();
    lab.clock.advance(Duration.ofSeconds(Dhcp.LEASE_SECONDS + 1));
    lab.send(2, Dhcp.arp("b", "b", 7));
    assertThat(dropped(2, DropReason.ARP_REFUSED)).as("the lease is over").isEqualTo(4);
    assertThat(lab.bridge.control().snooping(lab.clock.now()).leases()).isEmpty();
    lab.bridge.control().setSnooping(false);
    lab.send(3, Dhcp.arp("c", "c", 7));
    assertThat(dropped(3, DropReason.ARP_REFUSED)).isEqualTo(2);
  }

  @Test
  @DisplayName("a reply that does not leave a server's port is a server's too")
  void servers() {
    lab.bridge.control().setSnooping(true);
    lab.send(2, Dhcp.message("6", "a", 1067, 68, 8, 5));
    assertThat(dropped(2, DropReason.DHCP_REFUSED)).isEqualTo(1);
    assertThat(lab.heard()).isEqualTo("{}");
  }

  @Test
  @DisplayName("nobody renews, gives back or takes over the lease of a station at another port")
  void othersLeases() {
    tell(1, "trust");
    lab.bridge.control().setSnooping(true);
    lab.send(2, Dhcp.request("b", "b"));
    lab.send(1, Dhcp.reply("5", "b", 7));
    lab.send(3, Dhcp.request("b", "b"));
    lab.send(3, Dhcp.message("b", "b", 68, 67, 7, 7));
    lab.send(3, Dhcp.message("c", "c", 68, 67, 7, 7));
    assertThat(dropped(3, DropReason.DHCP_REFUSED)).isEqualTo(3);
    lab.say(3, "b>*"); // seems to have moved, just before the server's word
    lab.send(1, Dhcp.reply("5", "b", 7));
    lab.send(2, Dhcp.arp("b", "b", 7));
    lab.send(3, Dhcp.arp("b", "b", 7));
    assertThat(dropped(2, DropReason.ARP_REFUSED)).isZero();
    assertThat(dropped(3, DropReason.ARP_REFUSED)).isEqualTo(1);
    lab.send(2, Dhcp.message("b", "b", 68, 67, 7, 7));
    lab.send(2, Dhcp.arp("b", "b", 7));
    assertThat(dropped(2, DropReason.ARP_REFUSED)).as("given back").isEqualTo(1);
    lab.heard();
  }

  @Test
  @DisplayName("nothing passes for another protocol behind a second tag or in 802.2")
  void disguises() {
    tell(1, "trust");
    lab.bridge.control().setSnooping(true);
    for (int port : new int[] {1, 2}) {
      for (int type : new int[] {0x88a8, 0x8100, 40}) {
        lab.send(port, Dhcp.tagged(Dhcp.arp("b", "b", 7), type));
      }
    }
    assertThat(dropped(2, DropReason.DISGUISED)).isEqualTo(3);
    assertThat(dropped(1, DropReason.DISGUISED)).isZero();
    lab.heard();
  }

  @Test
  @DisplayName("a pinned station moves with its port into another VLAN")
  void pinnedElsewhere() {
    tell(1, "pin=02:00:00:00:00:0a vlan=10");
    tell(2, "vlan=10");
    tell(3, "vlan=10");
    lab.say(2, "a>*");
    lab.heard();
    lab.say(3, "c>a");
    assertThat(lab.heard()).isEqualTo("{1=[c>a]}");
    tell(1, "pin=off");
    assertThat(lab.bridge.snapshot().stations())
        .noneMatch(row -> row.mac().equals(SwitchLab.mac("a")) && row.vlan() == 0);
  }

  @Test
  @DisplayName("a mirror port of a hub hears each frame once, and is not repeated")
  void mirrorOfHub() {
    tell(4, "mirror=1");
    lab.bridge.setHub(true);
    lab.say(1, "a>*");
    lab.say(4, "d>*");
    assertThat(lab.heard()).isEqualTo("{2=[a>*], 3=[a>*], 4=[a>*]}");
  }

  @Test
  @DisplayName("cut short anywhere, a DHCP or ARP message does no harm")
  void cutShort() {
    tell(1, "trust");
    lab.bridge.control().setSnooping(true);
    for (boolean arp : new boolean[] {true, false}) {
      Frame whole = arp ? Dhcp.arp("b", "b", 7) : Dhcp.reply("b", "b", 7);
      ByteBuf octets = whole.octets();
      for (int length = 14; length < octets.readableBytes(); length++) {
        lab.send(1 + length % 2, Frame.plain(Unpooled.copiedBuffer(octets.slice(0, length))));
      }
      whole.release();
    }
    lab.heard();
    assertThat(lab.port(2).traffic().framesIn()).isGreaterThan(100);
  }

  @Test
  @DisplayName("no rules, no drops: everything is as it was")
  void none() {
    lab.say(1, "a>*");
    lab.say(2, "b>a");
    assertThat(lab.heard()).isEqualTo("{1=[b>a], 2=[a>*], 3=[a>*], 4=[a>*]}");
    for (PortRow port : lab.bridge.snapshot().ports()) {
      assertThat(port.dropped()).isEqualTo(Map.of());
      assertThat(port.rules()).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "a static station is at its port for good, whoever uses its address; others may be there")
  void fixed() {
    tell(1, "static=02:00:00:00:00:0a,02:00:00:00:00:0b@10");
    lab.clock.advance(Duration.ofHours(1));
    lab.say(2, "a>*");
    lab.heard();
    lab.say(3, "c>a");
    assertThat(lab.heard()).isEqualTo("{1=[c>a]}");
    lab.say(1, "d>c");
    assertThat(lab.heard()).isEqualTo("{3=[d>c]}");
    assertThat(lab.bridge.snapshot().stations())
        .filteredOn(row -> row.kind().equals("static"))
        .extracting(row -> row.mac() + "@" + row.vlan() + " at " + row.port())
        .containsExactly("02:00:00:00:00:0a@0 at 1", "02:00:00:00:00:0b@10 at 1");
    tell(1, "vlan=20");
    assertThat(lab.bridge.control().find(SwitchLab.mac("a"), 20)).isEqualTo(1);
    tell(1, "static=off vlan=off");
    assertThat(lab.bridge.control().find(SwitchLab.mac("a"), 0)).isNull();
    assertThat(lab.bridge.control().find(SwitchLab.mac("b"), 10)).isNull();
    assertThatThrownBy(
            () -> PortOrder.parse("trunk=10 static=02:00:00:00:00:0a").apply(lab.bridge, 1))
        .hasMessageContaining("write MAC@VLAN");
  }

  @Test
  @DisplayName(
      "a gateway's port is trusted and edge by itself, but not where somebody said otherwise")
  void gatewaysPort() {
    tell(5, "trust=off");
    assertThat(lab.bridge.jack("gateway", Offloads.PLAIN, link -> link)).isNotNull();
    assertThat(lab.port(5).rules()).isEqualTo("edge");
    assertThat(lab.bridge.jack("another", Offloads.PLAIN, link -> link)).isNotNull();
    assertThat(lab.port(6).rules()).isEqualTo("edge trust");
  }

  @Test
  @DisplayName("what a gateway's port was by itself is not what the next in that port is")
  void afterTheGateway() {
    Link first = Objects.requireNonNull(gateway());
    tell(5, "macs=1");
    first.close();
    unplug(5);
    assertThat(lab.port(5).rules()).as("said for the number").isEqualTo("macs=1");
    Link second = Objects.requireNonNull(gateway());
    assertThat(lab.port(5).rules()).isEqualTo("edge macs=1 trust");
    tell(5, "trust");
    unplug(5);
    assertThat(lab.port(5).rules()).as("said meanwhile").isEqualTo("macs=1 trust");
    second.close();
  }

  private @Nullable Link gateway() {
    return lab.bridge.jack("gateway", Offloads.PLAIN, link -> link);
  }

  private void unplug(int port) {
    int cable = lab.port(port).plugs().get(0).id();
    assertThat(lab.bridge.control().pull(port, cable)).isEqualTo(SwitchControl.Outcome.DONE);
  }
}
