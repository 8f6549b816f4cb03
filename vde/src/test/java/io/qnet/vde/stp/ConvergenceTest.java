package io.qnet.vde.stp;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.kit.Cases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How fast networks become whole, and become whole again. */
class ConvergenceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Bridges in a ring, wire {@code wN} after bridge N; none has a port for stations. */
  private static Topology ring(int bridges) {
    Topology topology = new Topology();
    for (int i = 0; i < bridges; i++) {
      List<String> wires = List.of("w" + i, "w" + (i + 1) % bridges);
      topology.add(name(i), Topology.settings(0x100 + i), wires, defaults(2));
    }
    return topology;
  }

  private static String name(int i) {
    return "s%02d".formatted(i);
  }

  private static List<PortSettings> defaults(int ports) {
    return new ArrayList<>(java.util.Collections.nCopies(ports, PortSettings.DEFAULT));
  }

  @Test
  @DisplayName("a ring of 8 is whole in a blink, and again after a cut and after the cut is healed")
  void rings() {
    Topology ring = ring(8);
    ring.watch();
    ring.start();
    assertThat(ring.settle(SECOND)).isLessThan(Duration.ofMillis(10));
    ring.run(Duration.ofSeconds(10));
    ring.cut("w3");
    assertThat(ring.settle(SECOND)).isLessThan(Duration.ofMillis(10));
    ring.run(Duration.ofSeconds(10));
    ring.heal("w3");
    assertThat(ring.settle(SECOND)).isLessThan(Duration.ofMillis(10));
  }

  @Test
  @DisplayName(
      "a ring of 18, all at once: each learns of many roots in turn, and the hold count bites")
  void largeRing() {
    Topology ring = ring(18);
    ring.watch();
    ring.start();
    assertThat(ring.settle(Duration.ofSeconds(20))).isGreaterThan(SECOND);
    ring.run(Duration.ofSeconds(30));
    ring.cut("w3");
    assertThat(ring.settle(SECOND)).isLessThan(Duration.ofMillis(10));
  }

  @Test
  @DisplayName("a full mesh of 8: 28 wires, 7 of which carry")
  void mesh() {
    Topology mesh = new Topology();
    for (int i = 0; i < 8; i++) {
      List<String> wires = new ArrayList<>();
      for (int j = 0; j < 8; j++) {
        if (i != j) {
          wires.add("w" + Math.min(i, j) + Math.max(i, j));
        }
      }
      mesh.add(name(i), Topology.settings(0x100 + i), wires, defaults(7));
    }
    mesh.watch();
    mesh.start();
    mesh.settle(SECOND);
    long carrying =
        mesh.bridges.values().stream()
            .flatMap(bridge -> bridge.tree.snapshot(mesh.now).ports().stream())
            .filter(row -> row.role() == PortRole.ROOT && row.state() == TreeState.FORWARDING)
            .count();
    assertThat(carrying).isEqualTo(7);
  }

  @Test
  @DisplayName("the root loses its power: the rest agrees on another within a second")
  void rootDies() {
    Topology ring = ring(8);
    ring.watch();
    ring.start();
    ring.settle(SECOND);
    ring.run(Duration.ofSeconds(10));
    ring.kill("s00");
    assertThat(ring.settle(SECOND)).isLessThan(SECOND);
    assertThat(ring.bridge("s01").tree.snapshot(ring.now).isRoot()).isTrue();
  }

  @Test
  @DisplayName("the root falls silent behind a wire that looks well: three hellos, 6 s")
  void rootFallsSilent() {
    Topology two =
        TopologyScript.play(
                """
                bridge s1 0x111 = a b
                bridge s2 0x222 = a b
                start
                settle 1 s
                run 9 s
                check s2 = R:20000 A
                mute a
                run 3 s
                check s2 = R:20000 A
                """)
            .topology;
    assertThat(two.settle(Duration.ofSeconds(3))).isGreaterThan(Duration.ZERO);
    assertThat(two.bridge("s2").tree.snapshot(two.now).rootPort()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "a wire that carries one way only: who is not heard stops to forward, no loop arises")
  void oneWay() {
    Topology ring = ring(3);
    ring.start();
    ring.settle(SECOND);
    ring.run(Duration.ofSeconds(10));
    for (Topology.Bridge bridge : ring.bridges.values()) {
      for (int port = 1; port <= 2; port++) {
        if (bridge.tree.roleOf(port) == PortRole.ALTERNATE) {
          ring.deafen(bridge, port);
        }
      }
    }
    ring.watch();
    ring.run(Duration.ofMinutes(1));
  }

  @Test
  @DisplayName("what was learned is forgotten where a change may have moved it, and nowhere else")
  void flushes() {
    Topology ring = ring(4);
    ring.start();
    ring.settle(SECOND);
    ring.run(Duration.ofSeconds(10));
    ring.bridges.values().forEach(bridge -> bridge.flushed.clear());
    ring.bridges.values().forEach(bridge -> bridge.events.clear());
    ring.cut("w0");
    ring.settle(SECOND);
    assertThat(ring.bridge("s02").flushed).isNotEmpty();
    assertThat(ring.bridge("s01").flushed).isNotEmpty();
    assertThat(ring.bridge("s02").events)
        .anyMatch(event -> event instanceof TreeEvent.TopologyChanged);
    ring.run(Duration.ofSeconds(10));
    ring.bridges.values().forEach(bridge -> bridge.flushed.clear());
    ring.run(Duration.ofMinutes(10));
    ring.bridges.values().forEach(bridge -> assertThat(bridge.flushed).isEmpty());
  }

  @Test
  @DisplayName(
      "at rest each wire carries one BPDU in 2 s, and no more than the hold count in storms")
  void pace() {
    Topology ring = ring(5);
    ring.start();
    ring.settle(SECOND);
    ring.run(Duration.ofSeconds(10));
    long before = ring.sent();
    ring.run(Duration.ofSeconds(200));
    assertThat(ring.sent() - before).isEqualTo(5 * 100);
    Topology.Bridge bridge = ring.bridge("s00");
    long sent = bridge.row(1).sent();
    for (int i = 0; i < 50; i++) {
      bridge.tree.configure(bridge.own.withPriority(i % 2 * 4096), ring.now);
      ring.run(Duration.ofMillis(20));
    }
    assertThat(bridge.row(1).sent() - sent).isBetween(5L, 8L);
  }

  @Test
  @DisplayName("random networks always end without a loop and connected, whatever happens to them")
  void random() {
    Cases.check(100, random -> live(random, draw(random)));
  }

  private static Topology draw(Random random) {
    Topology topology = new Topology();
    int bridges = 2 + random.nextInt(9);
    int wires = 1 + random.nextInt(2 * bridges);
    List<List<String>> plugged = new ArrayList<>();
    for (int i = 0; i < bridges; i++) {
      plugged.add(new ArrayList<>(List.of("e" + i)));
    }
    for (int wire = 0; wire < wires; wire++) {
      int ends = random.nextInt(10) == 0 ? 3 : 2;
      for (int end = 0; end < ends; end++) {
        plugged.get(random.nextInt(bridges)).add("w" + wire);
      }
    }
    for (int i = 0; i < bridges; i++) {
      BridgeSettings settings =
          Topology.settings(1 + random.nextInt(1 << 20) * 16 + i)
              .withPriority(4096 * random.nextInt(16));
      if (random.nextInt(8) == 0) {
        settings = settings.withVersion(StpVersion.STP);
      }
      List<PortSettings> ports = new ArrayList<>();
      plugged.get(i).forEach(wire -> ports.add(port(random)));
      topology.add(name(i), settings, plugged.get(i), ports);
    }
    return topology;
  }

  private static PortSettings port(Random random) {
    return PortSettings.DEFAULT
        .withPathCost(1 + random.nextInt(3) * 20_000)
        .withPriority(random.nextInt(16) * 16);
  }

  /** Everything that can happen, then silence, then a look at what is left. */
  private static void live(Random random, Topology topology) {
    topology.start();
    List<String> wires = new ArrayList<>(topology.wires.keySet());
    for (int i = random.nextInt(12); i > 0; i--) {
      topology.run(Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(30_000) : 5));
      String wire = wires.get(random.nextInt(wires.size()));
      switch (random.nextInt(5)) {
        case 0, 1 -> topology.cut(wire);
        case 2 -> topology.heal(wire);
        case 3 -> topology.mute(wire, random.nextBoolean());
        default -> {
          if (random.nextInt(4) == 0) {
            topology.kill(name(random.nextInt(topology.bridges.size())));
          }
        }
      }
    }
    wires.forEach(wire -> topology.mute(wire, false));
    topology.settle(Duration.ofSeconds(100));
    topology.run(Duration.ofSeconds(100));
    assertThat(new Whole(topology).fault()).isNull();
  }
}
