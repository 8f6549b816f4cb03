package io.qnet.launcher.user;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user-mode network, checked: every address is where it may be.
 *
 * @param net the guest's network
 * @param host the gateway, in {@code net}; the host's loopback is behind it
 * @param dhcpStart the first address leased, in {@code net} and nobody else's
 * @param dns the name server that guests are told, not {@code host}
 * @param dnsSearch domains to complete names with, in order; may be empty
 * @param domainName the guest's domain
 * @param hostName the guest's name
 * @param mtu the largest IP datagram, in octets: 576 to 65520
 * @param icmp what becomes of a guest's ping
 * @param loopback whether guests reach the host's own 127.0.0.1 through {@code host}
 * @param ipv6 whether IPv6 is spoken, where the MTU allows it: 1280 or more
 */
public record UserOptions(
    Ipv4Subnet net,
    Ipv4Address host,
    Ipv4Address dhcpStart,
    Ipv4Address dns,
    List<String> dnsSearch,
    @Nullable String domainName,
    @Nullable String hostName,
    int mtu,
    Icmp icmp,
    boolean loopback,
    boolean ipv6) {

  /** QEMU's: 10.0.2.0/24, gateway .2, name server .3, first guest .15. */
  public static final UserOptions DEFAULT = parse("");

  /** Nobody changes the list behind our back. */
  public UserOptions {
    dnsSearch = List.copyOf(dnsSearch);
  }

  /**
   * Reads the text after {@code -netdev user,}, or the whole of {@code user,id=n0,...}.
   *
   * @throws io.qnet.launcher.cli.Failure if a key or a value is not valid, or not possible yet
   */
  public static UserOptions parse(String text) {
    return new UserOptionsParser().parse(text);
  }
}
