package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import io.qnet.wire.HostSocket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connected channel as a stream, where there is no epoll for {@link SocketStream}. Everything
 * happens on the channel's event loop, and the calls of {@link ByteStream} inside a burst, whose
 * end writes what was written.
 *
 * <p>Nothing arrives while the stream is paused; what the channel brings all the same is held back.
 */
final class ChannelStream implements PeerStream {
  private static final Logger log = LoggerFactory.getLogger(ChannelStream.class);

  /** What the channel has to be made with, so that nothing is lost before {@link #open}. */
  static final Map<ChannelOption<?>, Object> OPTIONS =
      Map.of(
          ChannelOption.AUTO_READ,
          false,
          ChannelOption.ALLOW_HALF_CLOSURE,
          true,
          ChannelOption.RECVBUF_ALLOCATOR,
          new FixedRecvByteBufAllocator(IoMemory.READ),
          ChannelOption.WRITE_BUFFER_WATER_MARK,
          new WriteBufferWaterMark(64 << 10, 256 << 10));

  private final DuplexChannel channel;
  private final Burst burst;
  private final WriteBatch batch;
  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
  private @Nullable Reader reader;
  private @Nullable Reason lostBeforeOpen;
  private boolean paused;
  private boolean writing;
  private boolean full;
  private boolean flushDue;
  private boolean inputEnded;
  private boolean inputEndTold;
  private boolean outputEnded;
  private boolean outputEndSent;
  private boolean outputShut;
  private boolean done;

  /**
   * Takes over a connected channel; to be called on its loop.
   *
   * @param channel made by {@link Loop#dialer}
   */
  ChannelStream(DuplexChannel channel, Burst burst) {
    this.channel = channel;
    this.burst = burst;
    int mark = channel.config().getWriteBufferHighWaterMark();
    this.batch = new WriteBatch(channel, Math.min(WriteBatch.SMALL_PAGE, mark));
    channel.pipeline().addLast(new Events());
    if (!channel.isActive()) {
      lose(Reason.RESET);
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
      later(() -> newReader.onAbort(lost));
    } else {
      readOrPassOn();
    }
  }

  @Override
  public boolean write(ByteBuf octets) {
    if (done || outputEnded) {
      octets.release();
      return true;
    }
    writing = true;
    batch.add(octets);
    writing = false;
    flushLater();
    full = !channel.isWritable();
    return !full;
  }

  @Override
  public long pending() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  @Override
  public @Nullable HostSocket socket() {
    return HostSocket.of(channel.localAddress(), -1);
  }

  @Override
  public void pause() {
    paused = true;
    readOrNot();
  }

  @Override
  public void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    readOrPassOn();
  }

  private void readOrPassOn() {
    if (held.isEmpty() && inputEnded == inputEndTold) {
      readOrNot();
    } else {
      later(this::passOn);
    }
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
      burst.later(this::flush);
    }
  }

  @Override
  public void flush() {
    flushDue = false;
    if (done) {
      return;
    }
    batch.flush();
    batch.rest();
    if (outputEnded && !outputEndSent) {
      outputEndSent = true;
      // completes after all that was written; shutting down at once would throw that away
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(written -> shutOutput(written.cause()));
    }
  }

  private void shutOutput(@Nullable Throwable failure) {
    if (failure != null) {
      guarded(() -> lose(SocketFailure.reason(failure)));
    } else if (!done) {
      channel.shutdownOutput().addListener(shut -> outputShut(shut.cause()));
    }
  }

  private void outputShut(@Nullable Throwable failure) {
    if (failure != null) {
      guarded(() -> lose(SocketFailure.reason(failure)));
      return;
    }
    outputShut = true;
    closeIfEnded();
  }

  private void closeIfEnded() {
    if (inputEndTold && outputShut) {
      finish(false);
    }
  }

  /** Octets or an end that waited while the stream was paused. */
  private void passOn() {
    Reader to = reader;
    while (to != null && !paused && !done) {
      ByteBuf next = held.poll();
      if (next != null) {
        to.onBytes(next);
      } else if (inputEnded && !inputEndTold) {
        inputEndTold = true;
        to.onEnd();
        closeIfEnded();
      } else {
        readOrNot();
        return;
      }
    }
  }

  private void tellWritable() {
    Reader to = reader;
    if (full && !done && to != null && channel.isWritable()) {
      full = false;
      to.onWritable();
    }
  }

  private void readOrNot() {
    if (!done && reader != null) {
      ChannelConfig config = channel.config();
      config.setAutoRead(!paused && held.isEmpty());
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
    held.forEach(ByteBuf::release);
    held.clear();
    batch.close();
    if (reset && channel instanceof SocketChannel) {
      try {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      } catch (ChannelException gone) {
        log.trace("the far end was faster", gone);
      }
    }
    channel.close();
  }

  private void later(Runnable work) {
    channel.eventLoop().execute(() -> guarded(work));
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

  private final class Events extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (done) {
        ((ByteBuf) message).release();
        return;
      }
      held.add((ByteBuf) message);
      guarded(ChannelStream.this::passOn);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ChannelInputShutdownEvent.INSTANCE && !inputEnded) {
        inputEnded = true;
        guarded(ChannelStream.this::passOn);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (writing) { // never inside the call that caused it
        later(ChannelStream.this::tellWritable);
      } else {
        guarded(ChannelStream.this::tellWritable);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      guarded(() -> lose(Reason.CLOSED));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
      if (failure instanceof IOException) {
        guarded(() -> lose(SocketFailure.reason(failure)));
      } else {
        log.error("a burst that a stream began failed", failure);
      }
    }
  }
}
