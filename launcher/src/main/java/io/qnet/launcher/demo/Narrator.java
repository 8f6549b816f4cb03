package io.qnet.launcher.demo;

import java.io.PrintStream;
import java.util.List;

/**
 * Tells the tour: a number, a title, and beside it what was seen and why, in lines of at most 80
 * columns.
 */
final class Narrator {
  private static final int WIDTH = 80;
  private static final int INDENT = 14;
  private static final String WHY = "Why: ";
  private static final String BOLD = "\u001b[1m";
  private static final String FAINT = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final boolean colours;
  private int number;
  private boolean titleOpen;

  Narrator(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** A paragraph over the whole width. */
  void say(String text) {
    endTitle();
    fold(text, WIDTH).forEach(out::println);
    out.println();
    out.flush();
  }

  /** Begins a step: shown at once, also while what it tells is still to come. */
  void step(String title) {
    endTitle();
    String head = String.format("%2d  %-" + (INDENT - 4) + "s", ++number, title);
    out.print(colours ? BOLD + head + PLAIN : head);
    out.flush();
    titleOpen = true;
  }

  /** How many steps were begun. */
  int number() {
    return number;
  }

  /** Something that was seen. */
  void fact(String text) {
    beside(fold(text, WIDTH - INDENT), "");
  }

  /** The reason for it. */
  void why(String text) {
    beside(fold(WHY + text, WIDTH - INDENT), FAINT);
    out.println();
  }

  private void beside(List<String> lines, String style) {
    for (String line : lines) {
      out.print(titleOpen ? "" : " ".repeat(INDENT));
      titleOpen = false;
      out.println(colours && !style.isEmpty() ? style + line + PLAIN : line);
    }
    out.flush();
  }

  /** So that an error begins a line of its own. */
  void endTitle() {
    if (titleOpen) {
      out.println();
      out.flush();
      titleOpen = false;
    }
  }

  /** Breaks between words; a word that is longer than a line gets one to itself. */
  static List<String> fold(String text, int width) {
    StringBuilder folded = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > width) {
        folded.append('\n');
        column = 0;
      }
      if (column > 0) {
        folded.append(' ');
        column++;
      }
      folded.append(word);
      column += word.length();
    }
    return folded.toString().lines().toList();
  }
}
