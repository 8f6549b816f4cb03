package io.qnet.launcher.vm;

import org.jspecify.annotations.Nullable;

/** Chooses what a machine's processor is made of. */
@FunctionalInterface
public interface Accelerators {
  /**
   * Chooses one.
   *
   * @param wish auto, kvm or tcg
   * @param arch the processor of the machine
   * @throws io.qnet.launcher.cli.Failure if what is insisted on cannot be had
   */
  Choice choose(String wish, String arch);

  /**
   * What was chosen.
   *
   * @param words what follows {@code -accel}
   * @param note a sentence for people; null for none
   */
  record Choice(String words, @Nullable String note) {}

  /** TCG, which works everywhere, unless KVM is asked for by name. */
  static Choice cautious(String wish, String arch) {
    return new Choice(wish.equals("kvm") ? "kvm" : "tcg", null);
  }
}
