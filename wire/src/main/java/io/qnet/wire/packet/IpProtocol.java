package io.qnet.wire.packet;

/** The protocol numbers in IP headers that matter here. */
public final class IpProtocol {
  /** RFC 792. */
  public static final int ICMP = 1;

  /** RFC 9293. */
  public static final int TCP = 6;

  /** RFC 768. */
  public static final int UDP = 17;

  /** RFC 4443. */
  public static final int ICMPV6 = 58;

  private IpProtocol() {}
}
