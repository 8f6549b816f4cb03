package io.qnet.slirp.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.UncheckedBooleanSupplier;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One buffer into which all UDP sockets of a loop receive, several datagrams with one system call
 * (recvmmsg(2)). A socket that is idle holds nothing.
 *
 * <p>The buffer has a slot for each datagram, and each slot has room for the longest one. Datagrams
 * are slices of it; it is used again as soon as the last of them is released, which is before the
 * next read, unless somebody keeps one: then there is another buffer.
 */
final class ReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
  /**
   * Octets of a slot: more than the 65507 of a datagram, whole cache lines, and not a power of two,
   * lest the beginnings of all slots fall into the same sets of the cache.
   */
  private static final int SLOT = 65_536 + 64;

  /** Datagrams at once; more of them gain nothing. */
  private static final int SLOTS = 16;

  /** Datagrams of one socket before others have their turn. */
  private static final int TURN = 4 * SLOTS;

  private @Nullable ByteBuf buffer;

  ReceiveBuffer() {
    super(TURN);
  }

  /** Has {@code udp}'s sockets receive by way of this buffer. */
  Bootstrap use(Bootstrap udp) {
    return udp.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, SLOT)
        .option(ChannelOption.RECVBUF_ALLOCATOR, this);
  }

  /** The buffer, empty and shared with the caller. */
  private ByteBuf take() {
    ByteBuf last = buffer;
    if (last != null && last.refCnt() == 1) {
      return last.clear().retain();
    }
    if (last != null) {
      last.release(); // somebody kept a datagram, and with it the whole
    }
    // neither pooled nor watched for leaks: it lives as long as this object
    ByteBuf fresh = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(SLOTS * SLOT)).clear();
    buffer = fresh;
    return fresh.retain();
  }

  @Override
  @SuppressWarnings("deprecation") // so Netty declares it
  public Handle newHandle() {
    return new Reading();
  }

  private final class Reading extends MaxMessageHandle {
    @Override
    public int guess() {
      return SLOTS * SLOT;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return take();
    }

    /** Slots that stayed free say that nothing is left; asking again would cost a system call. */
    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return lastBytesRead() == attemptedBytesRead() && super.continueReading(maybeMore);
    }
  }
}
