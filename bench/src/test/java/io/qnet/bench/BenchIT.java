package io.qnet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Namespace;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.Servers;
import io.qnet.bench.plan.Plan;
import io.qnet.bench.result.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs, with loopback as the only contender, or with a qnet that does not start. */
@DisplayName("Quick runs, where network namespaces can be made")
@Timeout(600)
class BenchIT {
  private final Path cache;

  BenchIT(@TempDir Path cache) {
    this.cache = cache;
  }

  @BeforeAll
  static void possible() throws Exception {
    for (String program : List.of("gcc", "iperf3", "ip", "nsenter", "taskset")) {
      assumeTrue(Children.find(program).isPresent(), "SKIPPED: no " + program + " on this host");
    }
    try (Children children = new Children()) {
      Namespace.create(children);
    } catch (BenchException e) {
      assumeTrue(false, "SKIPPED: " + e.getMessage());
    }
  }

  @Test
  @DisplayName("every workload gives figures, every process and namespace is gone afterwards")
  void loopback() throws Exception {
    Plan plan = new Plan(Path.of("/nowhere/qnet"), false, List.of("loopback"), 2, 0.2, true, cache);
    Bench bench = new Bench(plan, "qnet test", job -> List.of(), line -> {});

    Results results = bench.run(List.of(Suite.TAP));

    assertThat(results.notes()).isEmpty();
    assertThat(results.figures())
        .extracting(figure -> figure.measure().workload())
        .containsExactly("up", "down", "up-4", "tcp_rr", "tcp_crr", "udp_rr", "udp");
    assertThat(results.figures())
        .allSatisfy(
            figure -> {
              assertThat(figure.contender()).isEqualTo("loopback");
              assertThat(figure.samples()).hasSize(2);
              assertThat(figure.median()).isPositive();
            });
    assertThat(results.figures().get(3).samples().get(0).details())
        .containsKeys("p50", "p90", "p99", "p999", "count");
    assertThat(ProcessHandle.current().children()).noneMatch(ProcessHandle::isAlive);
    assertThat(ours()).isEmpty();
  }

  @Test
  @DisplayName("doors: every workload gives figures, connections a second too, and nothing is left")
  void doors() throws Exception {
    assumeTrue(Children.find("socat").isPresent(), "SKIPPED: no socat on this host");
    Plan plan = new Plan(Path.of("/nowhere/qnet"), false, List.of("socat"), 2, 0.2, true, cache);

    Results results =
        new Bench(plan, "qnet test", job -> List.of(), line -> {}).run(List.of(Suite.REDIRECT));

    assertThat(results.notes()).isEmpty();
    assertThat(results.figures())
        .extracting(figure -> figure.measure().workload())
        .containsExactly("down", "up", "tcp_rr", "tcp_crr", "connections");
    assertThat(results.figures())
        .allSatisfy(
            figure -> {
              assertThat(figure.contender()).isEqualTo("socat");
              assertThat(figure.median()).isPositive();
            });
    assertThat(ours()).isEmpty();
  }

  @Test
  @DisplayName("held connections answer to the end, others come at their rate")
  void load() throws Exception {
    Plan plan = new Plan(Path.of("/nowhere/qnet"), false, List.of(), 1, 0.2, true, cache);
    try (Children children = new Children()) {
      Outdoors outdoors = Outdoors.create(children, plan, cache);
      outdoors.namespace().manyPorts();
      Servers servers = Servers.start(outdoors);
      Child holder = servers.hold(outdoors.namespace(), "127.0.0.1", 300);

      Servers.Outcome paced = servers.paced(outdoors.namespace(), "127.0.0.1", 0.5, 200);
      holder.endInput();

      assertThat(holder.awaitEnd(Duration.ofSeconds(20))).isTrue();
      assertThat(holder.out()).isEqualTo("ready 300\nalive 300\n");
      assertThat(paced.sample()).isPresent();
      assertThat(paced.sample().get().details().get("per_second")).isBetween(150.0, 250.0);
    }
  }

  @Test
  @DisplayName("a part of the scale suite that cannot be measured is a note, and nothing is left")
  void notes() throws Exception {
    Path script = Files.writeString(cache.resolve("qnet"), "#!/bin/sh\necho no luck; exit 1\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Plan plan = new Plan(script, true, List.of(), 1, 0.2, true, cache);

    Results results =
        new Bench(plan, "qnet test", job -> List.of(), line -> {}).run(List.of(Suite.SCALE));

    assertThat(results.figures()).isEmpty();
    assertThat(results.notes())
        .hasSize(4)
        .allSatisfy(note -> assertThat(note).contains(": left out: ").contains("no luck"));
    assertThat(ours()).isEmpty();
  }

  @Test
  @DisplayName("what is closed is ended by its own id, and one that ignores SIGTERM too")
  void stubborn() throws Exception {
    try (Children children = new Children()) {
      var child =
          children.start(
              List.of("sh", "-c", "trap '' TERM; echo up; sleep 60 & wait; wait"), Map.of());
      child.await("up", Duration.ofSeconds(10));
      children.end(child);
      assertThat(child.alive()).isFalse();
    }
  }

  private static List<String> ours() throws Exception {
    String mark = "qbench" + ProcessHandle.current().pid() + "-";
    Path folder = Path.of("/run/netns");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var names = Files.list(folder)) {
      return names
          .map(path -> path.getFileName().toString())
          .filter(n -> n.startsWith(mark))
          .toList();
    }
  }
}
