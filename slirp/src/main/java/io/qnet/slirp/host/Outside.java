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
  Dial dial(IpAddress address, int port, Dialed dialed);

  /**
   * A UDP endpoint of its own on the host, at a port the host chooses; it sends nothing until it is
   * opened.
   *
   * @param peer of the family that it is to talk to
   * @return null if the host gives none: out of descriptors, or without that family
   */
  @Nullable DatagramFlow datagrams(IpAddress peer);

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
