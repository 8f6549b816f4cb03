package io.qnet.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that says much. */
@DisplayName("What a program writes to stderr")
@Timeout(120)
class MessagesTest {
  @Test
  @DisplayName("its last 64 KiB are kept, for why it ended stands there; the first are shown")
  void last() throws Exception {
    StringBuilder shown = new StringBuilder();
    Process process =
        new ProcessBuilder("sh", "-c", "{ echo first; yes | head -c 200000; echo the end; } >&2")
            .start();
    Messages messages = new Messages(process, "sh", line -> shown.append(line).append('\n'));
    process.waitFor();
    assertThat(messages.complete().text()).endsWith("y\nthe end").hasSizeLessThan(65_537);
    assertThat(shown).startsWith("first\ny\n").hasSize(65_536);
  }

  @Test
  @DisplayName("a line that comes in pieces is shown once it is whole")
  void pieces() throws Exception {
    List<String> shown = new ArrayList<>();
    Process process =
        new ProcessBuilder(
                "sh", "-c", "{ printf 'qemu: '; read -r go; echo '-bogus'; printf end; } >&2")
            .start();
    Messages messages = new Messages(process, "sh", shown::add);
    assertThat(messages.since(0, 60_000)).isEqualTo("qemu:");
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    process.waitFor();
    messages.complete();
    assertThat(shown).containsExactly("qemu: -bogus", "end");
    assertThat(messages.since(6, 0)).isEqualTo("-bogus\nend");
  }
}
