package io.qnet.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams to and from one local endpoint: UDP's counterpart of {@link ByteStream}.
 *
 * <p>A payload may be a slice of a whole read, in both directions: who lets it outlive its burst
 * {@linkplain Kept keeps} it or copies it.
 */
public interface DatagramFlow {
  /** Starts the flow towards {@code receiver}; called once. */
  void open(Receiver receiver);

  /**
   * Sends one datagram; takes ownership of {@code payload}, which may be empty. Lossy.
   *
   * @param hopLimit IPv4 time to live or IPv6 hop limit on the way out; 0 for the host's default
   */
  void send(ByteBuf payload, IpAddress to, int port, int hopLimit);

  /**
   * Tells the far end, if it is one that can be told, that its last datagram did not arrive where
   * it was passed on to.
   *
   * @param error what the network there answered
   */
  default void refuse(DatagramError error) {}

  /** The socket behind it, asked for tables; null if it is none of the host's. */
  default @Nullable HostSocket socket() {
    return null;
  }

  /** Ends the flow and forgets its endpoint. */
  void close();

  /** Receives what the flow brings. No callback runs inside a call to the flow. */
  interface Receiver {
    /** One datagram; owned by the receiver. */
    void onDatagram(ByteBuf payload, IpAddress from, int port);

    /** The network answered a datagram with an error. */
    void onError(DatagramError error);
  }

  /**
   * An ICMP error about a datagram that was sent.
   *
   * @param offender who says so
   * @param to where the datagram was going
   * @param port to which port
   * @param type ICMP type (RFC 792), in the numbering of the family of {@code to}
   * @param code ICMP code
   * @param mtu next-hop MTU where the error carries one, else 0
   * @param quoted the first octets of the payload, as far as they are known; on the heap, nobody
   *     has to release them
   */
  record DatagramError(
      IpAddress offender, IpAddress to, int port, int type, int code, int mtu, ByteBuf quoted) {
    /** An error that quotes nothing. */
    public DatagramError(IpAddress offender, IpAddress to, int port, int type, int code, int mtu) {
      this(offender, to, port, type, code, mtu, Unpooled.EMPTY_BUFFER);
    }
  }
}
