package io.qnet.launcher.port;

/** One word of a shell command. */
final class ShellWord {
  private ShellWord() {}

  /** The word so that a shell reads it as it is; left alone where it needs no quotes. */
  static String quote(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
