package io.qnet.wire.ip;

import static io.qnet.wire.ip.Reassembly.FRAMES;
import static io.qnet.wire.ip.Reassembly.PROTOCOL;
import static io.qnet.wire.ip.Reassembly.payload;
import static io.qnet.wire.ip.Reassembly.piece;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.packet.Ipv4View;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Datagrams that do not come together: bounded in number, memory and time. */
class ReassemblerBoundsTest {
  private static final Duration NEARLY = Duration.ofSeconds(30).minusNanos(1);

  private static Frame half(int identification) {
    return FRAMES.fragment(PROTOCOL, identification, 0, true, new byte[1_480]);
  }

  @DisplayName("a thousand half datagrams: the oldest make room")
  @Test
  void numberIsBounded() {
    Reassembly reassembly = new Reassembly();
    for (int i = 0; i < 1_000; i++) {
      reassembly.incomplete(half(i));
    }
    assertThat(reassembly.reassembler.datagrams()).isEqualTo(256);
    reassembly.dropped(DropReason.TABLE_FULL, 744);
    byte[] rest = new byte[8];
    assertThat(reassembly.add(FRAMES.fragment(PROTOCOL, 744, 1_480, false, rest))).hasSize(1_488);
    assertThat(reassembly.add(FRAMES.fragment(PROTOCOL, 743, 1_480, false, rest))).isNull();
    reassembly.over();
  }

  @DisplayName("when their time is over, each whose beginning came is answered, in order")
  @Test
  void expiryOfMany() {
    Reassembly reassembly = new Reassembly();
    for (int i = 0; i < 1_000; i++) {
      reassembly.incomplete(half(i));
    }
    reassembly.wait(Duration.ofSeconds(30));
    assertThat(reassembly.expired).hasSize(256);
    assertThat(reassembly.drops.of(DropReason.FRAGMENT_TIMEOUT)).isEqualTo(256);
    assertThat(reassembly.reassembler.deadline()).isEqualTo(Deadlines.NEVER);
    reassembly.over();
  }

  @DisplayName("memory is bounded, the objects around tiny fragments counted")
  @Test
  void memoryIsBounded() {
    Reassembly reassembly = new Reassembly(100_000, 256);
    byte[] whole = payload(65_000);
    for (int identification = 0; identification < 3; identification++) {
      for (int from = 0; from < 8_000; from += 8) {
        Frame frame =
            FRAMES.fragment(PROTOCOL, identification, from, true, Arrays.copyOf(whole, 8));
        reassembly.incomplete(frame);
        assertThat(reassembly.reassembler.pinned()).isLessThanOrEqualTo(100_000);
      }
    }
    assertThat(reassembly.drops.of(DropReason.TABLE_FULL)).isGreaterThan(2_000);
    reassembly.over();
  }

  @DisplayName("a datagram too large for the bound goes itself")
  @Test
  void oneLargeDatagram() {
    Reassembly reassembly = new Reassembly(2_000, 256);
    reassembly.incomplete(half(1)).droppedNothing();
    reassembly
        .incomplete(FRAMES.fragment(PROTOCOL, 1, 1_480, true, new byte[1_480]))
        .dropped(DropReason.TABLE_FULL, 2)
        .over();
  }

  @DisplayName("a fragment in a read of 256 KiB pins only itself")
  @Test
  void readsAreNotPinned() {
    Reassembly reassembly = new Reassembly();
    ByteBuf read = PooledByteBufAllocator.DEFAULT.directBuffer(256 << 10);
    Frame frame = half(1);
    read.writeBytes(frame.octets());
    frame.release();
    Ipv4View view = new Ipv4View(read, 14, 1_500);
    assertThat(view.check()).isNull();
    assertThat(reassembly.reassembler.add(view, reassembly.now())).isNull();
    assertThat(reassembly.reassembler.pinned()).isBetween(1_500L, 2_000L);
    assertThat(read.release()).isTrue();
    reassembly.over();
  }

  @DisplayName("RFC 1122 section 3.3.2: thirty seconds from the first fragment, and not from later")
  @Test
  void timeout() {
    Reassembly reassembly = new Reassembly();
    long start = reassembly.now();
    byte[] whole = payload(64);
    reassembly.incomplete(piece(whole, 0, 8));
    reassembly.wait(Duration.ofSeconds(20));
    reassembly.incomplete(piece(whole, 8, 16));
    assertThat(reassembly.reassembler.deadline() - start)
        .isEqualTo(Duration.ofSeconds(30).toNanos());
    reassembly.wait(Duration.ofSeconds(10).minusNanos(1));
    assertThat(reassembly.expired).isEmpty();
    reassembly.wait(Duration.ofNanos(1));
    assertThat(reassembly.expired).hasSize(1);
    reassembly.dropped(DropReason.FRAGMENT_TIMEOUT, 2).over();
  }

  @DisplayName("RFC 792: the whole first packet is there to be quoted, as it came")
  @Test
  void firstFragmentIsQuoted() {
    Reassembly reassembly = new Reassembly();
    byte[] whole = payload(64);
    Frame first = piece(whole, 0, 16);
    byte[] packet = ByteBufUtil.getBytes(first.octets(), 14, 36);
    reassembly.incomplete(piece(whole, 32, 40), first);
    reassembly.wait(Duration.ofSeconds(31));
    assertThat(reassembly.expired).containsExactly(packet);
    reassembly.over();
  }

  @DisplayName("RFC 792: without the beginning nothing is answered")
  @Test
  void noAnswerWithoutTheBeginning() {
    Reassembly reassembly = new Reassembly();
    reassembly.incomplete(piece(payload(64), 8, 64));
    reassembly.wait(Duration.ofSeconds(30));
    assertThat(reassembly.expired).isEmpty();
    reassembly.dropped(DropReason.FRAGMENT_TIMEOUT, 1).over();
  }

  @DisplayName("RFC 5722: a condemned datagram is forgotten in silence, and its number free again")
  @Test
  void condemnedDatagramExpires() {
    Reassembly reassembly = new Reassembly();
    byte[] whole = payload(24);
    reassembly.incomplete(piece(whole, 0, 16), piece(whole, 8, 24));
    assertThat(reassembly.reassembler.datagrams()).isEqualTo(1);
    reassembly.wait(NEARLY);
    reassembly.incomplete(piece(whole, 0, 16));
    reassembly.dropped(DropReason.FRAGMENT_OVERLAP, 3);
    reassembly.wait(Duration.ofNanos(1));
    assertThat(reassembly.expired).isEmpty();
    reassembly.incomplete(piece(whole, 0, 16));
    assertThat(reassembly.add(piece(whole, 16, 24))).isEqualTo(whole);
    reassembly.dropped(DropReason.FRAGMENT_OVERLAP, 3).over();
  }

  @DisplayName("deadlines follow the oldest datagram")
  @Test
  void deadlines() {
    Reassembly reassembly = new Reassembly();
    assertThat(reassembly.reassembler.deadline()).isEqualTo(Deadlines.NEVER);
    reassembly.incomplete(half(1));
    reassembly.wait(Duration.ofSeconds(5));
    reassembly.incomplete(half(2));
    assertThat(reassembly.reassembler.deadline() - reassembly.now())
        .isEqualTo(Duration.ofSeconds(25).toNanos());
    assertThat(reassembly.add(FRAMES.fragment(PROTOCOL, 1, 1_480, false, new byte[1]))).isNotNull();
    assertThat(reassembly.reassembler.deadline() - reassembly.now())
        .isEqualTo(Duration.ofSeconds(30).toNanos());
    reassembly.over();
  }

  @DisplayName("when the link goes down, everything is given up and counted")
  @Test
  void linkDown() {
    Reassembly reassembly = new Reassembly();
    reassembly.incomplete(half(1), half(2), piece(payload(64), 8, 64));
    reassembly.reassembler.clear();
    assertThat(reassembly.expired).isEmpty();
    reassembly.dropped(DropReason.NO_PEER, 3).over();
  }
}
