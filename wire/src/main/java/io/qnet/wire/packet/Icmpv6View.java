package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Reads an ICMPv6 message (RFC 4443).
 *
 * <pre>
 *  0      1      2          4                    8
 *  | type | code | checksum | rest of the header | data, or the packet that the error is about
 * </pre>
 */
public record Icmpv6View(ByteBuf buf, int offset, int available) {
  /** Octets of the header. */
  public static final int HEADER_LENGTH = 8;

  /** Type: destination unreachable. */
  public static final int UNREACHABLE = 1;

  /** Type: packet too big; its second word is the MTU. */
  public static final int PACKET_TOO_BIG = 2;

  /** Type: time exceeded. */
  public static final int TIME_EXCEEDED = 3;

  /** Type: parameter problem; its second word points at the octet. */
  public static final int PARAMETER_PROBLEM = 4;

  /** Type: echo request. */
  public static final int ECHO = 128;

  /** Type: answer to an echo request. */
  public static final int ECHO_REPLY = 129;

  /** Type: who is router here? (RFC 4861). */
  public static final int ROUTER_SOLICITATION = 133;

  /** Type: I am. */
  public static final int ROUTER_ADVERTISEMENT = 134;

  /** Type: who has this address? */
  public static final int NEIGHBOR_SOLICITATION = 135;

  /** Type: I have. */
  public static final int NEIGHBOR_ADVERTISEMENT = 136;

  /** Type: redirect. */
  public static final int REDIRECT = 137;

  static final int TYPE = 0;
  static final int CODE = 1;
  static final int CHECKSUM = 2;
  static final int REST = 4;

  /**
   * Why this message is to be dropped, or null.
   *
   * @param pseudoHeader sum of the pseudo-header
   */
  public @Nullable DropReason check(long pseudoHeader) {
    return check(pseudoHeader, false);
  }

  /**
   * As {@link #check(long)}.
   *
   * @param checksumValid whether the checksum needs no look, see {@link
   *     io.qnet.wire.Frame#checksumValid}
   */
  public @Nullable DropReason check(long pseudoHeader, boolean checksumValid) {
    if (available < HEADER_LENGTH) {
      return DropReason.TRUNCATED;
    }
    return checksumValid || Checksum.verifies(pseudoHeader + Checksum.sum(buf, offset, available))
        ? null
        : DropReason.BAD_CHECKSUM;
  }

  /** What it says. */
  public int type() {
    return buf.getUnsignedByte(offset + TYPE);
  }

  /** In which sense. */
  public int code() {
    return buf.getUnsignedByte(offset + CODE);
  }

  /** The second word of the header: identifier and sequence number of an echo, MTU, or pointer. */
  public int rest() {
    return buf.getInt(offset + REST);
  }

  /** Whether this is about another packet: nothing is ever said about it (RFC 4443, 2.4 e). */
  public boolean error() {
    return type() < ECHO || type() == REDIRECT;
  }

  /** Whether it is Neighbor Discovery, which is for one link only (RFC 4861). */
  public boolean neighborDiscovery() {
    return type() >= ROUTER_SOLICITATION && type() <= REDIRECT;
  }

  /** Where the data begins, as an index of the buffer. */
  public int payload() {
    return offset + HEADER_LENGTH;
  }

  /** Octets of data. */
  public int payloadLength() {
    return available - HEADER_LENGTH;
  }

  @Override
  public String toString() {
    return "ICMPv6 type " + type() + " code " + code();
  }
}
