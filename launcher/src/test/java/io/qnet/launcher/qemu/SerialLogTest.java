package io.qnet.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a machine writes, in lines; the machine decides how much. */
class SerialLogTest {
  private static final Duration NOW = Duration.ZERO;

  private final List<String> heard = new ArrayList<>();
  private final SerialLog log = new SerialLog(100, heard::add);

  @Test
  @DisplayName("lines arrive in pieces, with or without a carriage return")
  void pieces() {
    feed("on");
    feed("e\r\ntwo\nthr");
    assertThat(heard).containsExactly("one", "two");
    assertThat(log.text()).isEqualTo("one\ntwo\nthr");
    feed("ee\n");
    assertThat(heard).containsExactly("one", "two", "three");
  }

  @Test
  @DisplayName("a character cut in two by a read is whole in its line")
  void utf8() {
    byte[] octets = "é\n".getBytes(StandardCharsets.UTF_8);
    log.feed(octets, 1);
    log.feed(new byte[] {octets[1], octets[2]}, 2);
    assertThat(heard).containsExactly("é");
  }

  @Test
  @DisplayName("the log keeps its newest end and says what it forgot")
  void bounded() {
    for (int i = 0; i < 1_000; i++) {
      feed("line " + i + "\n");
    }
    assertThat(heard).hasSize(1_000);
    assertThat(log.text())
        .startsWith("(989 lines before this are forgotten)\nline 989\n")
        .endsWith("line 999\n")
        .hasSizeLessThan(160);
  }

  @Test
  @DisplayName("a line without end is cut")
  void endlessLine() {
    feed("x".repeat(40_000));
    assertThat(heard).hasSize(2).allMatch(line -> line.length() == 16 * 1024);
  }

  @Test
  @DisplayName("a marker that came before the wait counts; half a line only if asked for")
  void await() throws Exception {
    feed("ready 1\nlogin: ");
    assertThat(log.await("ready", false, NOW)).contains("ready 1");
    assertThat(log.await("login:", false, NOW)).isEmpty();
    assertThat(log.await("login:", true, NOW)).contains("login: ");
  }

  @Test
  @DisplayName("whoever waits is woken by the line, or by the end")
  void woken() throws Exception {
    CompletableFuture<Optional<String>> line = waiting("yes");
    CompletableFuture<Optional<String>> never = waiting("never");
    feed("no\nyes\n");
    assertThat(line.get()).contains("yes");
    log.end();
    assertThat(never.get()).isEmpty();
  }

  private CompletableFuture<Optional<String>> waiting(String marker) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return log.await(marker, false, Duration.ofSeconds(30));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void feed(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    log.feed(octets, octets.length);
  }
}
