package io.qnet.wire.channel;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A port for QEMU's {@code -netdev dgram} and {@code -netdev socket,udp=}: one frame is one
 * datagram, between two fixed addresses. Nobody says hello, so the link is up once it is open, and
 * what is sent while the peer is absent is lost as {@link io.qnet.wire.DropReason#NO_PEER}.
 */
public abstract sealed class DatagramLink extends ChannelLink permits UdpLink, UnixDatagramLink {
  DatagramLink(Loop loop, String name) {
    super(loop, name);
  }

  /**
   * Binds to {@code local}; receives when it is opened. Not to be called on the loop.
   *
   * @param local a UDP address, or the path of a unix socket, which is created for the owner only
   * @param remote the peer's address, of the same kind; it need not exist yet
   * @throws IOException if the address is taken or cannot be used
   */
  public static DatagramLink bind(Loop loop, String name, SocketAddress local, SocketAddress remote)
      throws IOException {
    if (local instanceof DomainSocketAddress ours && remote instanceof DomainSocketAddress theirs) {
      return UnixDatagramLink.bind(loop, name, ours, theirs);
    }
    if (local instanceof InetSocketAddress ours && remote instanceof InetSocketAddress theirs) {
      return UdpLink.bind(loop, name, ours, theirs);
    }
    throw new IllegalArgumentException(
        "local and remote have to be of one kind, but got "
            + local
            + " and "
            + remote
            + "; give two paths or two HOST:PORT");
  }

  /** The address bound to, with the port that was chosen if it was 0. */
  public abstract SocketAddress address();
}
