package io.qnet.wire.channel;

import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Offloads;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A port for QEMU's {@code -netdev stream} and {@code -netdev socket} over TCP or a unix socket:
 * each frame follows its length in 4 octets. One peer at a time; when it goes, the next may come.
 */
public final class StreamLink extends ChannelLink {
  /** Where peers come from. */
  interface Peers {
    /** Begins to look for a peer, and hands each to {@link #attach}. */
    void start(StreamLink link);

    /**
     * The peer went.
     *
     * @param spoke whether it had sent anything
     */
    void peerLeft(boolean spoke);

    /** The address listened on, or connected to. */
    SocketAddress address();

    void close();
  }

  private final Peers peers;
  private @Nullable StreamPeer peer;

  private StreamLink(Loop loop, String name, Peers peers) {
    super(loop, name);
    this.peers = peers;
  }

  /**
   * A port that machines connect to. Binds at once and accepts when it is opened; not to be called
   * on the loop.
   *
   * @param local a TCP address, or the path of a unix socket, which is created for the owner only
   * @throws IOException if the address is taken or cannot be used; the message says by whom
   */
  public static StreamLink listen(Loop loop, String name, SocketAddress local) throws IOException {
    return new StreamLink(loop, name, PeerListener.bind(loop, name, local));
  }

  /**
   * A port that connects to a listening machine when it is opened, and again whenever the
   * connection is lost: after 100 ms at first, up to 5 s.
   *
   * @param jitter spreads the attempts of many ports
   */
  public static StreamLink connect(
      Loop loop, String name, SocketAddress remote, RandomGenerator jitter) {
    loop.transport().stream(remote);
    if (remote instanceof DomainSocketAddress unix) {
      UnixPath.requireLength(unix.path());
    }
    return new StreamLink(loop, name, new PeerDialer(loop, name, remote, new Backoff(jitter)));
  }

  /** The address listened on (with the port that was chosen, if it was 0), or connected to. */
  public SocketAddress address() {
    return peers.address();
  }

  @Override
  public boolean writable() {
    StreamPeer to = peer;
    return to == null || to.writable();
  }

  @Override
  public Offloads offloads() {
    return Offloads.PLAIN;
  }

  @Override
  void start() {
    peers.start(this);
  }

  @Override
  @Nullable DropReason refusal(Frame frame) {
    StreamPeer to = peer;
    if (to == null) {
      return DropReason.NO_PEER;
    }
    if (frame.length() > Offloads.QEMU_MAX_FRAME) {
      return DropReason.OVERSIZE;
    }
    return to.waiting() > MOST_WAITING ? DropReason.LINK_FULL : null;
  }

  @Override
  void enqueue(Frame frame) {
    StreamPeer to = peer;
    if (to == null) {
      drops.count(DropReason.NO_PEER, frame);
    } else {
      to.write(frame);
    }
  }

  @Override
  void flushQueue() {
    if (peer != null) {
      peer.flush();
    }
  }

  @Override
  void stop() {
    peers.close();
    StreamPeer last = peer;
    peer = null;
    if (last != null) {
      last.close();
    }
  }

  /** Whether a peer that comes has to go again. */
  boolean isTaken() {
    return peer != null || isClosed();
  }

  /** A new peer, where there is none. */
  void attach(PeerStream stream) {
    StreamPeer arrived = new StreamPeer(this, stream);
    peer = arrived;
    log.info("{}: peer connected", name());
    up();
    stream.open(arrived);
  }

  /** A peer is gone, or to be got rid of. Does nothing the second time. */
  void detach(StreamPeer gone, String why) {
    if (peer != gone) {
      return;
    }
    peer = null;
    boolean waited = gone.full();
    gone.close();
    down(why);
    if (waited) {
      writableAgain();
    }
    peers.peerLeft(gone.spoke());
  }
}
