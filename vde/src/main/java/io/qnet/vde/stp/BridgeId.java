package io.qnet.vde.stp;

import io.qnet.wire.address.MacAddress;

/**
 * Who a bridge is, and how much it wants to be the root: the lower, the more (IEEE 802.1D-2004,
 * 9.2.5).
 *
 * @param bits priority in the first 16 bits, address in the other 48
 */
public record BridgeId(long bits) implements Comparable<BridgeId> {
  private static final int ADDRESS_BITS = 48;
  private static final long ADDRESS_MASK = (1L << ADDRESS_BITS) - 1;

  /** A bridge of this priority, 0 to 65535. */
  public static BridgeId of(int priority, MacAddress address) {
    return new BridgeId((long) priority << ADDRESS_BITS | address.bits());
  }

  /** The priority, 0 to 65535; the last 12 bits of it may name a VLAN. */
  public int priority() {
    return (int) (bits >>> ADDRESS_BITS);
  }

  /** The bridge's own address. */
  public MacAddress address() {
    return MacAddress.of(bits & ADDRESS_MASK);
  }

  @Override
  public int compareTo(BridgeId other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return Integer.toHexString(0x1_0000 | priority()).substring(1) + "." + address();
  }
}
