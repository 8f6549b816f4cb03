package io.qnet.slirp.dhcp;

import org.jspecify.annotations.Nullable;

/** What a DHCP message wants: the value of option 53 (RFC 2132, section 9.6). */
public enum DhcpMessageType {
  /** Client: is there a server? */
  DISCOVER(1),
  /** Server: you could have this address. */
  OFFER(2),
  /** Client: I take, keep or check this address. */
  REQUEST(3),
  /** Client: somebody else has this address. */
  DECLINE(4),
  /** Server: it is yours. */
  ACK(5),
  /** Server: it is not yours. */
  NAK(6),
  /** Client: I need it no more. */
  RELEASE(7),
  /** Client: I have an address, tell me the rest. */
  INFORM(8);

  private static final DhcpMessageType[] TYPES = values();

  private final int code;

  DhcpMessageType(int code) {
    this.code = code;
  }

  /** The octet on the wire. */
  public int code() {
    return code;
  }

  /** The type with this octet, or null. */
  public static @Nullable DhcpMessageType of(long code) {
    return code < 1 || code > TYPES.length ? null : TYPES[(int) code - 1];
  }
}
