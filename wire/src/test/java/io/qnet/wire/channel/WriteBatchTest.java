package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page in which small writes are gathered, and how long it is kept. */
class WriteBatchTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final WriteBatch batch = new WriteBatch(channel, WriteBatch.SMALL_PAGE);

  @AfterEach
  void close() {
    batch.close();
    assertThat(channel.finish()).isFalse();
  }

  private ByteBuf written(int length) {
    batch.add(Unpooled.buffer().writeZero(length));
    batch.flush();
    return channel.readOutbound();
  }

  @Test
  @DisplayName("an idle stream holds no page: ten thousand of them would fill the memory")
  void idle() {
    ByteBuf sent = written(100);
    sent.release();
    assertThat(sent.refCnt()).as("the page is kept for the next burst").isEqualTo(1);
    batch.rest();
    assertThat(sent.refCnt()).isZero();
    batch.rest();
    written(100).release();
  }

  @Test
  @DisplayName("a page that a slow peer still has to read is filled up first")
  void slow() {
    ByteBuf first = written(100);
    batch.rest();
    ByteBuf second = written(100);
    assertThat(second.memoryAddress()).isEqualTo(first.memoryAddress() + 100);
    first.release();
    second.release();
  }

  @Test
  @DisplayName("a page takes the longest write that is gathered, however small it is to be")
  void smallest() {
    WriteBatch smallest = new WriteBatch(channel, 1);
    smallest.add(Unpooled.buffer().writeZero(WriteBatch.COPIED));
    smallest.flush();
    ByteBuf sent = channel.readOutbound();
    assertThat(sent.readableBytes()).isEqualTo(WriteBatch.COPIED);
    sent.release();
    smallest.close();
  }
}
