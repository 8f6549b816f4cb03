package io.qnet.launcher.doctor;

/**
 * What one check found.
 *
 * @param id what was checked, one word
 * @param state whether it works
 * @param evidence what was seen
 * @param meaning what that means for labs; empty if all is well
 * @param remedy what to type; empty if nothing has to be done
 */
public record Finding(String id, State state, String evidence, String meaning, String remedy) {
  /** Whether it works. */
  public enum State {
    /** It does. */
    WORKS("ok"),
    /** It does not, or not wholly, and there is another way. */
    PARTLY("part"),
    /** It does not, and something cannot be done on this host. */
    FAILS("no");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** What tables and JSON call it. */
    public String word() {
      return word;
    }
  }

  static Finding works(String id, String evidence) {
    return new Finding(id, State.WORKS, evidence, "", "");
  }

  static Finding partly(String id, String evidence, String meaning, String remedy) {
    return new Finding(id, State.PARTLY, evidence, meaning, remedy);
  }

  static Finding fails(String id, String evidence, String meaning, String remedy) {
    return new Finding(id, State.FAILS, evidence, meaning, remedy);
  }
}
