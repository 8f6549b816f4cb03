package io.qnet.wire.channel;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Offloads;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Frames in unix datagrams, on the socket itself.
 *
 * <p>Netty's own channel would wait for EPOLLOUT when the peer's queue is full (10 datagrams, by
 * default). But a socket that is not connected always polls as writable, so the loop would spin;
 * and connected it cannot be, for then a peer that restarts could not send to us. Here the rest
 * waits in {@link DatagramQueue}, and goes on when the kernel says that the peer took one of ours
 * (edge-triggered), when something new is sent, and every 10 ms for the case that the queue is full
 * of someone else's.
 */
final class UnixDatagramLink extends DatagramLink {
  private static final EpollIoOps WHILE_WAITING =
      EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT).with(EpollIoOps.EPOLLET);

  private final DomainSocketAddress local;
  private final Socket socket;
  private final DatagramQueue queue;
  private final DatagramReader reader;
  private final IoRegistration registration;
  private final @Nullable Object identity;
  private boolean full;

  private UnixDatagramLink(
      Loop loop, String name, DomainSocketAddress local, DomainSocketAddress remote, Socket socket)
      throws IOException {
    super(loop, name);
    this.local = local;
    this.socket = socket;
    this.queue =
        new DatagramQueue(
            socket, remote.path().getBytes(StandardCharsets.UTF_8), drops, loop.clock());
    this.reader = new DatagramReader(socket, loop, Offloads.QEMU_MAX_FRAME, drops, this::deliver);
    UnixPath.forOwnerOnly(socket);
    socket.setSendBufferSize(SOCKET_BUFFER);
    socket.setReceiveBufferSize(SOCKET_BUFFER);
    socket.bind(local);
    identity = UnixPath.identity(local.path());
    registration = loop.eventLoop().register(new Handle()).syncUninterruptibly().getNow();
  }

  static UnixDatagramLink bind(
      Loop loop, String name, DomainSocketAddress local, DomainSocketAddress remote)
      throws IOException {
    loop.transport().requireUnix(local);
    UnixPath.requireLength(remote.path());
    UnixPath.claim(local, true);
    Socket socket = Socket.newSocketDomainDgram();
    try {
      return new UnixDatagramLink(loop, name, local, remote, socket);
    } catch (IOException | RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  @Override
  public SocketAddress address() {
    return local;
  }

  @Override
  public boolean writable() {
    return !full;
  }

  @Override
  public Offloads offloads() {
    return Offloads.PLAIN;
  }

  @Override
  void start() {
    up();
    registration.submit(EpollIoOps.EPOLLIN);
  }

  @Override
  @Nullable DropReason refusal(Frame frame) {
    if (frame.length() > Offloads.QEMU_MAX_FRAME) {
      return DropReason.OVERSIZE;
    }
    return queue.waiting() > MOST_WAITING ? DropReason.LINK_FULL : null;
  }

  @Override
  void enqueue(Frame frame) {
    queue.add(frame);
    full |= queue.waiting() > WriteBatch.MARKS.high();
  }

  @Override
  void flushQueue() {
    boolean waited = queue.isWaiting();
    boolean waits = queue.drain(this::retry);
    if (waits != waited) {
      registration.submit(waits ? WHILE_WAITING : EpollIoOps.EPOLLIN);
    }
    if (full && queue.waiting() < WriteBatch.MARKS.low()) {
      full = false;
      writableAgain();
    }
  }

  private void retry() {
    if (!isClosed()) {
      guarded(this::flushQueue);
    }
  }

  @Override
  void stop() {
    reader.stop();
    registration.cancel();
    release();
  }

  private void release() {
    try {
      try {
        UnixPath.release(local.path(), identity);
      } finally {
        socket.close();
      }
    } catch (IOException failure) {
      log.debug("{}: {}", name(), failure.toString());
    }
    queue.close();
  }

  private void read() {
    try {
      if (reader.read() && queue.isWaiting()) {
        registration.submit(WHILE_WAITING); // ask again for the edge, as we leave some unread
      }
    } catch (IOException failure) {
      log.debug("{}: {}", name(), failure.toString());
    }
  }

  private final class Handle implements EpollIoHandle {
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
            if (ops.contains(EpollIoOps.EPOLLIN)) {
              read();
            }
          });
    }

    /** The loop ends. */
    @Override
    public void close() {
      if (!isClosed()) {
        UnixDatagramLink.this.close();
      }
    }
  }
}
