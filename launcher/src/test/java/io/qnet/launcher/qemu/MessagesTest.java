package io.qnet.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that says much. */
@DisplayName("What a program writes to stderr")
@Timeout(60)
class MessagesTest {
  @Test
  @DisplayName("its last 64 KiB are kept, for why it ended stands there; the first are shown")
  void last() throws Exception {
    StringBuilder shown = new StringBuilder();
    Process process =
        new ProcessBuilder("sh", "-c", "{ echo first; yes | head -c 200000; echo the end; } >&2")
            .start();
    Messages messages = new Messages(process, "sh", shown::append);
    process.waitFor();
    assertThat(messages.complete().text()).endsWith("y\nthe end").hasSizeLessThan(65_537);
    assertThat(shown).startsWith("first\ny\n").hasSize(65_536);
  }
}
