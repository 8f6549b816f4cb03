package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.redirect.ServiceRule;
import io.qnet.redirect.ServiceRules;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.address.Ipv4Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who answers for virtual hosts: {@code guestfwd=}, as often as one likes, and {@code smb=}. */
final class ServiceGroup implements OptionGroup {
  private static final int DNS = 53;

  private final List<ServiceRule> rules = new ArrayList<>();
  private @Nullable Path share;
  private @Nullable Ipv4Address fileServer;

  /**
   * What was asked for.
   *
   * @param rules each with its server
   * @param share the folder that guests see; null for none
   */
  record Wanted(List<ServiceRule> rules, @Nullable Path share) {
    /** Keeps a copy of its own. */
    Wanted {
      rules = List.copyOf(rules);
    }
  }

  @Override
  public List<String> keys() {
    return List.of("guestfwd", "smb", "smbserver");
  }

  @Override
  public void take(String key, String value) {
    switch (key) {
      case "smb" -> share = folder(value);
      case "smbserver" -> fileServer = Ipv4Address.parse(value);
      default -> rules.add(ServiceRules.parse(value));
    }
  }

  /** Samba's configuration has no way to write these. */
  private static Path folder(String value) {
    if (value.isEmpty() || value.chars().anyMatch(c -> c < ' ' || c == '%' || c == '"')) {
      throw new IllegalArgumentException("no folder whose name can be written for Samba");
    }
    return Path.of(value);
  }

  /** The virtual hosts, with those that were asked for. */
  VirtualHosts extend(VirtualHosts hosts) {
    Ipv4Address server = fileServer == null ? hosts.smb() : fileServer;
    Set<Ipv4Address> others =
        rules.stream()
            .map(rule -> rule.at(server))
            .map(ServiceRule::server)
            .collect(Collectors.toSet());
    return new VirtualHosts(hosts.net(), hosts.host(), hosts.dns(), server, others);
  }

  /** Everything that was written, for {@code hosts}, of which one answers each rule. */
  Wanted check(VirtualHosts hosts) {
    if (fileServer != null) {
      requireHost(hosts, fileServer, "smbserver=" + fileServer);
    }
    List<ServiceRule> all = rules.stream().map(rule -> rule.at(hosts.smb())).toList();
    Set<String> taken = new HashSet<>();
    for (ServiceRule rule : all) {
      Ipv4Address server = Objects.requireNonNull(rule.server());
      String option = "guestfwd=" + rule;
      requireHost(hosts, server, option);
      boolean names = server.equals(hosts.dns()) && rule.port() == DNS;
      boolean files =
          share != null && server.equals(hosts.smb()) && SmbShare.PORTS.contains(rule.port());
      if (names || files || !taken.add(server + ":" + rule.port())) {
        throw Failure.usage(
            option + ": " + server + ":" + rule.port() + " is taken",
            (names ? "the name server" : files ? "the file server" : "another guestfwd=")
                + " answers there",
            "choose another port, or another address of " + hosts.net());
      }
    }
    return new Wanted(all, share);
  }

  private static void requireHost(VirtualHosts hosts, Ipv4Address server, String option) {
    boolean inside =
        hosts.net().contains(server)
            && !server.equals(hosts.net().network())
            && !server.equals(hosts.net().broadcast());
    if (!inside) {
      throw Failure.usage(
          option + ": no host of " + hosts.net() + " is at " + server,
          "guests would look for it elsewhere",
          "choose another address of " + hosts.net());
    }
  }
}
