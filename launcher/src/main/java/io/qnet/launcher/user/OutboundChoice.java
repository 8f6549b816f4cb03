package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.slirp.host.Outbound;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From where guests' traffic is to leave the host.
 *
 * @param four an address of this host; null for any
 * @param six an IPv6 address of this host; null for any
 * @param device an interface of this host, whose addresses are used instead; null for none
 */
public record OutboundChoice(
    @Nullable Ipv4Address four, @Nullable Ipv6Address six, @Nullable String device) {

  /**
   * Looks it up on this host.
   *
   * @throws Failure if this host has no such interface or address
   */
  Outbound resolve() {
    try {
      return device == null ? addresses() : of(device);
    } catch (SocketException e) {
      throw Failure.failed(
              "the interfaces of this host cannot be read: " + e.getMessage(),
              "outbound= cannot be obeyed",
              "leave outbound= out")
          .because(e);
    }
  }

  private Outbound addresses() throws SocketException {
    require(four);
    require(six);
    return four == null && six == null ? Outbound.ANY : new Outbound(four, six, false);
  }

  private static void require(@Nullable IpAddress address) throws SocketException {
    if (address != null && NetworkInterface.getByInetAddress(address.toInet()) == null) {
      throw Failure.failed(
          "outbound=" + address + " is no address of this host",
          "nothing could leave from there",
          "ip -brief address lists those it has");
    }
  }

  /** A family without an address on the device does not leave: that is what naming it is for. */
  private static Outbound of(String name) throws SocketException {
    NetworkInterface found = NetworkInterface.getByName(name);
    List<IpAddress> all =
        found == null ? List.of() : found.inetAddresses().map(OutboundChoice::plain).toList();
    if (all.isEmpty()) {
      throw Failure.failed(
          "outbound=" + name + ": " + (found == null ? "no such interface" : "it has no address"),
          "nothing could leave from there",
          "ip -brief address lists the interfaces of this host");
    }
    return new Outbound(first(all, Ipv4Address.class), first(all, Ipv6Address.class), true);
  }

  private static IpAddress plain(InetAddress address) {
    return IpAddress.of(address);
  }

  /** A link-local address does not lead far, and needs a scope. */
  private static <T extends IpAddress> @Nullable T first(List<IpAddress> all, Class<T> family) {
    return all.stream()
        .filter(family::isInstance)
        .map(family::cast)
        .filter(address -> !(address instanceof Ipv6Address six6 && six6.isLinkLocal()))
        .findFirst()
        .orElse(null);
  }
}
