package io.qnet.slirp.host;

import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The host's network, through ordinary sockets. All of it runs on the segment's event loop, inside
 * bursts.
 */
public interface Outside {
  /** Opens a TCP connection; {@code dialed} is told once, after this call has returned. */
  default Dial dial(IpAddress address, int port, Dialed dialed) {
    return dial(address, port, 0, dialed);
  }

  /**
   * The same, from a port of the host that is wished for; from another if that cannot be had.
   *
   * @param from 0 for none
   */
  Dial dial(IpAddress address, int port, int from, Dialed dialed);

  /**
   * A UDP endpoint of its own on the host, at a port the host chooses; it sends nothing until it is
   * opened.
   *
   * @param peer of the family that it is to talk to
   * @return null if the host gives none: out of descriptors, or without that family
   */
  default @Nullable DatagramFlow datagrams(IpAddress peer) {
    return datagrams(peer, 0);
  }

  /**
   * The same, at a port of the host that is wished for.
   *
   * @param port 0 for whichever the host chooses
   * @return null if the host gives none, or not that one
   */
  @Nullable DatagramFlow datagrams(IpAddress peer, int port);

  /**
   * An identifier of its own on the host, for pings: each datagram is a whole ICMP echo request, or
   * the answer to one. The identifier and the checksum are the host's business; there are no ports.
   *
   * @param peer of the family that it is to talk to
   * @return null if the host gives none
   */
  default @Nullable DatagramFlow pings(IpAddress peer) {
    return null;
  }

  /** How an attempt to connect ended. */
  interface Dialed {
    /** Connected: the stream is not open yet, and now owned by the receiver of this call. */
    void onConnected(ByteStream stream);

    /** Not connected. */
    void onFailed(ByteStream.Reason reason);
  }

  /** An attempt to connect that is under way. */
  @FunctionalInterface
  interface Dial {
    /** Gives the attempt up: {@link Dialed} is not told any more. */
    void cancel();
  }
}
