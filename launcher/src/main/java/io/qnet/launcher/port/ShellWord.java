package io.qnet.launcher.port;

/** One word of a shell command. */
public final class ShellWord {
  private ShellWord() {}

  /** The word so that a shell reads it as it is; left alone where it needs no quotes. */
  public static String quote(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
