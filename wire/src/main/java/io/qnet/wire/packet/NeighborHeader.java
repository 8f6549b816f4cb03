package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;

/**
 * Writes what stands behind the ICMPv6 header of a solicitation or an advertisement of a neighbour
 * (RFC 4861, sections 4.3 and 4.4): the target, and an option with an Ethernet address.
 *
 * @param target whose Ethernet address is asked for or told
 * @param option {@link NeighborView#SOURCE_LINK_LAYER} or {@link NeighborView#TARGET_LINK_LAYER}
 * @param mac what the option says
 */
public record NeighborHeader(Ipv6Address target, int option, MacAddress mac) {
  /** Octets of both. */
  public static final int LENGTH =
      NeighborView.LENGTH - Icmpv6View.HEADER_LENGTH + NeighborView.LINK_LAYER_LENGTH;

  /** Writes the {@value #LENGTH} octets at {@code offset}. */
  public void write(ByteBuf buf, int offset) {
    target.write(buf, offset);
    int at = offset + NeighborView.LENGTH - Icmpv6View.HEADER_LENGTH;
    buf.setByte(at, option);
    buf.setByte(at + 1, NeighborView.LINK_LAYER_LENGTH / 8);
    mac.write(buf, at + 2);
  }
}
