package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Offloads;
import java.io.IOException;

/** One connection of a {@link StreamLink}. */
final class StreamPeer extends ChannelInboundHandlerAdapter {
  private final StreamLink link;
  private final Channel channel;
  private final FrameCutter cutter;
  private final WriteBatch batch;
  private boolean spoke;
  private boolean full;
  private boolean closed;

  StreamPeer(StreamLink link, Channel channel) {
    this.link = link;
    this.channel = channel;
    this.cutter = new FrameCutter(channel.alloc());
    this.batch = new WriteBatch(channel, WriteBatch.LARGE_PAGE);
  }

  boolean writable() {
    return channel.isWritable();
  }

  long waiting() {
    return batch.waiting();
  }

  /** Whether a sender may be waiting for {@code onWritable}. */
  boolean full() {
    return full;
  }

  /** Whether the peer sent anything at all. */
  boolean spoke() {
    return spoke;
  }

  void write(Frame frame) {
    batch.addInt(frame.length());
    batch.add(frame.head());
    ByteBuf body = frame.body();
    if (body != null) {
      batch.add(body);
    }
  }

  void flush() {
    batch.flush();
  }

  void close() {
    closed = true;
    batch.close();
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf chunk = (ByteBuf) message;
    try {
      link.guarded(() -> take(chunk));
    } finally {
      chunk.release();
    }
  }

  private void take(ByteBuf chunk) {
    if (closed) {
      return;
    }
    spoke = true;
    long tooLong = cutter.cut(chunk, link::deliver);
    if (tooLong != 0) {
      link.drops.count(DropReason.OVERSIZE);
      link.detach(
          this,
          "the peer announced a frame of "
              + tooLong
              + " octets, but at most "
              + Offloads.QEMU_MAX_FRAME
              + " are possible, so it was disconnected; does it speak QEMU's stream protocol?");
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (closed) {
      return;
    }
    full = !channel.isWritable();
    if (!full) {
      link.writableAgain();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    String unfinished = cutter.unfinished();
    link.detach(
        this,
        unfinished == null
            ? "the peer closed the connection"
            : "the peer closed the connection " + unfinished);
    cutter.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    if (failure instanceof IOException) {
      link.detach(this, "the connection to the peer broke: " + failure.getMessage());
    } else {
      link.fault(failure);
    }
  }
}
