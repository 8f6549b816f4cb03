package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.IpAddress;

/**
 * A packet of either IP version, as far as the two are alike. Only a packet that was checked may be
 * asked.
 */
public sealed interface IpPacket permits Ipv4View, Ipv6View {
  /** Holds the packet. */
  ByteBuf buf();

  /** Where the packet begins, as an index of the buffer. */
  int offset();

  /** Octets of the packet, without Ethernet padding. */
  int totalLength();

  /** From where. */
  IpAddress source();

  /** To where. */
  IpAddress destination();

  /** What the payload is, see {@link IpProtocol}. */
  int protocol();

  /** Hops left. */
  int hopLimit();

  /** Whether this is only a piece of a datagram. */
  boolean fragment();

  /** Where in the datagram this payload belongs, in octets. */
  int fragmentOffset();

  /** Whether another fragment follows. */
  boolean moreFragments();

  /** Where the payload begins, behind all headers of the Internet layer, as a buffer's index. */
  int payload();

  /** Octets of payload. */
  int payloadLength();

  /** The sum of the pseudo-header for this packet's payload. */
  long pseudoHeader();
}
