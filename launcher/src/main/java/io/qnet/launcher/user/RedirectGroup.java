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
 */
final class RedirectGroup implements OptionGroup {
  private final List<ForwardRule> rules = new ArrayList<>();

  @Override
  public List<String> keys() {
    return List.of("hostfwd", "redir");
  }

  @Override
  public void take(String key, String value) {
    rules.addAll(
        key.equals("redir") ? List.of(ForwardRules.parseOld(value)) : ForwardRules.parse(value));
  }

  /**
   * The rules, each with its guest.
   *
   * @param first who is meant where no guest is named
   * @throws Failure if a guest cannot be there
   */
  List<ForwardRule> check(VirtualHosts hosts, Ipv4Address first) {
    List<ForwardRule> named = rules.stream().map(rule -> rule.to(first)).toList();
    for (ForwardRule rule : named) {
      IpAddress guest = rule.guest();
      if (guest instanceof Ipv4Address four && (!hosts.net().contains(four) || hosts.owns(four))) {
        throw Failure.usage(
            "hostfwd=" + rule + ": no guest can be at " + four,
            "nothing was started",
            "leave it out for " + first + ", or write another address of " + hosts.net());
      }
    }
    return named;
  }
}
