package io.qnet.slirp.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendSequenceTest {
  private static final int CHUNK = 1 << 16;
  private static final long TWICE_AROUND = 2L << 32;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, -CHUNK, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void findsOctetsHoweverOftenTheNumbersCameRound(int iss) {
    SendSequence space = new SendSequence(iss);
    assertThat(space.synSent()).isFalse();
    space.sent(1);
    space.acknowledged(iss + 1);
    ByteBuf octets = Unpooled.directBuffer(CHUNK).writeZero(CHUNK);
    octets.setByte(7, 42);
    while (space.sentOctets() < TWICE_AROUND) {
      space.queue.append(octets.retainedDuplicate());
      int from = space.nxt();
      space.sent(CHUNK);
      assertSent(space, from);
      space.acknowledged(from + CHUNK);
    }
    space.finish();
    space.sent(1);
    assertThat(space.finSent()).isTrue();
    space.acknowledged(space.nxt());
    assertThat(space.finAcknowledged()).isTrue();
    assertThat(octets.refCnt()).isOne();
    octets.release();
  }

  /** Without AssertJ where all is well: this is done often. */
  private static void assertSent(SendSequence space, int from) {
    ByteBuf found = space.octets(from + 7, 1);
    if (!space.synSent() || found.getByte(found.readerIndex()) != 42) {
      assertThat(found.getByte(found.readerIndex())).isEqualTo((byte) 42);
      assertThat(space.synSent()).isTrue();
    }
    found.release();
    if (space.contiguous(from) != CHUNK || space.outstanding() != CHUNK) {
      assertThat(space.contiguous(from)).isEqualTo(CHUNK);
      assertThat(space.outstanding()).isEqualTo(CHUNK);
    }
  }
}
