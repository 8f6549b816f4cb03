package io.qnet.vde;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forwarding, learning and forgetting. */
class VirtualSwitchTest {
  private SwitchLab lab = new SwitchLab(3);

  @AfterEach
  void nothingLeft() {
    lab.nothingLeft();
  }

  /** What others say still passes. */
  private void stillWorks() {
    lab.heard();
    lab.say(3, "d>*");
    assertThat(lab.heard()).isEqualTo("{1=[d>*], 2=[d>*]}");
  }

  @Test
  @DisplayName("floods what it does not know, then forwards to where a station was heard")
  void learns() {
    lab.say(1, "a>b");
    assertThat(lab.heard()).isEqualTo("{2=[a>b], 3=[a>b]}");
    lab.say(2, "b>a");
    assertThat(lab.heard()).isEqualTo("{1=[b>a]}");
    lab.say(1, "a>b", "a>b");
    assertThat(lab.heard()).isEqualTo("{2=[a>b, a>b]}");
    assertThat(lab.port(1).traffic().framesIn()).isEqualTo(3);
    assertThat(lab.port(2).traffic().octetsOut()).isEqualTo(180);
  }

  @Test
  @DisplayName("groups and everybody go to all other ports, each with the same octets")
  void groups() {
    lab.say(1, "a>*", "a>01:00:5e:00:00:01", "a>33:33:00:00:00:01");
    assertThat(lab.heard())
        .isEqualTo(
            "{2=[a>*, a>01:00:5e:00:00:01, a>33:33:00:00:00:01],"
                + " 3=[a>*, a>01:00:5e:00:00:01, a>33:33:00:00:00:01]}");
  }

  @Test
  @DisplayName("says in words what became of a frame")
  void fates() {
    lab.say(1, "a>b");
    assertThat(lab.bridge.takeFate())
        .isEqualTo("flooded: port 1 -> 2 ports, an unknown destination");
    lab.say(2, "b>a");
    assertThat(lab.bridge.takeFate())
        .isEqualTo("forwarded: port 2 -> port 1, where 02:00:00:00:00:0a was heard");
    lab.say(1, "c>a");
    assertThat(lab.bridge.takeFate())
        .startsWith("dropped: port 1, SAME_PORT, its destination is at the port");
    assertThat(lab.bridge.takeFate()).as("it is said once").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"01:80:c2:00:00:00", "01:80:c2:00:00:0e", "01:80:c2:00:00:0f"})
  @DisplayName("what is for the next bridge only never passes")
  void reserved(String address) {
    lab.say(1, "a>" + address);
    assertThat(lab.heard()).isEqualTo("{}");
    assertThat(lab.port(1).dropped()).isEqualTo(Map.of(DropReason.UNSUPPORTED, 1L));
    lab.say(1, "a>01:80:c2:00:00:10");
    assertThat(lab.heard()).isEqualTo("{2=[a>01:80:c2:00:00:10], 3=[a>01:80:c2:00:00:10]}");
    stillWorks();
  }

  @Test
  @DisplayName("a frame to its own sender goes nowhere")
  void toItself() {
    lab.say(1, "a>a");
    assertThat(lab.heard()).isEqualTo("{}");
    assertThat(lab.port(1).dropped()).isEqualTo(Map.of(DropReason.SAME_PORT, 1L));
    stillWorks();
  }

  @Test
  @DisplayName("nobody is called by a group's address, or by none; short frames are no frames")
  void badFrames() {
    lab.say(1, "01:00:00:00:00:01>b", "0:0:0:0:0:0>b");
    lab.send(1, io.qnet.wire.Frame.plain(io.netty.buffer.Unpooled.directBuffer(13).writeZero(13)));
    lab.send(1, io.qnet.wire.Frame.plain(SwitchLab.frame("a>b@7", 18).octets().writerIndex(17)));
    assertThat(lab.heard()).isEqualTo("{}");
    assertThat(lab.port(1).dropped())
        .isEqualTo(Map.of(DropReason.BAD_ADDRESS, 2L, DropReason.TRUNCATED, 2L));
  }

  @Test
  @DisplayName("forgets a station after 300 s of silence, to the nanosecond")
  void ageing() {
    lab.say(1, "a>b");
    lab.clock.advance(Duration.ofSeconds(200));
    lab.say(2, "b>a");
    lab.clock.advance(Duration.ofSeconds(100).minusNanos(1));
    lab.say(3, "c>a");
    assertThat(lab.heard()).endsWith("1=[b>a, c>a], 2=[a>b], 3=[a>b]}");
    lab.clock.advance(Duration.ofNanos(1));
    lab.say(3, "c>a");
    assertThat(lab.heard()).isEqualTo("{1=[c>a], 2=[c>a]}");
    lab.clock.advance(Duration.ofMinutes(5));
    assertThat(lab.bridge.snapshot().stations()).isEmpty();
  }

  @Test
  @DisplayName("a station moves as soon as it is heard elsewhere, and an event says so")
  void moves() {
    lab.say(1, "a>*");
    lab.say(2, "a>*");
    lab.say(3, "c>a");
    assertThat(lab.heard()).contains("2=[a>*, c>a]");
    assertThat(lab.events.get(lab.events.size() - 1).sentence())
        .isEqualTo("02:00:00:00:00:0a in VLAN 0 moved from port 1 to port 2");
  }

  @Test
  @DisplayName("static stations outlive silence and cables; sticky ones stay where they are")
  void entered() {
    assertThat(lab.bridge.enter(SwitchLab.mac("a"), 0, 1, false)).isTrue();
    assertThat(lab.bridge.enter(SwitchLab.mac("b"), 0, 2, true)).isTrue();
    lab.clock.advance(Duration.ofDays(1));
    lab.say(3, "b>a", "c>b");
    assertThat(lab.heard()).isEqualTo("{1=[b>a], 2=[c>b]}");
    assertThat(lab.bridge.enter(SwitchLab.mac("d"), 0, 33, false)).isFalse();
    assertThat(lab.bridge.removeStation(SwitchLab.mac("b"), 0)).isTrue();
    assertThat(lab.bridge.removeStation(SwitchLab.mac("b"), 0)).isFalse();
  }

  @Test
  @DisplayName("who floods the table with addresses loses his own, and nobody else's")
  void fairEviction() {
    lab = new SwitchLab(3, new SwitchSettings("lab", 8, false, SwitchSettings.AGEING, 0, 16, 7));
    lab.say(1, "a>*");
    lab.say(2, "b>*");
    for (int i = 0; i < 10_000; i++) {
      lab.say(
          3,
          "02:66:00:00:" + Integer.toHexString(i >> 8) + ":" + Integer.toHexString(i & 255) + ">*");
    }
    lab.heard();
    lab.say(1, "a>b");
    lab.say(2, "b>a");
    assertThat(lab.heard()).isEqualTo("{1=[b>a], 2=[a>b]}");
    assertThat(lab.bridge.snapshot().stations()).hasSize(16);
    assertThat(lab.bridge.snapshot().evicted()).isEqualTo(10_000 - 14);
    assertThat(lab.events).filteredOn(e -> e.type().equals("stations.full")).hasSize(14);
  }

  @Test
  @DisplayName("a hub repeats everything, tagged or not, and learns nothing")
  void hub() {
    lab = new SwitchLab(3, SwitchSettings.of("lab", 8, 1).asHub());
    lab.say(1, "a>b", "a>b@7", "a>01:80:c2:00:00:00");
    lab.say(2, "b>a");
    assertThat(lab.heard())
        .isEqualTo(
            "{1=[b>a], 2=[a>b, a>b@7, a>01:80:c2:00:00:00],"
                + " 3=[a>b, a>b@7, a>01:80:c2:00:00:00, b>a]}");
    assertThat(lab.bridge.snapshot().stations()).isEmpty();
    lab.bridge.setHub(false);
    lab.say(1, "a>b");
    lab.say(2, "b>a");
    assertThat(lab.heard()).isEqualTo("{1=[b>a], 2=[a>b], 3=[a>b]}");
  }

  @Test
  @DisplayName("several cables in one port do not hear each other, and all hear what leaves it")
  void cablesInParallel() {
    Plug second = lab.plugIn(lab.bridge.reserve(1, Owner.inside("second")));
    assertThat(second.port()).isEqualTo(1);
    lab.say(second.id(), "d>*");
    lab.say(2, "b>*");
    assertThat(lab.heard()).isEqualTo("{1=[b>*], 2=[d>*], 3=[d>*, b>*], 4=[b>*]}");
    assertThat(lab.bridge.reserve(1, new Owner(1000, 7, "a stranger"))).isNull();
  }

  @Test
  @DisplayName("ports go to who asks: the first free one, or the one that was asked for")
  void allocation() {
    lab = new SwitchLab(0, SwitchSettings.of("lab", 3, 1));
    assertThat(lab.plugIn(lab.bridge.reserve(2, Owner.inside(""))).port()).isEqualTo(2);
    Plug first = lab.plugIn();
    assertThat(first.port()).isEqualTo(1);
    assertThat(lab.plugIn().port()).isEqualTo(3);
    assertThat(lab.bridge.reserve(VirtualSwitch.ANY_PORT, Owner.inside(""))).isNull();
    assertThat(lab.bridge.reserve(4, Owner.inside(""))).isNull();
    assertThat(lab.plugIn(lab.bridge.reserve(0, Owner.inside("management"))).port()).isZero();
    first.close();
    assertThat(lab.plugIn().port()).isEqualTo(1);
  }

  @Test
  @DisplayName("with the last cable of a port go its stations")
  void unplugged() {
    lab.say(1, "a>*");
    lab.heard();
    assertThat(lab.bridge.snapshot().stations()).hasSize(1);
    Plug again = lab.plugIn(lab.bridge.reserve(1, Owner.inside("again")));
    again.close();
    assertThat(lab.bridge.snapshot().stations()).hasSize(1);
    lab.bridge.close();
    assertThat(lab.bridge.snapshot().stations()).isEmpty();
    assertThat(lab.events.get(lab.events.size() - 1).type()).isEqualTo("port.down");
  }

  @Test
  @DisplayName("VLANs: untagged here, tagged there, and never where they do not belong")
  void vlans() {
    lab.bridge.setVlans(1, 10, List.of());
    lab.bridge.setVlans(2, VirtualSwitch.NO_VLAN, List.of(10, 20));
    lab.bridge.setVlans(3, 20, List.of());
    lab.say(1, "a>*", "a>*@0", "a>*@10", "a>*@20");
    assertThat(lab.heard()).isEqualTo("{2=[a>*@10, a>*@10, a>*@10]}");
    lab.say(2, "b>*@10", "b>*@20", "b>*", "b>*@30");
    assertThat(lab.heard()).isEqualTo("{1=[b>*], 3=[b>*]}");
    lab.say(3, "a>b");
    assertThat(lab.heard()).isEqualTo("{2=[a>b@20]}");
    assertThat(lab.port(1).dropped()).containsEntry(DropReason.NOT_IN_VLAN, 1L);
    assertThat(lab.port(2).dropped()).containsEntry(DropReason.NOT_IN_VLAN, 2L);
  }
}
