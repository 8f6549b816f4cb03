package io.qnet.launcher.cli;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Something that ends a verb: what failed, what that means for the user, and what to type. */
public final class Failure extends RuntimeException {
  /** Exit code: it failed. */
  public static final int FAILED = 1;

  /** Exit code: wrong usage. */
  public static final int USAGE = 2;

  /** Exit code: a program or a privilege is missing. */
  public static final int MISSING = 3;

  /** Exit code: interrupted before it was finished. */
  public static final int INTERRUPTED = 130;

  private static final long serialVersionUID = 1L;
  private static final String INDENT = "      ";

  private final int exitCode;
  private final String meaning;
  private final String remedy;

  private Failure(int exitCode, String what, String meaning, String remedy) {
    super(what);
    this.exitCode = exitCode;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** It was tried, and failed: exit code 1. */
  public static Failure failed(String what, String meaning, String remedy) {
    return new Failure(FAILED, what, meaning, remedy);
  }

  /** It was asked for in the wrong words: exit code 2. */
  public static Failure usage(String what, String meaning, String remedy) {
    return new Failure(USAGE, what, meaning, remedy);
  }

  /** A program or a privilege is missing: exit code 3. */
  public static Failure missing(String what, String meaning, String remedy) {
    return new Failure(MISSING, what, meaning, remedy);
  }

  /** A signal ended it before it was finished: exit code 130. */
  public static Failure interrupted(String what, String meaning, String remedy) {
    return new Failure(INTERRUPTED, what, meaning, remedy);
  }

  /** A word that is documented but does nothing yet: exit code 2. */
  public static Failure notYet(String word, String instead) {
    return usage(word + " is not in this version yet", "nothing was started", instead);
  }

  /** This failure, and the exception that led to it; shown with {@code --verbose}. */
  public Failure because(Throwable cause) {
    initCause(cause);
    return this;
  }

  /**
   * The failure in an exception: itself, or an unexpected one, which is a defect.
   *
   * @param command the words of the verb, such as {@code qnet user}
   */
  public static Failure of(Throwable thrown, String command) {
    if (thrown instanceof Failure failure) {
      return failure;
    }
    @Nullable String message = thrown.getMessage();
    return failed(
            command + ": " + (message == null ? thrown.getClass().getSimpleName() : message),
            "this was not foreseen, so it may be a defect of qnet",
            "run it again with --verbose and report what it prints")
        .because(thrown);
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }

  /** What it means for the user. */
  public String meaning() {
    return meaning;
  }

  /** What to type. */
  public String remedy() {
    return remedy;
  }

  /** Prints the three parts, and the stack only if asked to. */
  public void print(PrintStream err, boolean verbose) {
    err.println("qnet: " + getMessage());
    err.println(INDENT + meaning);
    err.println(INDENT + remedy);
    if (verbose) {
      printStackTrace(err);
    }
    err.flush();
  }
}
