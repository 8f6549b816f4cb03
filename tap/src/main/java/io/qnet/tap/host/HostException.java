package io.qnet.tap.host;

import java.util.List;

/** Something on the host cannot be had: what failed, what that means, and what to type. */
public final class HostException extends Exception {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String meaning;
  private final String remedy;

  /** Whose turn it is. */
  public enum Kind {
    /** Other words are needed. */
    USAGE,
    /** A program or a privilege is missing. */
    LACK,
    /** It was tried, or is not possible as things stand. */
    FAILED,
    /** A signal came before it was done. */
    INTERRUPTED
  }

  /**
   * A failure.
   *
   * @param what what failed
   * @param meaning what it means for the user
   * @param remedy what to type
   */
  public HostException(Kind kind, String what, String meaning, String remedy) {
    super(what);
    this.kind = kind;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** It was asked for in words that cannot be carried out. */
  public static HostException usage(String what, String meaning, String remedy) {
    return new HostException(Kind.USAGE, what, meaning, remedy);
  }

  /** It is not possible as things stand, or was tried in vain. */
  public static HostException failed(String what, String meaning, String remedy) {
    return new HostException(Kind.FAILED, what, meaning, remedy);
  }

  /** A program or a privilege is missing. */
  public static HostException lack(String what, String meaning, String remedy) {
    return new HostException(Kind.LACK, what, meaning, remedy);
  }

  /** What a program says that refuses, for people; only its exit status is understood. */
  static HostException refused(Command.Run command, Host.Ran ran) {
    String line = command.shell().lines().findFirst().orElse("");
    String said = ran.err().strip();
    String last = said.isEmpty() ? "" : ": " + said;
    List<String> words = command.words();
    boolean script =
        words.get(0).startsWith("/") || words.subList(0, 2).equals(List.of("ip", "netns"));
    if (script) {
      return failed(
          line + ": exit status " + ran.status() + last,
          "the script refused",
          "try it by hand; or leave it out: without --script and --downscript");
    }
    return failed(
        line + ": exit status " + ran.status() + last,
        "the host did not take this step",
        "look at what it says, and at: ip -d link, nft list ruleset");
  }

  /** A signal came. */
  public static HostException interrupted() {
    return new HostException(
        Kind.INTERRUPTED,
        "interrupted before everything was done",
        "nothing more was done",
        "type the same again");
  }

  /** The same with another meaning. */
  public HostException with(String newMeaning) {
    return new HostException(kind, what(), newMeaning, remedy).because(this);
  }

  /** This exception, and the one that led to it. */
  public HostException because(Throwable cause) {
    initCause(cause);
    return this;
  }

  /** Whose turn it is. */
  public Kind kind() {
    return kind;
  }

  /** What failed. */
  public String what() {
    return String.valueOf(getMessage());
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
