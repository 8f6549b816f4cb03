package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import io.qnet.wire.Burst;
import io.qnet.wire.HostSocket;
import io.qnet.wire.OctetQueue;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connected socket as a stream, TCP or unix, without a channel of Netty's: a guest that opens
 * connection after connection waits for every system call, and a channel makes twice as many.
 *
 * <p>The socket is registered once for edges, and once more when the kernel is full for the first
 * time. What an edge told is remembered until a system call says that it is over; a paused stream
 * simply leaves its octets in the kernel.
 */
final class SocketStream implements PeerStream {
  private static final Logger log = LoggerFactory.getLogger(SocketStream.class);

  /** Reads per wake-up, so that one stream does not hold up the others. */
  private static final int MOST_READS = 16;

  private static final EpollIoOps PRI = EpollIoOps.valueOf(0x02);
  private static final EpollIoOps HUP = EpollIoOps.valueOf(0x10);

  /** A short read may leave something: an end, an error, or what follows urgent data. */
  private static final EpollIoOps MORE_TO_COME =
      EpollIoOps.EPOLLRDHUP.with(EpollIoOps.EPOLLERR).with(HUP).with(PRI);

  private static final EpollIoOps READABLE = EpollIoOps.EPOLLIN.with(MORE_TO_COME);
  private static final EpollIoOps READING = READABLE.with(EpollIoOps.EPOLLET);
  private static final EpollIoOps WRITING = READING.with(EpollIoOps.EPOLLOUT);

  private final Loop loop;
  private final Burst burst;
  private final Socket socket;
  private final ReadBuffers buffers;
  private final int mark;
  private final Runnable onClosed;
  private final OctetQueue waiting = new OctetQueue();
  private final Runnable flush = this::flush;
  private final Runnable settleWrites = this::settleWrites;
  private final Runnable read = this::read;
  private final Runnable readOne = this::readOne;
  private @Nullable IoRegistration registration;
  private @Nullable Reader reader;
  private @Nullable Reason lostBeforeOpen;
  private @Nullable Reason writeFailure;
  private boolean readable;
  private boolean readDue;
  private boolean moreToCome;
  private boolean paused;
  private boolean blocked;
  private boolean everBlocked;
  private boolean full;
  private boolean flushDue;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean outputShut;
  private boolean done;

  /**
   * Takes over a connected socket; to be called on the loop.
   *
   * @param buffers what it reads into
   * @param mark octets that may wait before the stream counts as full
   * @param onClosed told once, when the socket is closed
   */
  SocketStream(Loop loop, Socket socket, ReadBuffers buffers, int mark, Runnable onClosed) {
    this.loop = loop;
    this.burst = loop.burst();
    this.socket = socket;
    this.buffers = buffers;
    this.mark = mark;
    this.onClosed = onClosed;
    loop.eventLoop().register(new Handle()).addListener(made -> registered(made.getNow()));
  }

  private void registered(@Nullable Object made) {
    if (made == null) { // the loop ends
      lose(Reason.CLOSED);
    } else {
      registration = (IoRegistration) made;
      registration.submit(READING);
    }
  }

  @Override
  public void open(Reader newReader) {
    if (reader != null) {
      throw new IllegalStateException("a stream is opened once");
    }
    reader = newReader;
    Reason lost = lostBeforeOpen;
    if (lost != null) {
      loop.execute(() -> newReader.onAbort(lost));
    } else {
      readLater();
    }
  }

  @Override
  public boolean write(ByteBuf octets) {
    if (done || outputEnded) {
      octets.release();
      return true;
    }
    waiting.append(direct(octets));
    flushLater();
    if (waiting.size() > mark) {
      send(); // a burst may bring more than that: it may only wait for us
      full = waiting.size() > mark;
    }
    return !full;
  }

  private static ByteBuf direct(ByteBuf octets) {
    if (octets.hasMemoryAddress()) {
      return octets;
    }
    int length = octets.readableBytes();
    ByteBuf copy = octets.alloc().directBuffer(length, Math.max(1, length));
    copy.writeBytes(octets, octets.readerIndex(), length);
    octets.release();
    return copy;
  }

  @Override
  public long pending() {
    return waiting.pinned();
  }

  @Override
  public @Nullable HostSocket socket() {
    return HostSocket.of(socket.localAddress(), socket.intValue());
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    readLater();
  }

  @Override
  public void end() {
    if (!done && !outputEnded) {
      outputEnded = true;
      flushLater();
    }
  }

  /** Ends both directions; over TCP the far end is sent a RST. */
  @Override
  public void abort(Reason reason) {
    finish(true);
  }

  @Override
  public void hangUp() {
    finish(false);
  }

  private void flushLater() {
    if (!flushDue) {
      flushDue = true;
      burst.later(flush);
    }
  }

  @Override
  public void flush() {
    flushDue = false;
    send();
    guarded(settleWrites);
  }

  /** Sends what the kernel takes. A failure is told later: this may be a call of the reader's. */
  private void send() {
    try {
      while (!blocked && !done && waiting.size() > 0) {
        IovArray vector = loop.memory().vector();
        waiting.visit(vector::add);
        long sent = socket.writevAddresses(vector.memoryAddress(0), vector.count());
        waiting.dropTo(waiting.begin() + sent);
        if (sent < vector.size()) {
          block();
        }
      }
    } catch (IOException failure) {
      waiting.clear();
      writeFailure = SocketFailure.reason(failure);
    }
  }

  private void block() {
    blocked = true;
    IoRegistration known = registration;
    if (!everBlocked && known != null) {
      everBlocked = true;
      known.submit(WRITING);
    }
  }

  /** What follows from having sent. */
  private void settleWrites() {
    Reason failure = writeFailure;
    if (failure != null) {
      lose(failure);
      return;
    }
    if (outputEnded && !outputShut && !done && waiting.size() == 0) {
      try {
        outputShut = true;
        socket.shutdown(false, true);
      } catch (NotYetConnectedException reset) { // Netty's word for ENOTCONN
        lose(Reason.RESET);
        return;
      } catch (IOException gone) {
        lose(SocketFailure.reason(gone));
        return;
      }
      closeIfEnded();
    }
    Reader to = reader;
    if (full && !done && to != null && waiting.size() <= mark / 4) {
      full = false;
      to.onWritable();
    }
  }

  private void closeIfEnded() {
    if (inputEnded && outputShut) {
      finish(false);
    }
  }

  private boolean mayRead() {
    return readable && !paused && !done && !inputEnded && reader != null;
  }

  private void readLater() {
    if (mayRead() && !readDue) {
      readDue = true;
      loop.eventLoop().execute(read);
    }
  }

  /** Reads what there is, a burst at a time. */
  private void read() {
    readDue = false;
    for (int i = 0; i < MOST_READS && mayRead(); i++) {
      guarded(readOne);
    }
    readLater(); // the others first
  }

  private void readOne() {
    Reader to = reader;
    if (to == null) {
      return;
    }
    ByteBuf into = buffers.next();
    int length;
    try {
      length = socket.recvAddress(into.memoryAddress(), 0, buffers.capacity());
    } catch (IOException failure) {
      lose(SocketFailure.reason(failure));
      return;
    }
    readable = length == buffers.capacity() || (length > 0 && moreToCome);
    if (length > 0) {
      to.onBytes(into.writerIndex(length).retain());
    } else if (length < 0) {
      inputEnded = true;
      to.onEnd();
      closeIfEnded();
    }
  }

  private void onEvent(EpollIoOps edges) {
    if (edges.contains(EpollIoOps.EPOLLOUT) && blocked) {
      blocked = false;
      guarded(flush);
    }
    moreToCome |= edges.contains(MORE_TO_COME);
    if (edges.contains(READABLE)) {
      readable = true;
      read();
    }
    if (edges.contains(EpollIoOps.EPOLLERR) && !done && !mayRead()) {
      guarded(this::loseUnread);
    }
  }

  /** An error that no read will report, for there is none. */
  private void loseUnread() {
    try {
      int errno = socket.getSoError();
      if (errno != 0) {
        lose(SocketFailure.reason(errno));
      }
    } catch (IOException failure) {
      lose(SocketFailure.reason(failure));
    }
  }

  /** Ends by someone else's doing. */
  private void lose(Reason reason) {
    if (done) {
      return;
    }
    finish(false);
    if (reader == null) {
      lostBeforeOpen = reason;
    } else {
      reader.onAbort(reason);
    }
  }

  private void finish(boolean reset) {
    if (done) {
      return;
    }
    done = true;
    waiting.clear();
    try {
      if (reset) {
        socket.setSoLinger(0);
      }
      socket.close();
    } catch (IOException gone) {
      log.trace("the far end was faster", gone);
    }
    if (registration != null) {
      registration.cancel(); // closed before, so that epoll needs no call of its own
    }
    onClosed.run();
  }

  /** Does {@code work} in a burst. A reader that throws loses its stream, and nothing else. */
  private void guarded(Runnable work) {
    burst.begin();
    try {
      work.run();
    } catch (Throwable failure) {
      log.error("a stream's reader failed, the stream is aborted", failure);
      abandon();
    } finally {
      burst.end();
    }
  }

  private void abandon() {
    boolean told = done;
    finish(true);
    if (!told && reader != null) {
      try {
        reader.onAbort(Reason.CLOSED);
      } catch (Throwable failure) {
        log.error("nor does the reader take the end of its stream", failure);
      }
    }
  }

  private final class Handle implements EpollIoHandle {
    @Override
    public FileDescriptor fd() {
      return socket;
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
      onEvent(((EpollIoEvent) event).ops());
    }

    /** The loop ends. */
    @Override
    public void close() {
      guarded(() -> lose(Reason.CLOSED));
    }
  }
}
