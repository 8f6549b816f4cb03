package io.qnet.wire.address;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 address.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Ipv6Address(long high, long low) implements IpAddress {
  /** ::. */
  public static final Ipv6Address ANY = new Ipv6Address(0, 0);

  /** ::1. */
  public static final Ipv6Address LOOPBACK = new Ipv6Address(0, 1);

  /** ff02::1, all nodes of the link. */
  public static final Ipv6Address ALL_NODES = new Ipv6Address(0xff02L << 48, 1);

  /** Reads the address at {@code index}. */
  public static Ipv6Address read(ByteBuf buf, int index) {
    return new Ipv6Address(buf.getLong(index), buf.getLong(index + 8));
  }

  /** From sixteen octets, highest first. */
  public static Ipv6Address of(byte[] octets) {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    return new Ipv6Address(buffer.getLong(0), buffer.getLong(8));
  }

  /**
   * Reads the text form of RFC 4291, section 2.2, without a zone.
   *
   * @throws IllegalArgumentException if {@code text} is something else
   */
  public static Ipv6Address parse(String text) {
    if (!NetUtil.isValidIpV6Address(text) || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an IPv6 address; write it like fec0::2");
    }
    return of(NetUtil.createByteArrayFromIpAddressString(text));
  }

  @Override
  public int length() {
    return 16;
  }

  @Override
  public void write(ByteBuf buf, int index) {
    buf.setLong(index, high);
    buf.setLong(index + 8, low);
  }

  @Override
  public long sum() {
    return halves(high) + halves(low);
  }

  private static long halves(long bits) {
    return (bits >>> 48) + (bits >>> 32 & 0xffff) + (bits >>> 16 & 0xffff) + (bits & 0xffff);
  }

  @Override
  public boolean isLoopback() {
    return high == 0 && low == 1;
  }

  @Override
  public boolean isMulticast() {
    return high >>> 56 == 0xff;
  }

  @Override
  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  /** Whether this is fe80::/10, link-local (RFC 4291, 2.5.6). */
  public boolean isLinkLocal() {
    return high >>> 54 == 0xfe80 >>> 6;
  }

  /**
   * Whether this stands for an IPv4 address, as ::ffff:0:0/96 or ::/96 do (RFC 4291, 2.5.5); :: and
   * ::1 are among them. Such are not for networks.
   */
  public boolean embedsIpv4() {
    return high == 0 && (low >>> 32 == 0xffff || low >>> 32 == 0);
  }

  /** The group in which who has this address is asked for it (RFC 4291, 2.7.1). */
  public Ipv6Address solicitedNode() {
    return new Ipv6Address(0xff02L << 48, 0x1_ff00_0000L | (low & 0xff_ffff));
  }

  /** The Ethernet group of a multicast address (RFC 2464, section 7). */
  public MacAddress groupMac() {
    return new MacAddress(0x3333_0000_0000L | (low & 0xffff_ffffL));
  }

  /** This address with nothing but zeros after {@code length} bits. */
  public Ipv6Address masked(int length) {
    long highMask = length >= Long.SIZE ? -1 : ~(-1L >>> length);
    long lowMask = length <= Long.SIZE ? 0 : ~(-1L >>> (length - Long.SIZE));
    return new Ipv6Address(high & highMask, length >= 2 * Long.SIZE ? low : low & lowMask);
  }

  @Override
  public InetAddress toInet() {
    try {
      return Inet6Address.getByAddress(
          null, ByteBuffer.allocate(16).putLong(high).putLong(low).array(), -1);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  // By hand, as those of Ipv4Address.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv6Address address && address.high == high && address.low == low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * high + low);
  }

  @Override
  public String toString() {
    return NetUtil.toAddressString(toInet());
  }
}
