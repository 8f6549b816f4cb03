package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads an Ethernet frame (IEEE 802.3, DIX form), with or without an 802.1Q tag.
 *
 * <pre>
 *  0         6         12     14
 *  +---------+---------+------+----------
 *  | dest    | source  | type | payload
 *  +---------+---------+------+----------
 *  with a tag:          0x8100 | tci | type | payload
 * </pre>
 *
 * @param buf the frame begins at its reader index
 */
public record EthernetView(ByteBuf buf) {
  /** Octets of an untagged header. */
  public static final int HEADER_LENGTH = 14;

  /** Octets of an 802.1Q tag. */
  public static final int TAG_LENGTH = 4;

  static final int DESTINATION = 0;
  static final int SOURCE = 6;
  static final int TYPE = 12;
  static final int TCI = 14;

  /** Why this frame is to be dropped, or null. */
  public @Nullable DropReason check() {
    int length = buf.readableBytes();
    if (length < HEADER_LENGTH) {
      return DropReason.TRUNCATED;
    }
    int type = buf.getUnsignedShort(buf.readerIndex() + TYPE);
    if (type == EtherType.VLAN) {
      if (length < HEADER_LENGTH + TAG_LENGTH) {
        return DropReason.TRUNCATED;
      }
      type = type();
    }
    if (type < EtherType.MINIMUM) {
      return DropReason.UNSUPPORTED;
    }
    return (buf.getByte(buf.readerIndex() + SOURCE) & 1) != 0 ? DropReason.BAD_ADDRESS : null;
  }

  /** To whom. */
  public MacAddress destination() {
    return MacAddress.read(buf, buf.readerIndex() + DESTINATION);
  }

  /** From whom. */
  public MacAddress source() {
    return MacAddress.read(buf, buf.readerIndex() + SOURCE);
  }

  /** Whether an 802.1Q tag stands between the addresses and the type. */
  public boolean tagged() {
    return buf.getUnsignedShort(buf.readerIndex() + TYPE) == EtherType.VLAN;
  }

  /** The VLAN identifier of a tagged frame, 0 to 4095; 0, which means none, without a tag. */
  public int vlan() {
    return tagged() ? buf.getUnsignedShort(buf.readerIndex() + TCI) & 0xfff : 0;
  }

  /** The type of the payload, behind a tag if there is one. */
  public int type() {
    return buf.getUnsignedShort(buf.readerIndex() + (tagged() ? TYPE + TAG_LENGTH : TYPE));
  }

  /** Where the payload begins, as an index of the buffer. */
  public int payload() {
    return buf.readerIndex() + HEADER_LENGTH + (tagged() ? TAG_LENGTH : 0);
  }

  /** Octets from {@link #payload} to the end, padding included. */
  public int payloadLength() {
    return buf.writerIndex() - payload();
  }

  @Override
  public String toString() {
    return source() + " > " + destination() + " type 0x" + Integer.toHexString(type());
  }
}
