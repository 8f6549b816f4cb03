package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.RealQemu;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real QEMU that cannot have what it is told, and what qnet makes of its words. */
@Tag("qemu")
@Timeout(300)
@DisplayName("What QEMU cannot do is said in three lines, in qnet's words")
class AdviceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FIRST_DISPLAY = 5900;

  @TempDir Path folder;

  @BeforeAll
  static void qemu() {
    RealQemu.need();
  }

  /** The three lines; QEMU's own come before them. */
  private List<String> advice(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("run", "--memory", "64", "--accel", "tcg"));
    all.addAll(List.of(words));
    try (QnetProcess qnet = QnetProcess.start(folder, all.toArray(String[]::new))) {
      assertThat(qnet.end(PATIENCE)).as(qnet.out()).isEqualTo(1);
      return lastThree(qnet.err());
    }
  }

  private static List<String> lastThree(String text) {
    List<String> lines = text.lines().map(String::strip).toList();
    return lines.subList(Math.max(0, lines.size() - 3), lines.size());
  }

  @Test
  @DisplayName("a bridge that is not there, at the start and while the machine runs: it is named")
  void bridge() throws Exception {
    List<String> start = advice("--display", "none", "--net", "bridge,br=nosuch");
    assertThat(start.get(0)).startsWith("qnet: QEMU does not start: ");
    assertThat(start.get(2)).contains("nosuch").doesNotContain("br0", "-netdev", "above");
    try (QnetProcess vm =
        QnetProcess.start(folder, "run", "--memory", "64", "--display", "none", "--grace", "0")) {
      vm.await("ready: ", PATIENCE);
      try (QnetProcess net = QnetProcess.start(folder, "vm", "net", "bridge,br=nosuch")) {
        assertThat(net.end(PATIENCE)).isEqualTo(1);
        List<String> move = lastThree(net.err());
        assertThat(move.get(0)).startsWith("qnet: QEMU does not take --net bridge,br=nosuch: ");
        assertThat(move.get(1)).endsWith("nic0 is on user as before").doesNotContain("above");
        assertThat(move.get(2)).isEqualTo(start.get(2));
      }
      vm.signal("TERM");
      assertThat(vm.end(PATIENCE)).isZero();
    }
  }

  @Test
  @DisplayName("a switch that is not there: the command that starts it there")
  void vde() throws Exception {
    Path nowhere = folder.resolve("nowhere");
    List<String> lines = advice("--display", "none", "--net", "vde,sock=" + nowhere);
    assertThat(lines.get(1)).contains("there is no " + nowhere);
    assertThat(lines.get(2)).contains("qnet switch --vde " + nowhere).doesNotContain("vde_switch");
  }

  @Test
  @DisplayName("a display that is taken: who has it, and one that is free")
  void display() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assumeTrue(port > FIRST_DISPLAY, "SKIPPED: port " + port + " is no display");
      String display = "vnc=:" + (port - FIRST_DISPLAY);
      List<String> lines = advice("--net", "none", "--display", display);
      assertThat(lines.get(1))
          .contains(
              "port " + port + " of this host is held by ",
              "(pid " + ProcessHandle.current().pid() + ")");
      assertThat(lines.get(2)).matches("choose another: --display vnc=:\\d+");
      assertThat(lines.get(2)).doesNotEndWith(display);
    }
  }
}
