package io.qnet.vde.stp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.qnet.vde.stp.PortSettings.Guard;
import io.qnet.wire.DropReason;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a port is told not to believe. */
class GuardsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Topology pair() {
    return TopologyScript.play(
            """
            bridge s1 0x111 = a x
            bridge s2 0x222 = a y
            """)
        .topology;
  }

  private static Topology guarded(Guard guard) {
    Topology topology = pair();
    Topology.Bridge s1 = topology.bridge("s1");
    s1.settings.set(0, s1.settings.get(0).withGuard(guard));
    return topology;
  }

  @Test
  @DisplayName("an edge port serves at once, and is an edge port no more when it hears a bridge")
  void edge() {
    Topology topology = pair();
    Topology.Bridge s1 = topology.bridge("s1");
    Topology.Bridge s2 = topology.bridge("s2");
    s1.settings.set(0, s1.settings.get(0).withEdge(true));
    s1.tree.portUp(1, s1.settings.get(0), topology.now);
    assertThat(s1.tree.stateOf(1)).isEqualTo(TreeState.FORWARDING);
    assertThat(s1.row(1).edge()).isTrue();
    topology.run(SECOND);
    s2.tree.portUp(1, s2.settings.get(0), topology.now);
    topology.run(Duration.ofMillis(10));
    assertThat(s1.row(1).edge()).isFalse();
    assertThat(s1.tree.roleOf(1)).isEqualTo(PortRole.DESIGNATED);
    assertThat(s2.tree.roleOf(1)).isEqualTo(PortRole.ROOT);
    assertThat(s2.tree.stateOf(1)).isEqualTo(TreeState.FORWARDING);
    topology.run(Duration.ofSeconds(20));
    assertThat(s1.tree.stateOf(1)).isEqualTo(TreeState.FORWARDING);
  }

  @Test
  @DisplayName("edge ports cause no topology change, others do")
  void edgeIsNoChange() {
    Topology topology = pair();
    Topology.Bridge s1 = topology.bridge("s1");
    s1.tree.portUp(2, s1.settings.get(1).withEdge(true), topology.now);
    topology.run(Duration.ofSeconds(10));
    assertThat(s1.tree.snapshot(topology.now).topologyChanges()).isZero();
    assertThat(s1.tree.snapshot(topology.now).sinceChange()).isNull();
    s1.tree.portUp(1, PortSettings.DEFAULT, topology.now);
    topology.bridge("s2").tree.portUp(1, PortSettings.DEFAULT, topology.now);
    topology.run(Duration.ofSeconds(1));
    assertThat(s1.tree.snapshot(topology.now).topologyChanges()).isEqualTo(1);
    assertThat(s1.tree.snapshot(topology.now).sinceChange()).isBetween(Duration.ZERO, SECOND);
  }

  @Test
  @DisplayName(
      "BPDU guard: the first BPDU takes the port out of service, until it goes down and up")
  void bpduGuard() {
    Topology topology = guarded(Guard.BPDU);
    topology.start();
    topology.run(SECOND);
    Topology.Bridge s1 = topology.bridge("s1");
    assertThat(s1.tree.roleOf(1)).isEqualTo(PortRole.DISABLED);
    assertThat(s1.tree.stateOf(1)).isEqualTo(TreeState.DISCARDING);
    assertThat(s1.row(1).guarding()).isTrue();
    assertThat(s1.events).contains(new TreeEvent.BpduGuarded(1));
    s1.tree.portUp(1, s1.settings.get(0), topology.now);
    assertThat(s1.tree.roleOf(1)).isEqualTo(PortRole.DISABLED);
    s1.tree.portDown(1, topology.now);
    s1.tree.portUp(1, PortSettings.DEFAULT, topology.now);
    topology.run(SECOND);
    assertThat(s1.tree.stateOf(1)).isEqualTo(TreeState.FORWARDING);
  }

  @Test
  @DisplayName("BPDU filter: nothing is said, nothing is heard, the port serves")
  void filter() {
    Topology topology = guarded(Guard.FILTER);
    topology.start();
    topology.run(Duration.ofSeconds(10));
    TreePortRow row = topology.bridge("s1").row(1);
    assertThat(row.sent()).isZero();
    assertThat(row.received()).isZero();
    assertThat(row.discarded()).isPositive();
    assertThat(row.state()).isEqualTo(TreeState.FORWARDING);
  }

  @Test
  @DisplayName(
      "root guard: who wants to be the root is not believed; the port blocks while he does")
  void rootGuard() {
    Topology topology = pair();
    Topology.Bridge s1 = topology.bridge("s1");
    Topology.Bridge s2 = topology.bridge("s2");
    s1.settings.set(0, s1.settings.get(0).withGuard(Guard.ROOT));
    topology.start();
    topology.run(SECOND);
    assertThat(s1.tree.stateOf(1)).isEqualTo(TreeState.FORWARDING);
    s2.tree.configure(s2.own.withPriority(0), topology.now);
    topology.run(SECOND);
    assertThat(s1.tree.snapshot(topology.now).isRoot()).isTrue();
    assertThat(s1.tree.stateOf(1)).isEqualTo(TreeState.DISCARDING);
    assertThat(s1.row(1).guarding()).isTrue();
    assertThat(s1.events).contains(new TreeEvent.RootGuarded(1, true));
    s2.tree.configure(s2.own, topology.now);
    topology.run(Duration.ofSeconds(10));
    assertThat(s1.tree.stateOf(1)).isEqualTo(TreeState.FORWARDING);
    assertThat(s1.events).contains(new TreeEvent.RootGuarded(1, false));
  }

  @Test
  @DisplayName("a wire that goes in a circle: one's own BPDU is no news")
  void echo() {
    Topology topology = pair();
    Topology.Bridge s1 = topology.bridge("s1");
    s1.tree.portUp(1, PortSettings.DEFAULT, topology.now);
    ByteBuf own =
        new Bpdu(
                Bpdu.Kind.RAPID,
                Bpdu.flagsOf(PortRole.DESIGNATED),
                new PriorityVector(s1.own.id(), 0, s1.own.id(), 0x8001),
                s1.own.times())
            .frame(s1.own.address());
    assertThat(s1.tree.onBpdu(1, own, topology.now)).isEqualTo(DropReason.SELF_SENT);
    own.release();
    topology.run(Duration.ofSeconds(5));
  }
}
