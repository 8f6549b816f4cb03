package io.qnet.web;

/** What was asked for is not done; nothing was changed. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean words;
  private final String meaning;
  private final String remedy;

  /**
   * A refusal in three parts.
   *
   * @param words whether the request is wrong in itself, whatever the state of things
   * @param meaning what it means for who asked
   * @param remedy what to do
   */
  public RefusedException(boolean words, String what, String meaning, String remedy) {
    super(what);
    this.words = words;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** The status of the answer: 400 for wrong words, 409 for what stands against it. */
  int status() {
    return words ? 400 : 409;
  }

  /** What it means for who asked. */
  public String meaning() {
    return meaning;
  }

  /** What to do. */
  public String remedy() {
    return remedy;
  }
}
