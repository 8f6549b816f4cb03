package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.qemu.RealQemu;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Machines that run no system but the firmware, which answers no power button. */
@Tag("qemu")
@Timeout(300)
@DisplayName("qnet vm stop says what it waits for, and how it came")
class VmStopIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @BeforeAll
  static void qemu() {
    RealQemu.need();
  }

  private QnetProcess firmware(String grace) throws Exception {
    QnetProcess vm =
        QnetProcess.start(
            folder,
            "run",
            "--net",
            "none",
            "--memory",
            "64",
            "--display",
            "none",
            "--grace",
            grace);
    vm.await("ready: ", PATIENCE);
    return vm;
  }

  @Test
  @DisplayName("a guest that answers no power button is ended, and that is said on both sides")
  void ignored() throws Exception {
    try (QnetProcess vm = firmware("1");
        QnetProcess stop = QnetProcess.start(folder, "vm", "stop")) {
      assertThat(stop.awaitErr("was ended\n", PATIENCE).lines())
          .containsExactly(
              "qnet: vm1: asked the guest to power off; if it does not, it is ended in 1 s",
              "qnet: vm1: the guest did not power off within 1 s: it was ended");
      assertThat(stop.end(PATIENCE)).isZero();
      assertThat(stop.out()).isEmpty();
      vm.awaitErr("qnet: the guest did not power off within 1 s: it was ended\n", PATIENCE);
      assertThat(vm.end(PATIENCE)).isZero();
    }
  }

  @Test
  @DisplayName("who waits is told so now and then, and what somebody else did meanwhile")
  void quit() throws Exception {
    try (QnetProcess vm = firmware("3000");
        QnetProcess stop = QnetProcess.start(folder, "vm", "stop")) {
      stop.awaitErr("vm1: has not ended after 5 s", PATIENCE);
      try (QnetProcess other = QnetProcess.start(folder, "monitor", "quit")) {
        stop.awaitErr("vm1: QEMU ended meanwhile, and not by the guest's doing", PATIENCE);
        int unused = other.end(PATIENCE);
      }
      assertThat(stop.end(PATIENCE)).isZero();
      assertThat(vm.end(PATIENCE)).isZero();
    }
  }

  @Test
  @DisplayName("--now: the plug was pulled")
  void now() throws Exception {
    try (QnetProcess vm = firmware("3000");
        QnetProcess stop = QnetProcess.start(folder, "vm", "stop", "--now")) {
      assertThat(stop.awaitErr("\n", PATIENCE))
          .isEqualTo("qnet: vm1: the plug was pulled: it was ended\n");
      assertThat(stop.end(PATIENCE)).isZero();
      assertThat(vm.end(PATIENCE)).isZero();
    }
  }
}
