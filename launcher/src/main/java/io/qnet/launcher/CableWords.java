package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What {@code qnet vm net} and {@code qnet vm link} are told: {@code [VM] [CARD] WHAT}, the card
 * also as {@code --card}.
 *
 * @param machine whose cable; null if it was not said
 * @param card which card, from 0
 * @param what to do with it, the last word
 */
record CableWords(@Nullable String machine, int card, String what) {
  private static final String UNCHANGED = "nothing was changed";
  private static final String CARD = "(nic)?[0-9]{1,4}";

  /**
   * Reads them; no word is left out of account.
   *
   * @param option what followed {@code --card}; null if it was not given
   * @param isMachine whether a machine of that name runs, which {@code nic1} may be, too
   * @throws Failure if a word is none of them
   */
  static CableWords read(List<String> words, @Nullable String option, Predicate<String> isMachine) {
    String what = words.get(words.size() - 1);
    List<String> before = new ArrayList<>(words.subList(0, words.size() - 1));
    if (before.size() > 2) {
      throw odd(before.get(2), "name the machine, the card and what to do: vm1 nic1 " + what);
    }
    @Nullable String card = null;
    String last = before.isEmpty() ? "" : before.get(before.size() - 1);
    if (before.size() == 2 || (last.matches(CARD) && !isMachine.test(last))) {
      card = last;
      before.remove(before.size() - 1);
      if (!card.matches(CARD)) {
        throw odd(card, "cards are nic0, nic1, ...: write " + before.get(0) + " nic0 " + what);
      }
    }
    @Nullable String machine = before.isEmpty() ? null : before.get(0);
    return new CableWords(machine, number(card, option), what);
  }

  private static int number(@Nullable String word, @Nullable String option) {
    if (option != null && !option.matches(CARD)) {
      throw Failure.usage("--card " + option + " is no card", UNCHANGED, "write --card 0, or nic0");
    }
    if (word != null && option != null && number(word) != number(option)) {
      throw Failure.usage(
          "'" + word + "' and --card " + option + " are two cards", UNCHANGED, "leave out one");
    }
    return word != null ? number(word) : option != null ? number(option) : 0;
  }

  private static int number(String card) {
    return Integer.parseInt(card.replace("nic", ""));
  }

  private static Failure odd(String word, String remedy) {
    return Failure.usage("'" + word + "' is one word too many", UNCHANGED, remedy);
  }
}
