package io.qnet.vde.stp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.wire.address.MacAddress;

/**
 * What one bridge tells the next (IEEE 802.1D-2004, 9.3).
 *
 * @param flags as on the wire
 * @param vector what the sender offers; of no meaning in a notification
 * @param times of the root; of no meaning in a notification
 */
record Bpdu(Kind kind, int flags, PriorityVector vector, Times times) {
  /** To all bridges on this wire, and no further. */
  static final MacAddress ALL_BRIDGES = MacAddress.of(0x0180_c200_0000L);

  static final Bpdu TOPOLOGY_CHANGE_NOTIFICATION =
      new Bpdu(
          Kind.NOTIFICATION,
          0,
          new PriorityVector(new BridgeId(0), 0, new BridgeId(0), 0),
          new Times(0, 0, 0, 0));

  /** Octets of the shortest Ethernet frame, without its check sequence. */
  private static final int SHORTEST_FRAME = 60;

  /** The three kinds of BPDU. */
  enum Kind {
    CONFIGURATION(0, BpduView.CONFIGURATION, BpduView.CONFIGURATION_LENGTH),
    NOTIFICATION(0, BpduView.NOTIFICATION, BpduView.NOTIFICATION_LENGTH),
    RAPID(2, BpduView.RAPID, BpduView.RAPID_LENGTH);

    private final int version;
    private final int type;
    private final int length;

    Kind(int version, int type, int length) {
      this.version = version;
      this.type = type;
      this.length = length;
    }
  }

  /** The role as two bits of the flags (9.2.9). */
  static int flagsOf(PortRole role) {
    int code =
        switch (role) {
          case DISABLED -> BpduView.ROLE_UNKNOWN;
          case ALTERNATE, BACKUP -> BpduView.ROLE_ALTERNATE_OR_BACKUP;
          case ROOT -> BpduView.ROLE_ROOT;
          case DESIGNATED -> BpduView.ROLE_DESIGNATED;
        };
    return code << BpduView.ROLE_SHIFT;
  }

  private boolean fromRole(int code) {
    return rapid() && (flags >>> BpduView.ROLE_SHIFT & BpduView.ROLE_MASK) == code;
  }

  boolean rapid() {
    return kind == Kind.RAPID;
  }

  /** Whether its sender is, or wants to be, the designated bridge. */
  boolean fromDesignated() {
    return kind == Kind.CONFIGURATION || fromRole(BpduView.ROLE_DESIGNATED);
  }

  /** Whether it comes from a port that is served. */
  boolean fromServed() {
    return fromRole(BpduView.ROLE_ROOT) || fromRole(BpduView.ROLE_ALTERNATE_OR_BACKUP);
  }

  /** Whether {@code port} sent it itself, and a wire that goes in a circle brought it back. */
  boolean isEchoOf(TreePort port) {
    return kind != Kind.NOTIFICATION
        && vector.bridge().equals(port.bridge.id())
        && vector.port() == port.id();
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** A whole frame with this, padded. */
  ByteBuf frame(MacAddress source) {
    ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(SHORTEST_FRAME, SHORTEST_FRAME);
    frame.writeZero(SHORTEST_FRAME);
    ALL_BRIDGES.write(frame, BpduView.DESTINATION);
    source.write(frame, BpduView.SOURCE);
    frame.setShort(BpduView.LENGTH, BpduView.LLC_LENGTH + kind.length);
    frame.setMedium(BpduView.LLC, BpduView.LLC_BRIDGES);
    int at = BpduView.BEGIN;
    frame.setByte(at + BpduView.VERSION, kind.version);
    frame.setByte(at + BpduView.TYPE, kind.type);
    if (kind != Kind.NOTIFICATION) {
      frame.setByte(at + BpduView.FLAGS, flags);
      frame.setLong(at + BpduView.ROOT, vector.root().bits());
      frame.setInt(at + BpduView.COST, (int) vector.cost());
      frame.setLong(at + BpduView.BRIDGE, vector.bridge().bits());
      frame.setShort(at + BpduView.PORT, vector.port());
      frame.setShort(at + BpduView.MESSAGE_AGE, times.messageAge());
      frame.setShort(at + BpduView.MAX_AGE, times.maxAge());
      frame.setShort(at + BpduView.HELLO_TIME, times.helloTime());
      frame.setShort(at + BpduView.FORWARD_DELAY, times.forwardDelay());
    }
    return frame;
  }
}
