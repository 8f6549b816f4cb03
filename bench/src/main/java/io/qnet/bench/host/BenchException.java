package io.qnet.bench.host;

/** A measurement that cannot go on: what failed, what that means, what to type. */
public final class BenchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean missing;
  private final String meaning;
  private final String remedy;

  private BenchException(boolean missing, String what, String meaning, String remedy) {
    super(what);
    this.missing = missing;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** It was tried, and failed. */
  public static BenchException failed(String what, String meaning, String remedy) {
    return new BenchException(false, what, meaning, remedy);
  }

  /** A program or a privilege is missing; {@code remedy} provides it. */
  public static BenchException missing(String what, String meaning, String remedy) {
    return new BenchException(true, what, meaning, remedy);
  }

  /** Whether a program or a privilege is missing. */
  public boolean isMissing() {
    return missing;
  }

  /** What it means for the user. */
  public String meaning() {
    return meaning;
  }

  /** What to type. */
  public String remedy() {
    return remedy;
  }
}
