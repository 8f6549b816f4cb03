package io.qnet.launcher.doctor;

import io.qnet.launcher.accel.KvmReport;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Qemu;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** QEMU, qemu-img, what QEMU was built with, and KVM. */
final class QemuChecks {
  static final String PROGRAM = "qemu-system-x86_64";

  private static final String INSTALL = "apt-get install qemu-system-x86";

  private QemuChecks() {}

  static Finding qemu(Host host) throws IOException, InterruptedException {
    try {
      Qemu qemu = Qemu.find(PROGRAM, host.environment());
      return Finding.works("qemu", "QEMU " + qemu.version() + ", " + qemu.program());
    } catch (MissingProgramException missing) {
      return Finding.fails("qemu", missing.what(), missing.meaning(), missing.remedy());
    } catch (IOException unusable) {
      return Finding.fails(
          "qemu", String.valueOf(unusable.getMessage()), "no machine can be started", INSTALL);
    }
  }

  static Finding qemuImg(Host host) throws InterruptedException {
    return host.run("qemu-img", "--version")
        .map(result -> result.out().lines().findFirst().orElse(""))
        .map(line -> Finding.works("qemu-img", line))
        .orElseGet(
            () ->
                Finding.fails(
                    "qemu-img",
                    "qemu-img is not installed",
                    "no disk can be made or converted",
                    "apt-get install qemu-utils"));
  }

  static Finding netdevs(Host host) throws InterruptedException {
    List<String> built = built(host);
    String evidence = PROGRAM + " was built with: " + String.join(" ", built);
    if (built.contains("stream")) {
      return Finding.works("netdevs", evidence);
    }
    return built.contains("socket")
        ? Finding.partly(
            "netdevs",
            evidence,
            "no stream (QEMU 7.2): machines connect by socket,connect= and over TCP only",
            "install QEMU 7.2 or later: " + INSTALL)
        : Finding.fails(
            "netdevs",
            built.isEmpty() ? PROGRAM + " -netdev help lists nothing" : evidence,
            "no machine can be plugged into qnet",
            INSTALL);
  }

  /** What {@code -netdev help} lists, headings left out. */
  static List<String> built(Host host) throws InterruptedException {
    return host.run(PROGRAM, "-netdev", "help").stream()
        .flatMap(result -> result.out().lines())
        .filter(line -> line.matches("[a-z0-9-]+"))
        .toList();
  }

  static Finding kvm(Host host) throws IOException, InterruptedException {
    Optional<Qemu> qemu = find(host);
    if (qemu.isEmpty()) {
      return Finding.partly("kvm", "there is no QEMU to try it with", "not known", INSTALL);
    }
    KvmReport report = host.attempts().kvm(qemu.get());
    return report.works()
        ? Finding.works("kvm", report.evidence())
        : Finding.partly(
            "kvm",
            report.evidence(),
            report.verdict().meaning() + ": machines run under TCG, about ten times slower",
            report.remedy());
  }

  private static Optional<Qemu> find(Host host) throws InterruptedException {
    @Nullable Qemu qemu;
    try {
      qemu = Qemu.find(PROGRAM, host.environment());
    } catch (IOException none) {
      qemu = null;
    }
    return Optional.ofNullable(qemu);
  }
}
