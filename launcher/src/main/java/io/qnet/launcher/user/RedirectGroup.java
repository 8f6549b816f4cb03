package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.redirect.ForwardRule;
import io.qnet.redirect.ForwardRules;
import io.qnet.slirp.GatewaySettings;
import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.slirp.ip.SegmentHosts;
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

  /** The rules, whose guests can all be on {@code network}. */
  List<ForwardRule> check(GatewaySettings network) {
    check(rules, network);
    return List.copyOf(rules);
  }

  /**
   * Looks whether the guests that are named can be on {@code network}.
   *
   * @throws Failure if one cannot
   */
  static void check(List<ForwardRule> rules, GatewaySettings network) {
    SegmentHosts hosts = new SegmentHosts(network.hosts(), network.ipv6());
    for (ForwardRule rule : rules) {
      IpAddress guest = rule.guest();
      if (guest != null && (hosts.owns(guest) || !hosts.mayBeGuest(guest))) {
        throw Failure.usage(
            "hostfwd=" + rule + ": no guest can be at " + guest,
            "no door was opened",
            "leave it out for "
                + network.leases().first()
                + ", or write "
                + others(guest, network));
      }
    }
  }

  private static String others(IpAddress guest, GatewaySettings network) {
    if (guest instanceof Ipv4Address) {
      return "another address of " + network.hosts().net();
    }
    Ipv6Hosts six = network.ipv6();
    return six == null
        ? "one of IPv4: there is no IPv6 in this network"
        : "another address of " + six.prefix() + "/" + six.prefixLength();
  }
}
