package io.qnet.wire.address;

import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An Internet address of either family. */
public sealed interface IpAddress permits Ipv4Address, Ipv6Address {
  /** Octets of an address of this family: 4 or 16. */
  int length();

  /** Writes the address at {@code index}. */
  void write(ByteBuf buf, int index);

  /**
   * The one's complement sum of the address, not folded: its part of a pseudo-header (RFC 1071).
   */
  long sum();

  /** 127.0.0.0/8 or ::1. */
  boolean isLoopback();

  /** A group address. */
  boolean isMulticast();

  /** 0.0.0.0 or ::. */
  boolean isUnspecified();

  /** The same as the JDK's type; without asking any name service. */
  InetAddress toInet();

  /** The same as a JDK socket address. */
  default InetSocketAddress toSocketAddress(int port) {
    return new InetSocketAddress(toInet(), port);
  }

  /** From the JDK's type. */
  static IpAddress of(InetAddress address) {
    return address instanceof Inet4Address four
        ? Ipv4Address.of(four.getAddress())
        : Ipv6Address.of(address.getAddress());
  }

  /**
   * Reads a numeric address of either family, never a name.
   *
   * @throws IllegalArgumentException if {@code text} is something else
   */
  static IpAddress parse(String text) {
    return text.indexOf(':') >= 0 ? Ipv6Address.parse(text) : Ipv4Address.parse(text);
  }
}
