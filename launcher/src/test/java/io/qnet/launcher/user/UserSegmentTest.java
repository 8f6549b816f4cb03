package io.qnet.launcher.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import io.qnet.slirp.event.GatewayEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A segment that starts or does not, and what it leaves behind. */
@Timeout(120)
class UserSegmentTest {
  private final Path directory;

  UserSegmentTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private UserSegment start(String name, String port, @Nullable Path capture) {
    PortSpec spec = PortSpec.parse(port, directory);
    UserPlan plan = new UserPlan(name, spec, UserOptions.DEFAULT, capture);
    return UserSegment.start(plan, Map.of(), UserSegmentTest::ignore);
  }

  private static void ignore(GatewayEvent event) {}

  /** Threads of a segment that do not end. */
  private static List<Thread> threads(String name) throws InterruptedException {
    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("qnet-" + name))
            .toList();
    for (Thread thread : threads) {
      thread.join(5_000);
    }
    return threads.stream().filter(Thread::isAlive).toList();
  }

  @Test
  @DisplayName("a port that is taken: no thread stays, and nobody's capture is touched")
  void portTaken() throws Exception {
    Path capture = directory.resolve("a.pcapng");
    try (UserSegment first = start("first", "stream:net0.sock", capture)) {
      long size = Files.size(capture);
      assertThatThrownBy(() -> start("second", "stream:net0.sock", capture))
          .isInstanceOf(Failure.class);
      assertThat(Files.size(capture)).isGreaterThanOrEqualTo(size);
      assertThatThrownBy(() -> start("second", "stream:net0.sock", directory.resolve("b.pcapng")))
          .isInstanceOf(Failure.class);
      assertThat(directory.resolve("b.pcapng")).doesNotExist();
      assertThat(threads("second")).isEmpty();
      assertThat(first.snapshot().flows()).isEmpty();
    }
  }

  @Test
  @DisplayName("a capture that cannot be written: no thread and no socket stays")
  void noCapture() throws Exception {
    Path nowhere = directory.resolve("missing").resolve("a.pcapng");
    for (String port : List.of("stream:net0.sock", "dgram:net0.sock,peer.sock")) {
      assertThatThrownBy(() -> start("third", port, nowhere)).isInstanceOf(Failure.class);
      assertThat(directory.resolve("net0.sock")).doesNotExist();
      assertThat(threads("third")).isEmpty();
    }
  }

  @Test
  @DisplayName("closed, and closed again: socket and thread are gone")
  void closedTwice() throws Exception {
    UserSegment segment = start("fourth", "stream:net0.sock", null);
    assertThat(directory.resolve("net0.sock")).exists();
    segment.close();
    segment.close();
    assertThat(directory.resolve("net0.sock")).doesNotExist();
    assertThat(threads("fourth")).isEmpty();
  }
}
