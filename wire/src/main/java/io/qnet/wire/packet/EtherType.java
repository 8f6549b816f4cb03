package io.qnet.wire.packet;

/** The numbers in the Ethernet type field that matter here. */
public final class EtherType {
  /** IPv4 (RFC 894). */
  public static final int IPV4 = 0x0800;

  /** ARP (RFC 826). */
  public static final int ARP = 0x0806;

  /** An 802.1Q tag follows. */
  public static final int VLAN = 0x8100;

  /** A tag of a provider's VLAN follows (IEEE 802.1ad). */
  public static final int SERVICE_VLAN = 0x88a8;

  /** IPv6 (RFC 2464). */
  public static final int IPV6 = 0x86dd;

  /** Below this the field is an 802.3 length. */
  public static final int MINIMUM = 0x0600;

  private EtherType() {}
}
