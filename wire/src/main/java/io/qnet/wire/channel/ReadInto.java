package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/** Has channels read into buffers that go round. */
final class ReadInto extends DefaultMaxMessagesRecvByteBufAllocator {
  private final ReadBuffers buffers;

  ReadInto(ReadBuffers buffers) {
    this.buffers = buffers;
  }

  @Override
  @SuppressWarnings("deprecation") // so Netty declares it
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return buffers.capacity();
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        return buffers.next().retain();
      }
    };
  }
}
