package io.qnet.launcher.user;

import java.util.Map;

/** One line to type for each option of a user-mode network. */
final class Examples {
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("id", "net0"),
          Map.entry("mtu", "1400"),
          Map.entry("ipv4", "on"),
          Map.entry("ipv6", "off"),
          Map.entry("net", "192.168.7.0/24"),
          Map.entry("ip", "192.168.7.0/24"),
          Map.entry("host", "10.0.2.1"),
          Map.entry("dhcpstart", "10.0.2.50"),
          Map.entry("dns", "10.0.2.53"),
          Map.entry("router", "10.0.2.254"),
          Map.entry("ipv6-net", "fd00:1::/64"),
          Map.entry("ipv6-prefix", "fd00:1::"),
          Map.entry("ipv6-prefixlen", "64"),
          Map.entry("ipv6-host", "fec0::1"),
          Map.entry("ipv6-dns", "fec0::53"),
          Map.entry("dnssearch", "lab.example"),
          Map.entry("domainname", "lab.example"),
          Map.entry("hostname", "web"),
          Map.entry("lease", "52:54:00:12:34:56=10.0.2.20"),
          Map.entry("icmp", "proxy"),
          Map.entry("loopback", "off"),
          Map.entry("recursion", "off"),
          Map.entry("restrict", "on"),
          Map.entry("outbound", "eth0"),
          Map.entry("hostfwd", "tcp::10022-:22"),
          Map.entry("redir", "tcp:10022::22"),
          Map.entry("proxy-protocol", "v2"),
          Map.entry("guestfwd", "tcp:10.0.2.100:80-tcp:127.0.0.1:8080"),
          Map.entry("smb", "/srv/shared"),
          Map.entry("smbserver", "10.0.2.9"),
          Map.entry("tftp", "/srv/tftp"),
          Map.entry("tftp-server-name", "10.0.2.2"),
          Map.entry("bootfile", "pxelinux.0"),
          Map.entry("preset", "symmetric"),
          Map.entry("mapping", "apd"),
          Map.entry("filtering", "apd"),
          Map.entry("ports", "preserve"),
          Map.entry("parity", "on"),
          Map.entry("hairpin", "off"),
          Map.entry("udp-timeout", "5m"),
          Map.entry("tcp-timeout", "2h"),
          Map.entry("refresh", "both"));

  private Examples() {}

  /** What to type for {@code key}, such as {@code mtu=1400}. */
  static String of(String key) {
    return key + "=" + VALUES.get(key);
  }
}
