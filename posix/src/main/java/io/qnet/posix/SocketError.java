package io.qnet.posix;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An error about a datagram that a socket sent ({@code sock_extended_err}, ip(7)).
 *
 * @param errno what a plain send or receive would have failed with, see {@link Errno}
 * @param origin who found out, one of the {@code ORIGIN_} numbers
 * @param type ICMP type, in the numbering of the origin's family; 0 if this host found out
 * @param code ICMP code
 * @param info the MTU for {@link Errno#EMSGSIZE}, else 0
 * @param offender who sent the ICMP message, or null if this host found out
 * @param destination where the datagram was going
 * @param payload the first octets of the datagram, at most {@value ErrorQueue#MAX_PAYLOAD}: behind
 *     the UDP header, or from the ICMP header on for a ping socket. Not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // a rare event's few octets, never a key
public record SocketError(
    int errno,
    int origin,
    int type,
    int code,
    long info,
    @Nullable InetAddress offender,
    InetSocketAddress destination,
    byte[] payload) {
  /** This host itself, such as for a datagram longer than the known path MTU. */
  public static final int ORIGIN_LOCAL = 1;

  /** An ICMP message (RFC 792). */
  public static final int ORIGIN_ICMP = 2;

  /** An ICMPv6 message (RFC 4443). */
  public static final int ORIGIN_ICMP6 = 3;

  /** Whether it came in an ICMP or ICMPv6 message. */
  public boolean fromNetwork() {
    return origin == ORIGIN_ICMP || origin == ORIGIN_ICMP6;
  }

  @Override
  public String toString() {
    return Errno.name(errno)
        + " type "
        + type
        + " code "
        + code
        + " about "
        + destination
        + (offender == null ? "" : " from " + offender.getHostAddress());
  }
}
