package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.redirect.ForwardRule;
import io.qnet.redirect.ForwardRules;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.util.ArrayList;
import java.util.List;

/**
 * The doors into the guest: {@code hostfwd=}, and QEMU's old {@code -redir}, as often as one likes.
 * {@code proxy-protocol=} goes with the one before it.
 */
final class RedirectGroup implements OptionGroup {
  private final List<ForwardRule> rules = new ArrayList<>();
  private int lastWord;

  @Override
  public List<String> keys() {
    return List.of("hostfwd", "redir", "proxy-protocol");
  }

  @Override
  public void take(String key, String value) {
    switch (key) {
      case "hostfwd" -> add(ForwardRules.parse(value));
      case "redir" -> add(List.of(ForwardRules.parseOld(value)));
      default -> tellClients(value);
    }
  }

  private void add(List<ForwardRule> word) {
    lastWord = rules.size();
    rules.addAll(word);
  }

  private void tellClients(String version) {
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("it goes behind the hostfwd= that it is about");
    }
    List<ForwardRule> word = rules.subList(lastWord, rules.size());
    List<ForwardRule> telling = ForwardRules.withProxy(List.copyOf(word), version);
    word.clear();
    rules.addAll(telling);
  }

  /** The rules, whose guests can all be there. */
  List<ForwardRule> check(VirtualHosts hosts, Ipv4Address first) {
    check(rules, hosts, first);
    return List.copyOf(rules);
  }

  /**
   * Looks whether the guests that are named can be there.
   *
   * @param first who is most likely meant where none is
   * @throws Failure if one cannot
   */
  static void check(List<ForwardRule> rules, VirtualHosts hosts, Ipv4Address first) {
    for (ForwardRule rule : rules) {
      IpAddress guest = rule.guest();
      if (guest instanceof Ipv4Address four && (!hosts.net().contains(four) || hosts.owns(four))) {
        throw Failure.usage(
            "hostfwd=" + rule + ": no guest can be at " + four,
            "no door was opened",
            "leave it out for " + first + ", or write another address of " + hosts.net());
      }
    }
  }
}
