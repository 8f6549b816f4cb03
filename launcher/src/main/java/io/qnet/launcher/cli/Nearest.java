package io.qnet.launcher.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The valid word that somebody probably meant. */
public final class Nearest {
  private static final int MOST_SLIPS = 3;

  private Nearest() {}

  /** The word closest to {@code word}, if it is at most a few slips of the finger away. */
  public static Optional<String> to(String word, Collection<String> valid) {
    int allowed = Math.min(MOST_SLIPS, Math.max(1, word.length() / 3));
    return valid.stream()
        .filter(candidate -> slips(word, candidate) <= allowed)
        .min(
            Comparator.comparingInt((String candidate) -> slips(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** "did you mean X?", or all valid words where none is near. */
  public static String hint(String word, Collection<String> valid) {
    return to(word, valid)
        .map(near -> "did you mean " + near + "?")
        .orElseGet(() -> "valid here: " + String.join(", ", valid));
  }

  /** Letters to insert, delete, replace or swap with a neighbour (optimal string alignment). */
  static int slips(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] oldest = before;
      before = last;
      last = row;
      row = oldest;
    }
    return last[b.length()];
  }
}
