package io.qnet.web;

/** What was asked for is not done; nothing was changed. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
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
    this(words ? 400 : 409, what, meaning, remedy);
  }

  private RefusedException(int status, String what, String meaning, String remedy) {
    super(what);
    this.status = status;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** A refusal because a program or a privilege is missing. */
  public static RefusedException missing(String what, String meaning, String remedy) {
    return new RefusedException(403, what, meaning, remedy);
  }

  /**
   * The status of the answer: 400 for wrong words, 403 for a missing privilege, 409 for what stands
   * against it.
   */
  int status() {
    return status;
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
