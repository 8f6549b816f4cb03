package io.qnet.slirp.dns;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a DNS message (RFC 1035, section 4.1.1).
 *
 * <pre>
 *  0    2                                          4         6         8           10           12
 *  | id | QR opcode AA TC RD | RA Z AD CD rcode | questions | answers | authority | additional | question ...
 * </pre>
 */
record DnsView(ByteBuf buf, int offset, int available) {
  static final int HEADER_LENGTH = 12;
  static final int ID = 0;
  static final int FLAGS = 2;
  static final int QUESTIONS = 4;
  static final int ANSWERS = 6;
  static final int AUTHORITIES = 8;
  static final int ADDITIONALS = 10;

  static final int RESPONSE = 0x8000;
  static final int OPCODE = 0x7800;
  static final int AUTHORITATIVE = 0x0400;
  static final int TRUNCATED = 0x0200;
  static final int RECURSION_DESIRED = 0x0100;
  static final int RECURSION_AVAILABLE = 0x0080;
  static final int RCODE = 0x000f;

  static final int NO_ERROR = 0;
  static final int FORMAT_ERROR = 1;
  static final int SERVER_FAILURE = 2;
  static final int NOT_IMPLEMENTED = 4;
  static final int REFUSED = 5;

  /** All readable octets. */
  static DnsView of(ByteBuf message) {
    return new DnsView(message, message.readerIndex(), message.readableBytes());
  }

  /** Why this is not a query, or null. */
  @Nullable DropReason checkQuery() {
    if (available < HEADER_LENGTH) {
      return DropReason.TRUNCATED;
    }
    return response() ? DropReason.BAD_MESSAGE : null;
  }

  /** Why this is not an answer, or null. */
  @Nullable DropReason checkResponse() {
    if (available < HEADER_LENGTH) {
      return DropReason.TRUNCATED;
    }
    return response() ? null : DropReason.BAD_MESSAGE;
  }

  int id() {
    return buf.getUnsignedShort(offset + ID);
  }

  int flags() {
    return buf.getUnsignedShort(offset + FLAGS);
  }

  boolean response() {
    return (flags() & RESPONSE) != 0;
  }

  /** Whether this is an ordinary query, or the answer to one. */
  boolean standard() {
    return (flags() & OPCODE) == 0;
  }

  int rcode() {
    return flags() & RCODE;
  }

  int questions() {
    return buf.getUnsignedShort(offset + QUESTIONS);
  }

  @Override
  public String toString() {
    return "DNS " + (response() ? "answer " : "query ") + id() + " rcode " + rcode();
  }
}
