package io.qnet.tap.acl;

/** A list that cannot be read: then nobody is allowed anything. */
public final class AccessException extends Exception {
  private static final long serialVersionUID = 1;

  private final String remedy;

  AccessException(String what, String remedy) {
    super(what);
    this.remedy = remedy;
  }

  AccessException(String what, String remedy, Throwable cause) {
    super(what, cause);
    this.remedy = remedy;
  }

  /** What to type. */
  public String remedy() {
    return remedy;
  }
}
