package io.qnet.redirect;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv6Address;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A port of the host that leads to a port of a guest.
 *
 * @param host where clients come
 * @param guest where they get to; null for the first guest
 */
public record ForwardRule(HostEnd host, @Nullable IpAddress guest, int guestPort) {
  /** Where clients come. */
  public sealed interface HostEnd {}

  /**
   * A port.
   *
   * @param port 0 for one that is free
   */
  public record Port(Protocol protocol, IpAddress address, int port) implements HostEnd {
    @Override
    public String toString() {
      return protocol.toString() + ":" + written(address) + ":" + port;
    }
  }

  /** A unix stream socket. */
  public record UnixSocket(Path path) implements HostEnd {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /** What is carried. */
  public enum Protocol {
    TCP,
    UDP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same for a guest that is known. */
  public ForwardRule to(IpAddress address) {
    return guest == null ? new ForwardRule(host, address, guestPort) : this;
  }

  /** The same, at the port that was free. */
  ForwardRule at(int port) {
    return host instanceof Port any
        ? new ForwardRule(new Port(any.protocol(), any.address(), port), guest, guestPort)
        : this;
  }

  private static String written(IpAddress address) {
    return address instanceof Ipv6Address ? "[" + address + "]" : address.toString();
  }

  /** As it is typed: {@code tcp:127.0.0.1:10022-10.0.2.15:22}. */
  @Override
  public String toString() {
    return host + "-" + (guest == null ? "" : written(guest)) + ":" + guestPort;
  }
}
