package io.qnet.wire.address;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 address.
 *
 * @param bits the 32 bits
 */
public record Ipv4Address(int bits) implements IpAddress {
  /** 0.0.0.0. */
  public static final Ipv4Address ANY = new Ipv4Address(0);

  /** 255.255.255.255. */
  public static final Ipv4Address BROADCAST = new Ipv4Address(-1);

  /** 127.0.0.1. */
  public static final Ipv4Address LOOPBACK = new Ipv4Address(0x7f000001);

  private static final Ipv4Address[] SEEN = new Ipv4Address[256];

  /**
   * The address of these bits. What was seen lately is not made again: a frame names the same few
   * addresses over and over. Any thread may ask; at worst one of them makes another one.
   */
  public static Ipv4Address of(int bits) {
    int slot = (bits ^ bits >>> 8 ^ bits >>> 16) & SEEN.length - 1;
    Ipv4Address seen = SEEN[slot];
    if (seen == null || seen.bits != bits) {
      seen = new Ipv4Address(bits);
      SEEN[slot] = seen;
    }
    return seen;
  }

  /** Reads the address at {@code index}. */
  public static Ipv4Address read(ByteBuf buf, int index) {
    return of(buf.getInt(index));
  }

  /** From four octets, highest first. */
  public static Ipv4Address of(byte[] octets) {
    return new Ipv4Address(
        (octets[0] & 0xff) << 24
            | (octets[1] & 0xff) << 16
            | (octets[2] & 0xff) << 8
            | (octets[3] & 0xff));
  }

  /**
   * Reads a dotted quad.
   *
   * @throws IllegalArgumentException if {@code text} is something else
   */
  public static Ipv4Address parse(String text) {
    if (!NetUtil.isValidIpV4Address(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an IPv4 address; write four numbers such as 10.0.2.15");
    }
    return of(NetUtil.createByteArrayFromIpAddressString(text));
  }

  @Override
  public int length() {
    return 4;
  }

  @Override
  public void write(ByteBuf buf, int index) {
    buf.setInt(index, bits);
  }

  @Override
  public long sum() {
    return (long) (bits >>> 16) + (bits & 0xffff);
  }

  @Override
  public boolean isLoopback() {
    return bits >>> 24 == 127;
  }

  @Override
  public boolean isMulticast() {
    return bits >>> 28 == 0xe;
  }

  @Override
  public boolean isUnspecified() {
    return bits == 0;
  }

  /**
   * Whether this is 0.0.0.0/8, "this network", which only a host without an address may write (RFC
   * 1122, 3.2.1.3).
   */
  public boolean isThisNetwork() {
    return bits >>> 24 == 0;
  }

  /** Whether this is 240.0.0.0/4, reserved (RFC 1112); the broadcast address is part of it. */
  public boolean isReserved() {
    return bits >>> 28 == 0xf;
  }

  /** Whether this is 169.254.0.0/16, link-local (RFC 3927). */
  public boolean isLinkLocal() {
    return bits >>> 16 == 0xa9fe;
  }

  /** The address {@code count} after this one. */
  public Ipv4Address plus(int count) {
    return of(bits + count);
  }

  @Override
  public InetAddress toInet() {
    try {
      return InetAddress.getByAddress(
          new byte[] {
            (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits
          });
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  // By hand: what Java puts together for a record at first use would hold up every start.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv4Address address && address.bits == bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 0xff)
        + "."
        + (bits >>> 8 & 0xff)
        + "."
        + (bits & 0xff);
  }
}
