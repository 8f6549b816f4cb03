package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Doors below 1024, for somebody who may not have them. */
@Timeout(600)
@DisplayName("a door at a low port, without the privilege")
class LowPortIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Whoever runs the tests: without CAP_NET_BIND_SERVICE for what is started from here. */
  private static final List<String> UNPRIVILEGED =
      List.of("setpriv", "--bounding-set", "-net_bind_service", "--inh-caps", "-net_bind_service");

  @TempDir Path folder;

  @BeforeAll
  static void needPrograms() {
    Started.need("setpriv");
  }

  private QnetProcess qnet(String... words) throws Exception {
    return QnetProcess.startBehind(UNPRIVILEGED, System.getenv("PATH"), folder, words);
  }

  @Test
  @DisplayName("exit code 3, which port, and what to type: at the start, and while it runs")
  void refused() throws Exception {
    String remedy = "sudo sysctl -w net.ipv4.ip_unprivileged_port_start=1";
    try (QnetProcess atOnce = qnet("user", "hostfwd=tcp::1-:80")) {
      assertThat(atOnce.end(PATIENCE)).as(atOnce.err()).isEqualTo(3);
      assertThat(atOnce.err())
          .contains("127.0.0.1:1: this user may not have it", "CAP_NET_BIND_SERVICE", remedy);
    }
    try (QnetProcess running = qnet("user", "--name", "low")) {
      running.await("ready: ", PATIENCE);
      for (String rule : List.of("tcp::1-:80", "udp::1-:53")) {
        try (QnetProcess add = QnetProcess.start(folder, "redirect", "add", rule)) {
          assertThat(add.end(PATIENCE)).as(add.err()).isEqualTo(3);
          assertThat(add.err()).contains("CAP_NET_BIND_SERVICE", "no door was opened", remedy);
        }
      }
      assertThat(QnetProcess.run(folder, "redirect", "list", "-o", "json"))
          .isEqualToIgnoringWhitespace("[]");
      running.signal("TERM");
      assertThat(running.end(PATIENCE)).as(running.err()).isZero();
    }
  }
}
