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
 * @param proxy how the guest is told who called
 */
public record ForwardRule(HostEnd host, @Nullable IpAddress guest, int guestPort, Proxy proxy) {
  /** A rule that does not tell who called. */
  public ForwardRule(HostEnd host, @Nullable IpAddress guest, int guestPort) {
    this(host, guest, guestPort, Proxy.NONE);
  }

  /** The PROXY protocol, in front of what the client says (HAProxy, proxy-protocol.txt). */
  public enum Proxy {
    /** The guest sees its router as the caller, and nothing more. */
    NONE,
    /** A line of text. */
    V1,
    /** A binary header. */
    V2;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

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

  /** The same, telling the guest who called. */
  ForwardRule with(Proxy newProxy) {
    return new ForwardRule(host, guest, guestPort, newProxy);
  }

  /** The same for a guest that is known. */
  public ForwardRule to(IpAddress address) {
    return guest == null ? new ForwardRule(host, address, guestPort, proxy) : this;
  }

  /** The same, at the port that was free. */
  ForwardRule at(int port) {
    return host instanceof Port any
        ? new ForwardRule(new Port(any.protocol(), any.address(), port), guest, guestPort, proxy)
        : this;
  }

  /** Whether it takes a port that is free. */
  boolean takesAnyPort() {
    return host instanceof Port any && any.port() == 0;
  }

  private static String written(IpAddress address) {
    return address instanceof Ipv6Address ? "[" + address + "]" : address.toString();
  }

  /** As it is typed: {@code tcp:127.0.0.1:10022-10.0.2.15:22}. */
  @Override
  public String toString() {
    String tail = proxy == Proxy.NONE ? "" : ForwardRules.PROXY + proxy;
    return host + "-" + (guest == null ? "" : written(guest)) + ":" + guestPort + tail;
  }
}
