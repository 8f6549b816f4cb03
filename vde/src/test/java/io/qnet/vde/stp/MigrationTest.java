package io.qnet.vde.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bridges that speak RSTP beside bridges that speak STP. */
class MigrationTest {
  private static final String OLD_LEG =
      """
      bridge s1 0x111 = a b c
      bridge s2 0x222 = a d
      bridge s3 0x333 = b d
      bridge old 0x444 = c e
      version old stp
      start
      """;

  @Test
  @DisplayName("an STP bridge on one leg is spoken to in STP there, the others keep RSTP")
  void oneLeg() {
    Topology topology = TopologyScript.play(OLD_LEG + "run 40 s\n").topology;
    Topology.Bridge s1 = topology.bridge("s1");
    assertThat(s1.row(1).version()).isEqualTo(StpVersion.RSTP);
    assertThat(s1.row(3).version()).isEqualTo(StpVersion.STP);
    assertThat(new Whole(topology).fault()).isNull();
    topology.cut("a");
    assertThat(topology.settle(Duration.ofSeconds(1))).isLessThan(Duration.ofMillis(10));
  }

  @Test
  @DisplayName("towards an STP bridge the port listens and learns: 30 s before it forwards")
  void slow() {
    Topology topology = TopologyScript.play(OLD_LEG).topology;
    topology.run(Duration.ofSeconds(25));
    assertThat(topology.bridge("s1").tree.stateOf(3)).isNotEqualTo(TreeState.FORWARDING);
    topology.run(Duration.ofSeconds(11));
    assertThat(topology.bridge("s1").tree.stateOf(3)).isEqualTo(TreeState.FORWARDING);
    assertThat(topology.bridge("old").tree.stateOf(1)).isEqualTo(TreeState.FORWARDING);
  }

  @Test
  @DisplayName("a change behind an STP bridge is notified, acknowledged, and spread")
  void notification() {
    TopologyScript script = TopologyScript.play(OLD_LEG + "run 80 s\n");
    Topology topology = script.topology;
    topology.bridges.values().forEach(bridge -> bridge.flushed.clear());
    topology.bridges.values().forEach(bridge -> bridge.events.clear());
    script.more("cut e\nrun 1 s\nheal e\nrun 40 s\n");
    assertThat(topology.bridge("old").events).anyMatch(TreeEvent.TopologyChanged.class::isInstance);
    assertThat(topology.bridge("s1").events).contains(new TreeEvent.TopologyChanged(3, false));
    assertThat(topology.bridge("s2").flushed).isNotEmpty();
    long sent = topology.bridge("old").row(1).sent();
    topology.run(Duration.ofSeconds(20));
    assertThat(topology.bridge("old").row(1).sent()).isEqualTo(sent); // acknowledged: silence
  }

  @Test
  @DisplayName("the STP bridge learns RSTP: the other end finds out by itself, or when it is asked")
  void upgrade() {
    Topology topology = TopologyScript.play(OLD_LEG + "run 40 s\n").topology;
    Topology.Bridge old = topology.bridge("old");
    old.tree.configure(old.own.withVersion(StpVersion.RSTP), topology.now);
    topology.bridge("s1").tree.migrate(3, topology.now);
    topology.run(Duration.ofSeconds(10));
    assertThat(topology.bridge("s1").row(3).version()).isEqualTo(StpVersion.RSTP);
    assertThat(old.row(1).version()).isEqualTo(StpVersion.RSTP);
  }

  @Test
  @DisplayName(
      "a ring of STP bridges only: whole after twice the forward delay, and after a cut, too")
  void allOld() {
    TopologyScript.play(
        """
        bridge s1 0x111 = a b
        bridge s2 0x222 = b c
        bridge s3 0x333 = c a
        version s1 stp
        version s2 stp
        version s3 stp
        start
        settle 35 s
        run 60 s
        check s1 = D D
        check s2 = R:20000 D
        check s3 = A R:20000
        cut a
        settle 52 s     # max age, then twice the forward delay
        check s3 = R:40000 X
        """);
  }
}
