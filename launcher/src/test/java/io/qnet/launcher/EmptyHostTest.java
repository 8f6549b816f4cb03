package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An empty host address means 127.0.0.1, and says so once. */
@DisplayName("a rule without an address of the host")
class EmptyHostTest {
  private static final String SAID =
      "a door is at 127.0.0.1, for this host alone; QEMU means 0.0.0.0";

  private final Path runtime;

  EmptyHostTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  /** A session that is over at once. */
  private static final class Over implements Session {
    @Override
    public void run(Consumer<PortSpec> ready) {}

    @Override
    public void close() {}
  }

  private String said(String... words) {
    Invocation run = Invocation.of(runtime, plan -> new Over(), words);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).as("nothing where machines read").doesNotContain("0.0.0.0");
    return run.err();
  }

  @Test
  @DisplayName("qnet user: said once, on standard error, with the words for what QEMU means")
  void user() {
    assertThat(said("user", "hostfwd=tcp::10022-:22,hostfwd=udp::53-:53"))
        .containsOnlyOnce(SAID)
        .contains("write tcp:0.0.0.0:10022-:22");
    assertThat(said("user", "-redir", "tcp:5555::23")).contains(SAID, "tcp:0.0.0.0:5555-:23");
    assertThat(said("user", "-netdev", "user,id=n0,hostfwd=tcp::10022-:22")).contains(SAID);
    for (String rule : List.of("tcp:0.0.0.0:1-:2", "tcp:127.0.0.1:1-:2", "unix:/run/a-:22")) {
      assertThat(said("user", "hostfwd=" + rule)).doesNotContain("0.0.0.0");
    }
    assertThat(said("user")).isEmpty();
  }
}
