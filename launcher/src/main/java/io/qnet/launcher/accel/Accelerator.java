package io.qnet.launcher.accel;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a machine's processor is made of.
 *
 * @param words what follows {@code -accel}
 * @param note a sentence for people about why it is not KVM; null for none
 */
public record Accelerator(String words, @Nullable String note) {
  private static final String KVM = "kvm";
  private static final String TCG = "tcg";
  private static final List<String> WISHES = List.of("auto", KVM, TCG);

  /** Asks whether KVM works, when that matters. */
  @FunctionalInterface
  public interface Question {
    /** The answer; may take five seconds. */
    KvmReport ask() throws IOException, InterruptedException;
  }

  /**
   * Chooses one. {@code auto} is KVM where a kernel has run on it, and TCG elsewhere, with a note;
   * {@code kvm} insists.
   *
   * @param wish auto, kvm or tcg
   * @param guest the guest's processor: x86_64, i386, aarch64 ...
   * @param host this host's, as Java names it: amd64, aarch64
   * @throws Failure if {@code kvm} cannot be had, or the wish is none of the three
   */
  public static Accelerator choose(String wish, String guest, String host, Question kvm)
      throws IOException, InterruptedException {
    requireWish(wish);
    if (wish.equals(TCG)) {
      return new Accelerator(TCG, null);
    }
    if (!runsNatively(guest, host)) {
      if (wish.equals(KVM)) {
        throw Failure.usage(
            "KVM cannot run a guest for " + guest + " on this processor (" + host + ")",
            "nothing was started",
            "leave --accel kvm out: TCG translates");
      }
      return new Accelerator(TCG, null);
    }
    KvmReport report = kvm.ask();
    if (report.works() || (wish.equals(KVM) && report.verdict() == KvmReport.Verdict.UNPROVEN)) {
      return new Accelerator(KVM, null);
    }
    if (wish.equals(KVM)) {
      throw Failure.missing(
          "KVM cannot be used: " + report.evidence(),
          report.verdict().meaning(),
          report.remedy() + "; or leave --accel kvm out");
    }
    return new Accelerator(
        TCG,
        report.verdict().meaning() + " (" + report.evidence() + "): TCG is used, ten times slower");
  }

  /** Refuses what is none of auto, kvm and tcg. */
  public static void requireWish(String wish) {
    if (!WISHES.contains(wish)) {
      throw Failure.usage(
          "--accel " + wish + " is no accelerator",
          "nothing was started",
          Nearest.hint(wish, WISHES));
    }
  }

  private static boolean runsNatively(String guest, String host) {
    return switch (host) {
      case "amd64", "x86_64" -> guest.equals("x86_64") || guest.equals("i386");
      default -> guest.equals(host);
    };
  }
}
