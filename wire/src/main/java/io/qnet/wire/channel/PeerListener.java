package io.qnet.wire.channel;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Peers that connect to us: one at a time, a second is sent away. */
final class PeerListener implements StreamLink.Peers {
  private static final Logger log = LoggerFactory.getLogger(PeerListener.class);

  private final Loop loop;
  private final String name;
  private final SocketListener listener;
  private @Nullable StreamLink link;

  private PeerListener(Loop loop, String name, SocketListener listener) {
    this.loop = loop;
    this.name = name;
    this.listener = listener;
  }

  static StreamLink.Peers bind(Loop loop, String name, SocketAddress local) throws IOException {
    return loop.hasUnixSockets()
        ? new PeerListener(loop, name, SocketListener.bind(loop, local))
        : ChannelPeers.bind(loop, name, local);
  }

  @Override
  public void start(StreamLink newLink) {
    link = newLink;
    listener.start(this::arrived);
  }

  private void arrived(Socket socket) {
    StreamLink to = link;
    try {
      if (to == null || to.isTaken()) {
        log.warn("{}: refused a second peer; a port has one at a time", name);
        socket.close();
        return;
      }
      socket.setSendBufferSize(ChannelLink.SOCKET_BUFFER);
      if (!Transport.isUnix(listener.address())) {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
      }
      int mark = WriteBatch.MARKS.high();
      to.attach(new SocketStream(loop, socket, loop.memory().frames(), mark, () -> {}));
    } catch (IOException failure) {
      log.info("{}: a peer went as it came: {}", name, failure.getMessage());
    }
  }

  @Override
  public void peerLeft(boolean spoke) {
    // the listener never stopped
  }

  @Override
  public SocketAddress address() {
    return listener.address();
  }

  @Override
  public void close() {
    listener.close();
  }
}
