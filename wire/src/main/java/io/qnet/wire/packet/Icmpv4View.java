package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Reads an ICMP message (RFC 792).
 *
 * <pre>
 *  0      1      2          4                    8
 *  | type | code | checksum | rest of the header | data, or the packet that the error is about
 * </pre>
 */
public record Icmpv4View(ByteBuf buf, int offset, int available) {
  /** Octets of the header. */
  public static final int HEADER_LENGTH = 8;

  /** Type: answer to an echo request. */
  public static final int ECHO_REPLY = 0;

  /** Type: destination unreachable. */
  public static final int UNREACHABLE = 3;

  /** Type: redirect. */
  public static final int REDIRECT = 5;

  /** Type: echo request. */
  public static final int ECHO = 8;

  /** Type: time exceeded. */
  public static final int TIME_EXCEEDED = 11;

  /** Type: parameter problem. */
  public static final int PARAMETER_PROBLEM = 12;

  static final int TYPE = 0;
  static final int CODE = 1;
  static final int CHECKSUM = 2;
  static final int REST = 4;

  /** Why this message is to be dropped, or null. */
  public @Nullable DropReason check() {
    if (available < HEADER_LENGTH) {
      return DropReason.TRUNCATED;
    }
    return Checksum.verifies(Checksum.sum(buf, offset, available)) ? null : DropReason.BAD_CHECKSUM;
  }

  /** What it says. */
  public int type() {
    return buf.getUnsignedByte(offset + TYPE);
  }

  /** In which sense. */
  public int code() {
    return buf.getUnsignedByte(offset + CODE);
  }

  /**
   * The second word of the header: identifier and sequence number of an echo, next-hop MTU of code
   * 4 (RFC 1191).
   */
  public int rest() {
    return buf.getInt(offset + REST);
  }

  /**
   * Whether this is an error about another packet, about which no error is ever sent (RFC 1122,
   * 3.2.2).
   */
  public boolean error() {
    return switch (type()) {
      case UNREACHABLE, 4, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
      default -> false;
    };
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
    return "ICMP type " + type() + " code " + code();
  }
}
