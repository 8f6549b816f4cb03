package io.qnet.vde;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetView;
import org.jspecify.annotations.Nullable;

/** What a switch has to know of a frame that came in; one is used again and again. */
final class Ingress {
  private static final long GROUP = 0x0100_0000_0000L;

  /** 01:80:c2:00:00:00 to 0f: for the next bridge only (IEEE 802.1Q-2022, table 8-1). */
  private static final long RESERVED = 0x0180_c200_0000L;

  private static final long RESERVED_MASK = 0xffff_ffff_fff0L;
  private static final int TYPE = 12;
  private static final int TCI = 14;

  private long destination;
  private long source;
  private int vlan;
  private int priority;
  private boolean tagged;
  private boolean forPriority;
  private int payload;
  private int type;

  /**
   * Reads the addresses and finds the VLAN.
   *
   * @return why the frame goes no further, or null
   */
  @Nullable DropReason read(ByteBuf octets, SwitchPort port) {
    int begin = octets.readerIndex();
    int length = octets.readableBytes();
    if (length < EthernetView.HEADER_LENGTH) {
      return DropReason.TRUNCATED;
    }
    long front = octets.getLong(begin);
    destination = front >>> Short.SIZE;
    source = (front & 0xffff) << Integer.SIZE | octets.getUnsignedInt(begin + Long.BYTES);
    if (source == 0 || (source & GROUP) != 0) {
      return DropReason.BAD_ADDRESS;
    }
    type = octets.getUnsignedShort(begin + TYPE);
    payload = begin + EthernetView.HEADER_LENGTH;
    tagged = type == EtherType.VLAN;
    forPriority = false;
    priority = 0;
    vlan = port.untagged;
    if (tagged) {
      if (length < EthernetView.HEADER_LENGTH + EthernetView.TAG_LENGTH) {
        return DropReason.TRUNCATED;
      }
      payload += EthernetView.TAG_LENGTH;
      type = octets.getUnsignedShort(payload - Short.BYTES);
      int control = octets.getUnsignedShort(begin + TCI);
      priority = control >>> 13;
      int named = control & VlanTag.VLAN_MASK;
      forPriority = named == 0; // such a tag names no VLAN
      if (named != 0) {
        vlan = named;
        return port.carries(named) ? null : DropReason.NOT_IN_VLAN;
      }
    }
    return vlan == VirtualSwitch.NO_VLAN ? DropReason.NOT_IN_VLAN : null;
  }

  /** Whether there is no tag, and the port has no VLAN for such frames. */
  boolean bare() {
    return vlan == VirtualSwitch.NO_VLAN && !tagged;
  }

  /** Whether what is inside is hidden from a look at the type, and some stations find it anyway. */
  boolean disguised() {
    return type == EtherType.VLAN || type == EtherType.SERVICE_VLAN || type < EtherType.MINIMUM;
  }

  boolean toGroup() {
    return (destination & GROUP) != 0;
  }

  boolean reserved() {
    return (destination & RESERVED_MASK) == RESERVED;
  }

  boolean toSpanningTree() {
    return destination == RESERVED;
  }

  long sourceKey() {
    return Station.key(vlan, source);
  }

  long destinationKey() {
    return Station.key(vlan, destination);
  }

  long sourceBits() {
    return source;
  }

  /** Where what follows the Ethernet type begins. */
  int payload() {
    return payload;
  }

  boolean isArp() {
    return type == EtherType.ARP;
  }

  boolean isIpv4() {
    return type == EtherType.IPV4;
  }

  MacAddress source() {
    return MacAddress.of(source);
  }

  MacAddress destination() {
    return MacAddress.of(destination);
  }

  int vlan() {
    return vlan;
  }

  int priority() {
    return priority;
  }

  boolean tagged() {
    return tagged;
  }

  /** Whether there is a tag, and it names no VLAN. */
  boolean taggedForPriority() {
    return forPriority;
  }
}
