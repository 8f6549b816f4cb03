package io.qnet.launcher.translate;

import java.util.List;

/**
 * What became of one argument.
 *
 * @param old the words as they were
 * @param modern the words they are now; empty if they went into another argument, or went
 * @param kind whether they are another now
 * @param why one clause
 */
public record Step(List<String> old, List<String> modern, Kind kind, String why) {
  /** How much it changed. */
  public enum Kind {
    /** As it was. */
    KEPT("kept"),
    /** Said in other words. */
    CHANGED("changed"),
    /** Needed no more, or has no successor. */
    DROPPED("dropped"),
    /** Known to nobody; handed on as it is. */
    UNKNOWN("unknown");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** What tables and JSON call it. */
    public String word() {
      return word;
    }
  }
}
