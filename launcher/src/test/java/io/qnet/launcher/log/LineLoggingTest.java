package io.qnet.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What reaches standard error, and how it looks. */
@DisplayName("Logs go to stderr")
class LineLoggingTest {
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private final PrintStream before = System.err;
  private final Logger logger = LoggerFactory.getLogger("io.qnet.slirp.Gateway");

  @BeforeEach
  void redirect() {
    System.setErr(new PrintStream(octets, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(before);
    LineLogging.setVerbose(false);
  }

  @Test
  @DisplayName("warnings, one line each; an exception is named, without its stack")
  void warnings() {
    logger.warn("flow {} is {}", 12, "odd");
    logger.info("not shown");
    logger.error("failed", new IllegalStateException("why"));

    assertThat(printed().lines())
        .hasSize(2)
        .anyMatch(line -> line.matches("[0-9:.]+ WARN Gateway: flow 12 is odd"))
        .anyMatch(
            line ->
                line.matches(
                    "[0-9:.]+ ERROR Gateway: failed \\(java.lang.IllegalStateException: why\\)"));
  }

  @Test
  @DisplayName("--verbose: debug too, with stacks, but not Netty's")
  void verbose() {
    LineLogging.setVerbose(true);
    logger.debug("shown", new IllegalStateException("why"));
    LoggerFactory.getLogger("io.netty.channel.nio.NioEventLoop").debug("netty's own");

    assertThat(printed()).contains("DEBUG Gateway: shown").contains("\tat ");
    assertThat(printed()).doesNotContain("netty's own");
  }

  private String printed() {
    return octets.toString(StandardCharsets.UTF_8);
  }
}
