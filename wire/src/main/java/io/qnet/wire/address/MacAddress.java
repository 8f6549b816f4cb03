package io.qnet.wire.address;

import io.netty.buffer.ByteBuf;

/**
 * An Ethernet address.
 *
 * @param bits the 48 bits, right-aligned
 */
public record MacAddress(long bits) {
  /** Octets of an address. */
  public static final int LENGTH = 6;

  /** ff:ff:ff:ff:ff:ff. */
  public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

  private static final long GROUP_BIT = 0x0100_0000_0000L;

  private static final MacAddress[] SEEN = new MacAddress[256];

  /**
   * The address of these bits. What was seen lately is not made again: a frame names the same few
   * stations over and over. Any thread may ask; at worst one of them makes another one.
   */
  public static MacAddress of(long bits) {
    int slot = (int) (bits ^ bits >>> 8 ^ bits >>> 16) & SEEN.length - 1;
    MacAddress seen = SEEN[slot];
    if (seen == null || seen.bits != bits) {
      seen = new MacAddress(bits);
      SEEN[slot] = seen;
    }
    return seen;
  }

  /** Reads the address at {@code index}. */
  public static MacAddress read(ByteBuf buf, int index) {
    return of(((long) buf.getUnsignedShort(index) << 32) | buf.getUnsignedInt(index + 2));
  }

  /** Writes the address at {@code index}. */
  public void write(ByteBuf buf, int index) {
    buf.setShort(index, (int) (bits >>> 32));
    buf.setInt(index + 2, (int) bits);
  }

  /**
   * Reads six hexadecimal octets, divided by colons or hyphens.
   *
   * @throws IllegalArgumentException if {@code text} is something else
   */
  public static MacAddress parse(String text) {
    String[] parts = text.split("[:-]", -1);
    if (parts.length != LENGTH) {
      throw notAnAddress(text);
    }
    long bits = 0;
    for (String part : parts) {
      if (!part.matches("[0-9a-fA-F]{1,2}")) {
        throw notAnAddress(text);
      }
      bits = bits << 8 | Integer.parseInt(part, 16);
    }
    return new MacAddress(bits);
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not an Ethernet address; write six octets such as 52:54:00:12:34:56");
  }

  /** Whether this is a multicast or the broadcast address (IEEE 802, group bit). */
  public boolean isGroup() {
    return (bits & GROUP_BIT) != 0;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      int octet = (int) (bits >>> shift) & 0xff;
      text.append(Character.forDigit(octet >>> 4, 16)).append(Character.forDigit(octet & 0xf, 16));
      if (shift > 0) {
        text.append(':');
      }
    }
    return text.toString();
  }
}
