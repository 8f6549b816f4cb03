package io.qnet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Namespace;
import io.qnet.bench.plan.Plan;
import io.qnet.bench.result.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole run, with loopback as the only contender. */
@DisplayName("A quick run of the tap suite, where network namespaces can be made")
@Timeout(120)
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
  @DisplayName("what is closed is ended by its own id, and one that ignores SIGTERM too")
  void stubborn() throws Exception {
    try (Children children = new Children()) {
      var child =
          children.start(
              List.of("sh", "-c", "trap '' TERM; echo up; sleep 60 & wait; wait"), Map.of());
      child.await("up", java.time.Duration.ofSeconds(10));
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
