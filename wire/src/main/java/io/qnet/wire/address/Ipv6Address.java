package io.qnet.wire.address;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv6 address.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Ipv6Address(long high, long low) implements IpAddress {
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

  @Override
  public InetAddress toInet() {
    try {
      return Inet6Address.getByAddress(
          null, ByteBuffer.allocate(16).putLong(high).putLong(low).array(), -1);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public String toString() {
    return NetUtil.toAddressString(toInet());
  }
}
