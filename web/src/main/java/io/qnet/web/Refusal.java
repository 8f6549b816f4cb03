package io.qnet.web;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What was asked for is not done, in three parts, with an HTTP status. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String meaning;
  private final String remedy;

  /** A refusal with {@code status}: what failed, what that means, what to do. */
  public Refusal(int status, String what, String meaning, String remedy) {
    super(what);
    this.status = status;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** The refusal that {@code thrown} is, or is about; null if it is something else. */
  static @Nullable Refusal in(@Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return cause instanceof Refusal refusal ? refusal : null;
  }

  int status() {
    return status;
  }

  String what() {
    return String.valueOf(getMessage());
  }

  String meaning() {
    return meaning;
  }

  String remedy() {
    return remedy;
  }
}
