package io.qnet.vde.stp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Reads a frame with a bridge protocol data unit (IEEE 802.1D-2004, 9.3; LLC: IEEE 802.2).
 *
 * <pre>
 *  0         6         12       14   15   16    17
 *  +---------+---------+--------+----+----+-----+------
 *  | 01:80:c2:00:00:00 | source | length | 42 | 42 | 03  | BPDU
 *  +---------+---------+--------+----+----+-----+------
 *
 *  BPDU:
 *  0        2         3      4       5      13     17       25     27    29    31      33      35
 *  +--------+---------+------+-------+------+------+--------+------+-----+-----+-------+-------+
 *  | 0 0    | version | type | flags | root | cost | bridge | port | age | max | hello | delay | 0
 *  +--------+---------+------+-------+------+------+--------+------+-----+-----+-------+-------+
 *           configuration: 35 octets, notification: the first 4, rapid: 36
 * </pre>
 *
 * @param buf the frame, without a tag, begins at its reader index
 */
record BpduView(ByteBuf buf) {
  static final int DESTINATION = 0;
  static final int SOURCE = 6;
  static final int LENGTH = 12;
  static final int LLC = 14;
  static final int LLC_LENGTH = 3;
  static final int BEGIN = LLC + LLC_LENGTH;

  static final int PROTOCOL = 0;
  static final int VERSION = 2;
  static final int TYPE = 3;
  static final int FLAGS = 4;
  static final int ROOT = 5;
  static final int COST = 13;
  static final int BRIDGE = 17;
  static final int PORT = 25;
  static final int MESSAGE_AGE = 27;
  static final int MAX_AGE = 29;
  static final int HELLO_TIME = 31;
  static final int FORWARD_DELAY = 33;
  static final int VERSION_1_LENGTH = 35;

  static final int NOTIFICATION_LENGTH = 4;
  static final int CONFIGURATION_LENGTH = 35;
  static final int RAPID_LENGTH = 36;

  /** The bridge spanning tree protocol as destination and source, and unnumbered information. */
  static final int LLC_BRIDGES = 0x424203;

  static final int CONFIGURATION = 0x00;
  static final int NOTIFICATION = 0x80;
  static final int RAPID = 0x02;

  static final int TOPOLOGY_CHANGE = 0x01;
  static final int PROPOSAL = 0x02;
  static final int ROLE_SHIFT = 2;
  static final int ROLE_MASK = 0x3;
  static final int ROLE_UNKNOWN = 0;
  static final int ROLE_ALTERNATE_OR_BACKUP = 1;
  static final int ROLE_ROOT = 2;
  static final int ROLE_DESIGNATED = 3;
  static final int LEARNING = 0x10;
  static final int FORWARDING = 0x20;
  static final int AGREEMENT = 0x40;
  static final int ACKNOWLEDGMENT = 0x80;

  /** Why this is not heeded, or null (9.3.4). */
  @Nullable DropReason check() {
    int available = buf.readableBytes() - BEGIN;
    if (available < NOTIFICATION_LENGTH) {
      return DropReason.TRUNCATED;
    }
    int announced = buf.getUnsignedShort(buf.readerIndex() + LENGTH) - LLC_LENGTH;
    if (announced > available) {
      return DropReason.TRUNCATED;
    }
    if (buf.getUnsignedMedium(buf.readerIndex() + LLC) != LLC_BRIDGES || at16(PROTOCOL) != 0) {
      return DropReason.UNSUPPORTED;
    }
    int needed =
        switch (type()) {
          case CONFIGURATION -> CONFIGURATION_LENGTH;
          case NOTIFICATION -> NOTIFICATION_LENGTH;
          case RAPID -> RAPID_LENGTH;
          default -> Integer.MAX_VALUE;
        };
    if (needed == Integer.MAX_VALUE || (type() == RAPID && version() < 2)) {
      return DropReason.UNSUPPORTED;
    }
    if (announced < needed) {
      return DropReason.BAD_LENGTH;
    }
    boolean tooOld = type() == CONFIGURATION && at16(MESSAGE_AGE) >= at16(MAX_AGE);
    return tooOld ? DropReason.BAD_MESSAGE : null;
  }

  int version() {
    return octet(VERSION);
  }

  int type() {
    return octet(TYPE);
  }

  private int octet(int field) {
    return buf.getUnsignedByte(buf.readerIndex() + BEGIN + field);
  }

  private int at16(int field) {
    return buf.getUnsignedShort(buf.readerIndex() + BEGIN + field);
  }

  private long at64(int field) {
    return buf.getLong(buf.readerIndex() + BEGIN + field);
  }

  /** What it says, to keep. */
  Bpdu read() {
    if (type() == NOTIFICATION) {
      return Bpdu.TOPOLOGY_CHANGE_NOTIFICATION;
    }
    PriorityVector vector =
        new PriorityVector(
            new BridgeId(at64(ROOT)),
            buf.getUnsignedInt(buf.readerIndex() + BEGIN + COST),
            new BridgeId(at64(BRIDGE)),
            at16(PORT));
    Times times =
        Times.received(at16(MESSAGE_AGE), at16(MAX_AGE), at16(HELLO_TIME), at16(FORWARD_DELAY));
    return new Bpdu(
        type() == RAPID ? Bpdu.Kind.RAPID : Bpdu.Kind.CONFIGURATION, octet(FLAGS), vector, times);
  }

  @Override
  public String toString() {
    return read().toString();
  }
}
