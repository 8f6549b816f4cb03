package io.qnet.launcher.vm;

import java.util.List;

/**
 * What a machine's cards are plugged into.
 *
 * @param modes as {@code --net} says them, one for each card
 * @param words QEMU's, which plug in each card that has a network
 */
public record Plugs(List<String> modes, List<String> words) {
  /** Keeps copies of its own. */
  public Plugs {
    modes = List.copyOf(modes);
    words = List.copyOf(words);
  }

  /** The networks in one line, as {@code qnet ps} shows them. */
  public String networks() {
    return modes.isEmpty() ? "none" : String.join(" ", modes);
  }
}
