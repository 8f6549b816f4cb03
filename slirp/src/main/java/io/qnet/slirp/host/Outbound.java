package io.qnet.slirp.host;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * From which of the host's addresses guests' traffic leaves.
 *
 * @param four that of IPv4; null for whichever the host's routes choose
 * @param six that of IPv6; null for whichever the host's routes choose
 * @param only whether a family without an address here does not leave at all
 */
public record Outbound(@Nullable Ipv4Address four, @Nullable Ipv6Address six, boolean only) {
  /** The host's routes choose. */
  public static final Outbound ANY = new Outbound(null, null, false);

  /** Whether nothing goes to {@code remote}. */
  boolean closedTo(IpAddress remote) {
    return only && !remote.isLoopback() && of(remote) == null;
  }

  /**
   * Where a socket that talks to {@code remote} is bound. The host's loopback is reached from
   * itself.
   *
   * @param port 0 for whichever the host chooses
   * @return null for wherever the host chooses
   */
  @Nullable InetSocketAddress sourceFor(IpAddress remote, int port) {
    IpAddress source = remote.isLoopback() ? null : of(remote);
    if (source == null && port != 0) {
      source = remote instanceof Ipv4Address ? Ipv4Address.ANY : Ipv6Address.ANY;
    }
    return source == null ? null : source.toSocketAddress(port);
  }

  private @Nullable IpAddress of(IpAddress remote) {
    return remote instanceof Ipv4Address ? four : six;
  }
}
