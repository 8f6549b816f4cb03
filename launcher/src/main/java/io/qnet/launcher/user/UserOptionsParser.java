package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the words of a user-mode network; as in QEMU, the last of two equal keys counts. */
final class UserOptionsParser {
  private static final int SMALLEST_MTU = 576;
  private static final int LARGEST_MTU = 65520;
  private static final int DEFAULT_MTU = 1500;

  private static final List<String> KEYS =
      List.of(
          "net",
          "host",
          "dhcpstart",
          "dns",
          "dnssearch",
          "domainname",
          "hostname",
          "mtu",
          "icmp",
          "loopback",
          "ipv4",
          "ipv6",
          "restrict",
          "id");

  private static final Set<String> LATER =
      Set.of(
          "ipv6-net",
          "ipv6-prefix",
          "ipv6-prefixlen",
          "ipv6-host",
          "ipv6-dns",
          "tftp",
          "tftp-server-name",
          "bootfile",
          "smb",
          "smbserver",
          "hostfwd",
          "guestfwd",
          "outbound",
          "lease",
          "mapping",
          "filtering",
          "ports",
          "parity",
          "hairpin",
          "udp-timeout",
          "tcp-timeout",
          "refresh",
          "preset");

  private Ipv4Subnet net = new Ipv4Subnet(Ipv4Address.parse("10.0.2.0"), 24);
  private @Nullable Ipv4Address host;
  private @Nullable Ipv4Address dhcpStart;
  private @Nullable Ipv4Address dns;
  private final List<String> dnsSearch = new ArrayList<>();
  private @Nullable String domainName;
  private @Nullable String hostName;
  private int mtu = DEFAULT_MTU;
  private Icmp icmp = Icmp.GATEWAY;
  private boolean loopback = true;
  private boolean ipv6 = true;

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
    Addresses.Checked addresses = Addresses.check(net, host, dhcpStart, dns);
    return new UserOptions(
        net,
        addresses.host(),
        addresses.dhcpStart(),
        addresses.dns(),
        dnsSearch,
        domainName,
        hostName,
        mtu,
        icmp,
        loopback,
        ipv6);
  }

  /** A key alone: QEMU reads it as switched on. */
  private void takeBare(String key, boolean first) {
    if (key.matches("ipv4|ipv6|restrict|loopback")) {
      take(key, "on");
      return;
    }
    if (KEYS.contains(key) || LATER.contains(key)) {
      throw Failure.usage(
          "'" + key + "' has no value", "nothing was started", "write " + key + "=VALUE");
    }
    if (first && key.matches("tap|bridge|socket|stream|dgram|vde|hubport|l2tpv3|passt")) {
      throw Failure.usage(
          "-netdev " + key + " is not user mode",
          "qnet user offers what QEMU's -netdev user does",
          "paste a -netdev user,... or see qnet --help for the other modes");
    }
    throw unknown(key);
  }

  private void take(String key, String value) {
    switch (key) {
      case "id" -> {}
      case "net", "ip" -> net = read(key, value, Network::parse);
      case "host" -> host = read(key, value, Ipv4Address::parse);
      case "dhcpstart" -> dhcpStart = read(key, value, Ipv4Address::parse);
      case "dns" -> dns = read(key, value, Ipv4Address::parse);
      case "dnssearch" -> dnsSearch.add(read(key, value, Names::domain));
      case "domainname" -> domainName = read(key, value, Names::text);
      case "hostname" -> hostName = read(key, value, Names::text);
      case "mtu" -> mtu = read(key, value, UserOptionsParser::mtu);
      case "icmp" -> icmp = icmp(value);
      case "loopback" -> loopback = read(key, value, UserOptionsParser::onOrOff);
      case "ipv4" -> only(key, value, true);
      case "ipv6" -> ipv6 = read(key, value, UserOptionsParser::onOrOff);
      case "restrict" -> only(key, value, false);
      default -> {
        if (LATER.contains(key)) {
          throw Failure.notYet(
              key + "=", "leave " + key + "= out; qnet user --help lists what works");
        }
        throw unknown(key);
      }
    }
  }

  /** A switch that has only one position in this version. */
  private static void only(String key, String value, boolean position) {
    if (read(key, value, UserOptionsParser::onOrOff) != position) {
      throw Failure.notYet(
          key + "=" + value, "leave it out, or write " + key + "=" + (position ? "on" : "off"));
    }
  }

  private static Icmp icmp(String value) {
    return switch (value) {
      case "off" -> Icmp.OFF;
      case "gateway" -> Icmp.GATEWAY;
      case "proxy" ->
          throw Failure.notYet("icmp=proxy", "write icmp=gateway: the virtual hosts answer pings");
      default ->
          throw Failure.usage(
              "icmp=" + value + " is not valid",
              "nothing was started",
              Nearest.hint(value, List.of("off", "gateway")));
    };
  }

  private static int mtu(String value) {
    int mtu = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : 0;
    if (mtu < SMALLEST_MTU || mtu > LARGEST_MTU) {
      throw new IllegalArgumentException(
          "an MTU is between 576 and 65520 octets, but got '" + value + "'");
    }
    return mtu;
  }

  private static Boolean onOrOff(String value) {
    return switch (value) {
      case "on", "yes", "true", "y" -> true;
      case "off", "no", "false", "n" -> false;
      default ->
          throw new IllegalArgumentException(
              "'"
                  + value
                  + "' is neither on nor off; "
                  + Nearest.hint(value, List.of("on", "off")));
    };
  }

  private static Failure unknown(String key) {
    Set<String> all = new TreeSet<>(KEYS);
    all.addAll(LATER);
    String hint =
        Nearest.to(key, all)
            .map(
                near ->
                    "did you mean "
                        + near
                        + (LATER.contains(near) ? "=? It is not in this version yet" : "=?"))
            .orElseGet(() -> "valid here: " + String.join(", ", new TreeSet<>(KEYS)));
    return Failure.usage(
        "'" + key + "' is no option of a user-mode network", "nothing was started", hint);
  }

  private static <T> T read(String key, String value, Function<String, T> read) {
    try {
      return read.apply(value);
    } catch (IllegalArgumentException bad) {
      throw Failure.usage(
              key + "=" + value + ": " + bad.getMessage(),
              "nothing was started",
              "qnet user --help shows the form of " + key + "=")
          .because(bad);
    }
  }
}
