package io.qnet.launcher.lab;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.lab.YamlNode.Spot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The mistakes of a file, as far as anybody would read them. */
final class Mistakes {
  /** More are counted as one. */
  static final int MOST = 50;

  private static final int LONGEST_QUOTE = 60;

  private final List<Mistake> list = new ArrayList<>();
  private boolean more;

  void add(Spot spot, String path, String what) {
    if (list.size() < MOST) {
      list.add(new Mistake(spot.line(), spot.column(), path, what));
    } else {
      more = true;
    }
  }

  /** The same of a refusal: what is wrong, and what to write. */
  void add(Spot spot, String path, Failure refusal) {
    add(spot, path, shown(String.valueOf(refusal.getMessage())) + "; " + refusal.remedy());
  }

  /** In the order of the file. */
  List<Mistake> all() {
    list.sort(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column));
    List<Mistake> all = new ArrayList<>(list);
    if (more) {
      Mistake last = all.get(all.size() - 1);
      all.add(
          new Mistake(
              last.line(),
              last.column(),
              "",
              "more than " + MOST + " mistakes; the rest is not told"));
    }
    return all;
  }

  /** Words of the file as a terminal may see them: short, and without control characters. */
  static String quoted(String text) {
    String clean = shown(text);
    return clean.length() <= LONGEST_QUOTE ? clean : clean.substring(0, LONGEST_QUOTE) + "...";
  }

  private static String shown(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
