package io.qnet.wire.channel;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Offloads;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Frames in unix datagrams between two sockets that are connected to each other, as the VDE
 * protocol has them: the kernel keeps strangers out, and says when the peer takes more. Who finds
 * the peer, and when it is gone, is a {@link Cord}'s business.
 *
 * <p>A readiness is one burst of at most 64 frames, all read into one buffer; what a burst sends
 * leaves at its end, and what the peer does not take then waits for it, up to 2 MiB.
 */
public final class PlugLink extends ChannelLink {
  /** Octets that may wait for one peer: more than a fast TCP connection has on its way. */
  private static final int MOST_QUEUED = 2 << 20;

  /** Octets that may wait for one peer when many do not read: about 170 full frames. */
  private static final int LEAST_QUEUED = 256 << 10;

  /** Octets that wait for all peers of a loop before each is held to the least. */
  private static final int MOST_HELD = 16 << 20;

  private static final int HIGH = MOST_QUEUED / 2;
  private static final int LOW = MOST_QUEUED / 8;

  private final Offloads offloads;
  private final Cord cord;
  private @Nullable Plugged peer;
  private boolean full;

  /** Where the sockets come from. */
  public interface Cord {
    /** The link is open: sockets are to be {@linkplain PlugLink#attach attached} from now on. */
    void start(PlugLink link);

    /** The link is closed. */
    void close();
  }

  /**
   * A link without a peer.
   *
   * @param maxFrame octets of the longest frame, in either direction
   */
  public PlugLink(Loop loop, String name, int maxFrame, Cord cord) {
    super(loop, name);
    this.offloads = new Offloads(maxFrame, false, false, false, false);
    this.cord = cord;
  }

  /** Gives a socket the room that frames need; to be called before it is connected. */
  public static void prepare(Socket socket) throws IOException {
    socket.setSendBufferSize(SOCKET_BUFFER);
    socket.setReceiveBufferSize(SOCKET_BUFFER);
  }

  /**
   * The link is up from now on: {@code socket}, which is connected and becomes the link's, carries
   * its frames. On the loop, where no socket is attached.
   */
  public void attach(Socket socket) {
    if (isClosed() || peer != null) {
      close(socket);
      return;
    }
    Plugged plugged = new Plugged(socket);
    peer = plugged;
    loop.eventLoop()
        .register(plugged)
        .addListener(
            made -> {
              if (made.isSuccess()) {
                plugged.registered((IoRegistration) made.getNow());
              } else {
                detach("the event loop does not take it: " + made.cause());
              }
            });
    guarded(this::up);
  }

  /** The peer is gone; does nothing where there is none. On the loop. */
  public void detach(String why) {
    Plugged gone = peer;
    if (gone == null) {
      return;
    }
    peer = null;
    gone.leave();
    down(why);
    if (full) {
      full = false;
      writableAgain();
    }
  }

  @Override
  public boolean writable() {
    return !full;
  }

  @Override
  public Offloads offloads() {
    return offloads;
  }

  @Override
  void start() {
    cord.start(this);
  }

  @Override
  @Nullable DropReason refusal(Frame frame) {
    Plugged to = peer;
    if (to == null) {
      return DropReason.NO_PEER;
    }
    if (frame.length() > offloads.maxFrame()) {
      return DropReason.OVERSIZE;
    }
    int most = loop.memory().held() > MOST_HELD ? LEAST_QUEUED : MOST_QUEUED;
    return to.queue.waiting() > most ? DropReason.LINK_FULL : null;
  }

  @Override
  void enqueue(Frame frame) {
    Plugged to = peer;
    if (to == null) {
      drops.count(DropReason.NO_PEER, frame);
      return;
    }
    to.add(frame);
    full |= to.queue.waiting() > HIGH;
  }

  @Override
  void flushQueue() {
    Plugged to = peer;
    if (to == null) {
      return;
    }
    to.drain();
    if (full && to.queue.waiting() < LOW) {
      full = false;
      writableAgain();
    }
  }

  @Override
  void stop() {
    cord.close();
    Plugged last = peer;
    peer = null;
    if (last != null) {
      last.leave();
    }
  }

  private void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException failure) {
      log.debug("{}: {}", name(), failure.toString());
    }
  }

  /** One socket on the loop. */
  private final class Plugged implements EpollIoHandle {
    private final Socket socket;
    private final DatagramQueue queue;
    private final DatagramReader reader;
    private @Nullable IoRegistration registration;
    private boolean left;

    Plugged(Socket socket) {
      this.socket = socket;
      this.queue = new DatagramQueue(socket, null, drops, loop.clock());
      this.reader =
          new DatagramReader(socket, loop, offloads.maxFrame(), drops, PlugLink.this::deliver);
    }

    void registered(IoRegistration made) {
      if (left) {
        made.cancel();
        return;
      }
      registration = made;
      made.submit(wanted());
    }

    private EpollIoOps wanted() {
      return queue.isWaiting() ? EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT) : EpollIoOps.EPOLLIN;
    }

    void add(Frame frame) {
      long before = queue.waiting();
      queue.add(frame);
      loop.memory().hold(queue.waiting() - before);
    }

    void drain() {
      boolean waited = queue.isWaiting();
      long before = queue.waiting();
      boolean waits = queue.drain();
      loop.memory().hold(queue.waiting() - before);
      if (waits != waited && registration != null) {
        registration.submit(wanted());
      }
    }

    void leave() {
      if (left) {
        return;
      }
      left = true;
      reader.stop();
      IoRegistration known = registration;
      registration = null;
      if (known != null) {
        known.cancel();
      }
      PlugLink.this.close(socket);
      loop.memory().hold(-queue.waiting());
      queue.close();
    }

    private void read() {
      try {
        boolean unused = reader.read(); // the kernel wakes us again while something is left
      } catch (IOException failure) { // the peer's socket is gone; its cord will say so
        log.debug("{}: {}", name(), failure.toString());
      }
    }

    @Override
    public FileDescriptor fd() {
      return socket;
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
      EpollIoOps ops = ((EpollIoEvent) event).ops();
      guarded(
          () -> {
            if (ops.contains(EpollIoOps.EPOLLOUT) && queue.isWaiting()) {
              flushQueue();
            }
            if (ops.contains(EpollIoOps.EPOLLIN) || ops.contains(EpollIoOps.EPOLLERR)) {
              read();
            }
          });
    }

    /** The loop ends. */
    @Override
    public void close() {
      PlugLink.this.close();
    }
  }
}
