package io.qnet.vde;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.vde.stp.PortSettings;
import io.qnet.wire.DropReason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Switches with loops between them, and a spanning tree. */
class SwitchTreeTest {
  private static final Duration SETTLED = Duration.ofSeconds(4);

  private FabricLab lab = new FabricLab("s1-s2 s2-s3 s3-s1 a-s1 b-s2 c-s3");

  @AfterEach
  void unplug() {
    lab.close();
  }

  @Test
  @DisplayName("three switches in a ring: one port blocks, and everybody hears a frame once")
  void ring() {
    lab.startTrees();
    lab.pass(SETTLED);
    assertThat(lab.roles("s1")).isEqualTo("DDD");
    assertThat(lab.roles("s2")).isEqualTo("RDD");
    assertThat(lab.roles("s3")).isEqualTo("ARD");
    lab.say("a>*");
    lab.say("b>*");
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.heard()).isEqualTo("{a=[b>*], b=[a>*], c=[a>*, b>*]}");
  }

  @Test
  @DisplayName("without one the same frame goes round until the cables are full")
  void storm() {
    lab.say("a>*");
    lab.pass(Duration.ofMillis(30)); // later the loop is contained
    assertThat(lab.travelling()).isGreaterThan(1);
    assertThat(lab.heard().length()).isGreaterThan(200);
    lab.startTrees();
    lab.pass(SETTLED);
    assertThat(lab.travelling()).as("the tree ends a storm that is under way").isLessThan(4);
  }

  @Test
  @DisplayName(
      "a cut cable is got round in less than a second, and no station is looked for"
          + " where it was")
  void cutCable() {
    lab.startTrees();
    lab.pass(SETTLED);
    lab.say("a>*");
    lab.say("b>a");
    lab.pass(Duration.ofMillis(10));
    lab.heard();
    lab.cut("s1-s2");
    lab.pass(Duration.ofSeconds(1));
    lab.say("a>b");
    lab.pass(Duration.ofMillis(10));
    assertThat(lab.heard()).contains("b=[a>b]");
    assertThat(lab.roles("s2")).isEqualTo("-RD");
    assertThat(lab.events).anyMatch(event -> event.contains("the topology changed"));
  }

  @Test
  @DisplayName("a port that discards learns nothing and forwards nothing; control frames pass")
  void discards() {
    lab.startTrees();
    lab.pass(Duration.ofMillis(100));
    lab.say("c>*");
    lab.pass(Duration.ofMillis(10));
    assertThat(lab.heard()).isEqualTo("{}");
    assertThat(lab.at("s3").snapshot().stations()).isEmpty();
    PortRow port = lab.at("s3").snapshot().ports().get(2);
    assertThat(port.state()).isEqualTo(PortState.DISCARDING);
    assertThat(port.dropped()).containsEntry(DropReason.PORT_BLOCKED, 1L);
    lab.at("s3").tree().configure(3, told -> told.withEdge(true));
    lab.say("c>*");
    lab.pass(Duration.ofMillis(10));
    assertThat(lab.at("s3").snapshot().stations()).hasSize(1);
  }

  @Test
  @DisplayName("BPDU guard takes a port out of service, until it is told something else")
  void bpduGuard() {
    lab.at("s1").tree().configure(1, told -> told.withGuard(PortSettings.Guard.BPDU));
    lab.startTrees();
    lab.pass(SETTLED);
    assertThat(lab.roles("s1")).isEqualTo("-DD");
    assertThat(lab.events).anyMatch(event -> event.startsWith("s1: port 1 heard a bridge"));
    lab.at("s1").tree().configure(1, told -> told.withGuard(PortSettings.Guard.NONE));
    lab.pass(SETTLED);
    assertThat(lab.roles("s1")).isEqualTo("DDD");
  }

  @Test
  @DisplayName("root guard lets no better bridge in behind a port")
  void rootGuard() {
    lab.at("s2").tree().configure(1, told -> told.withGuard(PortSettings.Guard.ROOT));
    lab.at("s3").tree().configure(2, told -> told.withGuard(PortSettings.Guard.ROOT));
    lab.startTrees();
    lab.pass(SETTLED);
    assertThat(lab.roles("s2")).doesNotContain("R");
    assertThat(lab.at("s2").snapshot().ports().get(0).state()).isEqualTo(PortState.DISCARDING);
    assertThat(lab.events).anyMatch(event -> event.contains("root guard blocks the port"));
  }

  @Test
  @DisplayName("a port that is made when the tree runs already is in the tree from its first frame")
  void pluggedInLater() {
    lab.close();
    lab = new FabricLab("s1-s2 a-s1 b-s2");
    lab.startTrees();
    lab.pass(Duration.ofSeconds(40));
    lab.connect("s2-s1");
    lab.say("a>*");
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.roles("s2")).isEqualTo("RDA");
    assertThat(lab.at("s2").snapshot().ports().get(2).state()).isEqualTo(PortState.DISCARDING);
    lab.heard();
    lab.say("a>*");
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.heard()).isEqualTo("{b=[a>*]}");
  }

  @Test
  @DisplayName("trunks without a native VLAN are in the tree too: BPDUs have no tag")
  void trunks() {
    lab.close();
    lab = new FabricLab("s1-s2 s2-s1");
    for (int port = 1; port <= 2; port++) {
      PortOrder trunk = PortOrder.parse("trunk=10,20");
      assertThat(trunk.apply(lab.at("s1"), port) && trunk.apply(lab.at("s2"), port)).isTrue();
    }
    lab.startTrees();
    lab.pass(SETTLED);
    assertThat(lab.roles("s1")).isEqualTo("DD");
    assertThat(lab.roles("s2")).isEqualTo("RA");
  }

  @Test
  @DisplayName("a port that only listens to others is no way to the root")
  void mirror() {
    lab.close();
    lab = new FabricLab("s1-s2 s2-s1 a-s2");
    PortOrder mirror = PortOrder.parse("mirror=3");
    assertThat(mirror.apply(lab.at("s2"), 1)).isTrue();
    lab.startTrees();
    lab.pass(SETTLED);
    assertThat(lab.roles("s2")).isEqualTo("DRD");
    assertThat(PortOrder.parse("mirror=off").apply(lab.at("s2"), 1)).isTrue();
    lab.pass(SETTLED);
    assertThat(lab.roles("s2")).isEqualTo("RAD");
  }

  @Test
  @DisplayName("a cable from a switch into itself is cut, and a hub has no tree")
  void intoItself() {
    lab.close();
    lab = new FabricLab("s1-s1 a-s1 b-s1");
    lab.startTrees();
    lab.pass(SETTLED);
    assertThat(lab.roles("s1")).isEqualTo("DBDD");
    lab.say("a>*");
    lab.pass(Duration.ofMillis(50));
    assertThat(lab.heard()).isEqualTo("{b=[a>*]}");
    lab.at("s1").setHub(true);
    assertThat(lab.at("s1").tree().running()).isFalse();
    lab.at("s1").tree().start();
    assertThat(lab.at("s1").tree().running()).isFalse();
  }

  @Test
  @DisplayName("stopped, every port forwards again, and BPDUs are counted as unsupported")
  void stopped() {
    lab.close();
    lab = new FabricLab("s1-s2 a-s1 b-s2");
    lab.startTrees();
    lab.pass(SETTLED);
    lab.at("s2").tree().stop();
    lab.pass(SETTLED);
    lab.say("a>*");
    lab.pass(Duration.ofMillis(10));
    assertThat(lab.heard()).isEqualTo("{b=[a>*]}");
    assertThat(lab.at("s2").snapshot().ports().get(0).dropped())
        .containsKey(DropReason.UNSUPPORTED);
    assertThat(lab.at("s2").snapshot().tree()).isNull();
  }
}
