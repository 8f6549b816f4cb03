package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.OptionText;
import io.qnet.slirp.GatewaySettings;
import io.qnet.slirp.LeaseSettings;
import io.qnet.slirp.PolicySettings;
import io.qnet.slirp.flow.FlowLimits;
import io.qnet.slirp.ip.VirtualHosts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the words of a user-mode network; as in QEMU, the last of two equal keys counts. */
final class UserOptionsParser {
  private final LinkGroup link = new LinkGroup();
  private final Ipv4Group ipv4 = new Ipv4Group();
  private final Ipv6Group ipv6 = new Ipv6Group();
  private final GuestGroup guests = new GuestGroup();
  private final PolicyGroup policy = new PolicyGroup();
  private final OutboundGroup outbound = new OutboundGroup();
  private final RedirectGroup redirect = new RedirectGroup();
  private final ServiceGroup services = new ServiceGroup();
  private final BootGroup boot = new BootGroup();
  private final NatGroup nat = new NatGroup();
  private final List<OptionGroup> groups =
      List.of(link, ipv4, ipv6, guests, policy, outbound, redirect, services, boot, nat);

  UserOptions parse(String text) {
    List<OptionText.Word> words = OptionText.split(text);
    for (int i = 0; i < words.size(); i++) {
      OptionText.Word word = words.get(i);
      if (word.value() != null) {
        take(word.key(), word.value());
      } else if (i > 0 || !word.key().equals("user")) {
        takeBare(word.key(), i == 0);
      }
    }
    return checked();
  }

  private UserOptions checked() {
    link.check(ipv4, ipv6);
    Ipv4Group.Checked plain = ipv4.check(policy.restrict());
    PolicySettings whom = policy.result(ipv4.router());
    VirtualHosts hosts = services.extend(plain);
    ServiceGroup.Wanted wanted = services.check(hosts, plain.dhcpStart());
    Ipv4Group.Checked network = new Ipv4Group.Checked(hosts, plain.dhcpStart());
    LeaseSettings leases = guests.check(network, boot.settings());
    GatewaySettings gateway =
        new GatewaySettings(
            hosts,
            link.speaksIpv4(),
            link.prefix(ipv6),
            link.mtu(),
            leases,
            whom,
            FlowLimits.DEFAULT,
            nat.result());
    return new UserOptions(
        gateway, outbound.result(), redirect.check(gateway), wanted, boot.folder(), nat.notices());
  }

  /** A key alone: QEMU reads it as switched on. */
  private void takeBare(String key, boolean first) {
    OptionGroup group = group(key);
    if (group == null) {
      throw first ? unknownFirst(key) : unknown(key);
    }
    if (!group.switches().contains(key)) {
      throw Failure.usage(
          "'" + key + "' has no value",
          "nothing was started",
          "write " + key + "=VALUE, such as " + Examples.of(key));
    }
    take(key, "on");
  }

  private Failure unknownFirst(String key) {
    return key.matches("tap|bridge|socket|stream|dgram|vde|hubport|l2tpv3|passt")
        ? Failure.usage(
            "-netdev " + key + " is not user mode",
            "qnet user offers what QEMU's -netdev user does",
            "paste a -netdev user,... or see qnet --help for the other modes")
        : unknown(key);
  }

  private void take(String key, String value) {
    OptionGroup group = group(key);
    if (group == null) {
      throw unknown(key);
    }
    try {
      group.take(key, value);
    } catch (IllegalArgumentException bad) {
      throw Failure.usage(
              key + "=" + value + ": " + bad.getMessage(),
              "nothing was started",
              "an example: " + Examples.of(key) + "; qnet user --help shows all forms")
          .because(bad);
    }
  }

  private @Nullable OptionGroup group(String key) {
    for (OptionGroup group : groups) {
      if (group.keys().contains(key)) {
        return group;
      }
    }
    return null;
  }

  /** All options, in order. */
  List<String> keys() {
    return groups.stream().flatMap(group -> group.keys().stream()).sorted().toList();
  }

  private Failure unknown(String key) {
    List<String> all = keys();
    String hint =
        Nearest.to(key, all)
            .map(near -> "did you mean " + near + "=?")
            .orElseGet(() -> "valid here: " + String.join(", ", all));
    return Failure.usage(
        "'" + key + "' is no option of a user-mode network", "nothing was started", hint);
  }
}
