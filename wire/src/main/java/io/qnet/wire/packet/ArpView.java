package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads an ARP message for IPv4 over Ethernet (RFC 826).
 *
 * <pre>
 *  0       2       4    5    6    8           14       18          24
 *  | htype | ptype |hlen|plen| op | sender hw | sender | target hw | target |
 * </pre>
 */
public record ArpView(ByteBuf buf, int offset, int available) {
  /** Octets of the message. */
  public static final int LENGTH = 28;

  /** Operation: who has the target address? */
  public static final int REQUEST = 1;

  /** Operation: I have the sender address. */
  public static final int REPLY = 2;

  static final int HARDWARE_TYPE = 0;
  static final int PROTOCOL_TYPE = 2;
  static final int HARDWARE_LENGTH = 4;
  static final int PROTOCOL_LENGTH = 5;
  static final int OPERATION = 6;
  static final int SENDER_MAC = 8;
  static final int SENDER_IP = 14;
  static final int TARGET_MAC = 18;
  static final int TARGET_IP = 24;
  static final int ETHERNET = 1;

  /** Why this message is to be dropped, or null. */
  public @Nullable DropReason check() {
    if (available < LENGTH) {
      return DropReason.TRUNCATED;
    }
    boolean known =
        buf.getUnsignedShort(offset + HARDWARE_TYPE) == ETHERNET
            && buf.getUnsignedShort(offset + PROTOCOL_TYPE) == EtherType.IPV4
            && buf.getUnsignedByte(offset + HARDWARE_LENGTH) == MacAddress.LENGTH
            && buf.getUnsignedByte(offset + PROTOCOL_LENGTH) == 4;
    return known ? null : DropReason.UNSUPPORTED;
  }

  /** {@link #REQUEST} or {@link #REPLY}, or something this code does not know. */
  public int operation() {
    return buf.getUnsignedShort(offset + OPERATION);
  }

  /** The hardware address of who speaks. */
  public MacAddress senderMac() {
    return MacAddress.read(buf, offset + SENDER_MAC);
  }

  /** The protocol address of who speaks; 0.0.0.0 in a probe (RFC 5227). */
  public Ipv4Address senderIp() {
    return Ipv4Address.read(buf, offset + SENDER_IP);
  }

  /** The hardware address asked for or answered to. */
  public MacAddress targetMac() {
    return MacAddress.read(buf, offset + TARGET_MAC);
  }

  /** The protocol address asked for or answered to. */
  public Ipv4Address targetIp() {
    return Ipv4Address.read(buf, offset + TARGET_IP);
  }

  @Override
  public String toString() {
    return operation() == REQUEST
        ? "ARP who-has " + targetIp() + " tell " + senderIp()
        : "ARP " + senderIp() + " is-at " + senderMac();
  }
}
