package io.qnet.launcher.accel;

/**
 * Whether KVM runs guests on this host.
 *
 * @param verdict the answer
 * @param evidence what was seen, a sentence without a full stop
 * @param remedy what to type or to do about it; empty if nothing has to be done
 */
public record KvmReport(Verdict verdict, String evidence, String remedy) {
  /** The answers. */
  public enum Verdict {
    /** A kernel ran. */
    WORKS("guests run at the speed of this processor"),
    /** There is no /dev/kvm. */
    NO_DEVICE("this host has no KVM"),
    /** There is one, for others. */
    NO_ACCESS("this user may not use KVM"),
    /** This QEMU was built without it. */
    NOT_IN_QEMU("this QEMU knows no KVM"),
    /** QEMU says why it cannot use it. */
    REFUSED("KVM refuses to run a guest"),
    /** It takes guests, and they never get anywhere. */
    HANGS("/dev/kvm is there, but guests hang on it"),
    /** Nobody has asked: the proof is written for another processor. */
    UNPROVEN("whether KVM runs guests is not known");

    private final String meaning;

    Verdict(String meaning) {
      this.meaning = meaning;
    }

    /** What it means, a clause. */
    public String meaning() {
      return meaning;
    }
  }

  /** Whether guests may be trusted to it. */
  public boolean works() {
    return verdict == Verdict.WORKS;
  }
}
