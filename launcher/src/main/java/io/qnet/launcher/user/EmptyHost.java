package io.qnet.launcher.user;

import io.qnet.redirect.ForwardRules;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/** What is said, once, where a rule leaves the address of the host out. */
public final class EmptyHost {
  private EmptyHost() {}

  /**
   * The sentence for the first such rule.
   *
   * @param texts rules as they are typed, or options of a network with rules among them
   * @return empty if every rule says where
   */
  public static Optional<String> notice(Collection<String> texts) {
    return texts.stream()
        .flatMap(text -> Stream.of(text.split(",", -1)))
        .flatMap(word -> ForwardRules.openToAll(word).stream())
        .findFirst()
        .map(
            open ->
                "without an address of the host a door is at 127.0.0.1, for this host alone; QEMU"
                    + " means 0.0.0.0, every network: for that write "
                    + open);
  }
}
