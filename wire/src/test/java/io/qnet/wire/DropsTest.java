package io.qnet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counting what went nowhere. */
class DropsTest {
  private final Drops drops = new Drops();

  @DisplayName("each reason has a count of its own, and the frame is released")
  @Test
  void counts() {
    ByteBuf octets = Unpooled.buffer();
    drops.count(DropReason.NO_PEER, Frame.plain(octets));
    drops.count(DropReason.NO_PEER);
    drops.count(DropReason.BAD_CHECKSUM);
    assertThat(octets.refCnt()).isZero();
    assertThat(drops.of(DropReason.NO_PEER)).isEqualTo(2);
    assertThat(drops.of(DropReason.TRUNCATED)).isZero();
    assertThat(drops.total()).isEqualTo(3);
    assertThat(drops).hasToString("{NO_PEER=2, BAD_CHECKSUM=1}");
  }

  @DisplayName("a snapshot holds what occurred, and does not change")
  @Test
  void snapshots() {
    assertThat(drops.snapshot()).isEmpty();
    drops.count(DropReason.OVERSIZE);
    Map<DropReason, Long> snapshot = drops.snapshot();
    drops.count(DropReason.OVERSIZE);
    assertThat(snapshot).containsExactly(entry(DropReason.OVERSIZE, 1L));
  }

  @DisplayName("every reason is explained in a sentence")
  @ParameterizedTest
  @EnumSource
  void sentences(DropReason reason) {
    assertThat(reason.sentence()).hasSizeGreaterThan(15).contains(" ").doesNotEndWith(".");
  }
}
