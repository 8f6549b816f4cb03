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

  /** Samba's configuration has no way to write some letters. */
  private static Path folder(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a folder is needed");
    }
    Path folder = Path.of(value).toAbsolutePath();
    folder
        .toString()
        .chars()
        .filter(c -> c < ' ' || c == '%' || c == '"')
        .findFirst()
        .ifPresent(
            c -> {
              String letter = c < ' ' ? "control character" : "'" + (char) c + "'";
              throw Failure.usage(
                  "smb=" + value + ": the " + letter + " in " + folder + " means more to Samba",
                  "the folder cannot be shared under this name, so nothing was started",
                  "rename it, or share it through a link without: ln -s FOLDER /tmp/shared,"
                      + " then smb=/tmp/shared");
            });
    return folder;
  }

  /** The virtual hosts, with those that were asked for. */
  VirtualHosts extend(Ipv4Group.Checked network) {
    VirtualHosts hosts = network.hosts();
    Ipv4Address server = fileServer == null ? usualFileServer(network) : fileServer;
    Set<Ipv4Address> others =
        rules.stream()
            .map(rule -> rule.at(server))
            .map(ServiceRule::server)
            .collect(Collectors.toSet());
    return new VirtualHosts(hosts.net(), hosts.host(), hosts.dns(), server, others);
  }

  /** Where nothing is served, nobody is: the first guest may have that address. */
  private Ipv4Address usualFileServer(Ipv4Group.Checked network) {
    VirtualHosts hosts = network.hosts();
    boolean needed = share != null || rules.stream().anyMatch(rule -> rule.server() == null);
    return needed || !hosts.smb().equals(network.dhcpStart()) ? hosts.smb() : hosts.host();
  }

  /**
   * Everything that was written, for {@code hosts}, of which one answers each rule.
   *
   * @param first the first guest's address, where nobody else can be
   */
  Wanted check(VirtualHosts hosts, Ipv4Address first) {
    if (fileServer != null) {
      requireHost(hosts, fileServer, "smbserver=" + fileServer);
      requireOwnAddress(hosts, fileServer);
      requireNotFirst(first, fileServer, "smbserver=" + fileServer);
    }
    if (share != null) {
      requireNotFirst(first, hosts.smb(), "smb=" + share);
    }
    List<ServiceRule> all = rules.stream().map(rule -> rule.at(hosts.smb())).toList();
    Set<String> taken = new HashSet<>();
    for (ServiceRule rule : all) {
      Ipv4Address server = Objects.requireNonNull(rule.server());
      String option = "guestfwd=" + rule;
      requireHost(hosts, server, option);
      requireNotFirst(first, server, option);
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

  /** As QEMU: at the gateway or the name server, Samba would not be asked. */
  private void requireOwnAddress(VirtualHosts hosts, Ipv4Address server) {
    if (share != null && (server.equals(hosts.host()) || server.equals(hosts.dns()))) {
      throw Failure.usage(
          "smbserver="
              + server
              + " is taken: it is "
              + (server.equals(hosts.host()) ? "the gateway" : "the name server"),
          "the file server needs an address of its own",
          "leave it out for the usual one, or choose another address of " + hosts.net());
    }
  }

  private static void requireNotFirst(Ipv4Address first, Ipv4Address server, String option) {
    if (server.equals(first)) {
      throw Failure.usage(
          option + ": " + server + " is taken: it is the first guest's (dhcpstart=)",
          "two machines cannot have one address",
          "choose another for one of them; such as " + Examples.of("dhcpstart"));
    }
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
