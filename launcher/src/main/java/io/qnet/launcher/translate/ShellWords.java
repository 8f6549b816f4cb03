package io.qnet.launcher.translate;

import io.qnet.launcher.cli.Failure;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command as a POSIX shell does (Shell Command Language, 2.2 and 2.3): quotes,
 * backslashes, continued lines, comments. Variables stay as they are written; what ends a command
 * ends the line.
 */
final class ShellWords {
  private static final String OPERATORS = ";&|<>()";

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private ShellWords(String text) {
    this.text = text;
  }

  static List<String> split(String text) {
    return new ShellWords(text).split();
  }

  private List<String> split() {
    boolean first = true;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        endWord();
        at++;
      } else if (c == '#' && !inWord) {
        skipComment();
      } else if (OPERATORS.indexOf(c) >= 0) {
        break;
      } else {
        one(c);
      }
      first = false;
    }
    endWord();
    if (words.isEmpty() && !first) {
      throw wrong("there is no command in it");
    }
    return List.copyOf(words);
  }

  private void one(char c) {
    if (c == '\\') {
      backslash();
    } else if (c == '\'') {
      int end = text.indexOf('\'', at + 1);
      if (end < 0) {
        throw wrong("a ' is not closed");
      }
      word.append(text, at + 1, end);
      inWord = true;
      at = end + 1;
    } else if (c == '"') {
      doubleQuotes();
    } else {
      word.append(c);
      inWord = true;
      at++;
    }
  }

  /** Outside quotes a backslash keeps the next character, and joins lines. */
  private void backslash() {
    if (at + 1 >= text.length()) {
      at++;
      return;
    }
    char next = text.charAt(at + 1);
    at += 2;
    if (next == '\r' && at < text.length() && text.charAt(at) == '\n') {
      at++;
    } else if (next != '\n' && next != '\r') {
      word.append(next);
      inWord = true;
    }
  }

  /** Within double quotes it does so before $ ` " \ and at a line's end only. */
  private void doubleQuotes() {
    inWord = true;
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at);
      boolean escapes = c == '\\' && at + 1 < text.length();
      if (escapes && "$`\"\\".indexOf(text.charAt(at + 1)) >= 0) {
        word.append(text.charAt(at + 1));
        at += 2;
      } else if (escapes && text.charAt(at + 1) == '\n') {
        at += 2;
      } else {
        word.append(c);
        at++;
      }
    }
    if (at >= text.length()) {
      throw wrong("a \" is not closed");
    }
    at++;
  }

  private void skipComment() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private static Failure wrong(String what) {
    return Failure.usage(
        "the line cannot be read: " + what,
        "nothing was translated",
        "give it in single quotes: qnet translate 'qemu -hda disk.img'");
  }
}
