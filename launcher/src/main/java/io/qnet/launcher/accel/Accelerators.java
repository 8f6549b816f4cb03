package io.qnet.launcher.accel;

import io.qnet.launcher.accel.KvmReport.Verdict;
import io.qnet.launcher.qemu.Qemu;
import java.io.IOException;
import java.util.Map;

/** Chooses what the processors of machines are made of. */
@FunctionalInterface
public interface Accelerators {
  /**
   * Chooses one.
   *
   * @param wish auto, kvm or tcg
   * @param guest the processor of the machine: x86_64, aarch64 ...
   * @param tries whether a guest may be run to find out, which takes five seconds where KVM hangs;
   *     else nothing is started, what an earlier proof showed is taken, and {@code kvm} is believed
   * @throws io.qnet.launcher.cli.Failure if what is insisted on cannot be had
   */
  Accelerator choose(String wish, String guest, Qemu qemu, boolean tries)
      throws IOException, InterruptedException;

  /** Of this host. */
  static Accelerators ofHost(Map<String, String> environment) {
    return of(KvmProof.ofHost(environment), System.getProperty("os.arch"));
  }

  /** With the proof {@code kvm} on a processor that Java calls {@code host}. */
  static Accelerators of(KvmProof kvm, String host) {
    return (wish, guest, qemu, tries) ->
        tries
            ? Accelerator.choose(wish, guest, host, () -> kvm.report(qemu))
            : Accelerator.choose(wish, guest, host, () -> unproven(wish, kvm, qemu));
  }

  private static KvmReport unproven(String wish, KvmProof kvm, Qemu qemu)
      throws IOException, InterruptedException {
    KvmReport untried =
        new KvmReport(Verdict.UNPROVEN, "no guest was run on it since this host booted", "");
    return wish.equals("kvm") ? untried : kvm.known(qemu).orElse(untried);
  }
}
