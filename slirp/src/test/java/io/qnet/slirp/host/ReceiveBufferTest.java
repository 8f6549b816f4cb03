package io.qnet.slirp.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.qnet.slirp.host.DatagramLab.Peer;
import io.qnet.slirp.host.DatagramLab.Via;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What arrives at a flow arrives whole and in order, however much of it at once. */
@Timeout(120)
class ReceiveBufferTest {
  private final Random random = new Random(12);

  private List<byte[]> datagrams(int... lengths) {
    List<byte[]> made = new ArrayList<>();
    for (int length : lengths) {
      byte[] octets = new byte[length];
      random.nextBytes(octets);
      made.add(octets);
    }
    return made;
  }

  /** All are in the socket before the first is read. */
  private static void atOnce(DatagramLab bench, Peer peer, List<byte[]> datagrams)
      throws Exception {
    bench.inBurst(
        () -> {
          for (byte[] octets : datagrams) {
            peer.send(octets);
          }
          return true;
        });
  }

  private static void assertArrives(DatagramLab bench, List<byte[]> datagrams) throws Exception {
    for (byte[] octets : datagrams) {
      assertThat(bench.inbox.next()).isEqualTo(octets);
    }
    assertThat(bench.inbox.isEmpty()).isTrue();
  }

  @DisplayName("bursts of more datagrams than there are slots, or turns, of mixed lengths")
  @ParameterizedTest
  @EnumSource
  void bursts(Via via) throws Exception {
    try (DatagramLab bench = new DatagramLab(via)) {
      Peer peer = bench.peer();
      for (int count : new int[] {1, 2, 15, 16, 17, 32, 33, 64, 65, 80}) {
        List<byte[]> datagrams = datagrams(random.ints(count, 0, 700).toArray());
        atOnce(bench, peer, datagrams);
        assertArrives(bench, datagrams);
      }
    }
  }

  @DisplayName("the longest, the empty, and short ones between")
  @ParameterizedTest
  @EnumSource
  void longest(Via via) throws Exception {
    try (DatagramLab bench = new DatagramLab(via)) {
      List<byte[]> datagrams = datagrams(10, 65_507, 0, 11, 0);
      atOnce(bench, bench.peer(), datagrams);
      assertArrives(bench, datagrams);
    }
  }

  @DisplayName("a datagram that somebody keeps is not overwritten by the next ones")
  @Test
  void kept() throws Exception {
    try (DatagramLab bench = new DatagramLab(Via.EPOLL)) {
      Peer peer = bench.peer();
      List<byte[]> first = datagrams(100, 200);
      bench.inbox.keep = 1;
      atOnce(bench, peer, first);
      assertArrives(bench, first);
      for (int i = 0; i < 3; i++) {
        List<byte[]> next = datagrams(100, 200, 300);
        atOnce(bench, peer, next);
        assertArrives(bench, next);
      }
      ByteBuf kept = bench.inBurst(() -> bench.inbox.kept.get(0));
      assertThat(ByteBufUtil.getBytes(kept)).isEqualTo(first.get(0));
      assertThat(kept.release()).isTrue();
    }
  }

  @DisplayName("released in time, datagrams of all sockets come in one buffer")
  @Test
  void reused() throws Exception {
    ReceiveBuffer buffer = new ReceiveBuffer();
    var one = buffer.newHandle();
    var other = buffer.newHandle();
    ByteBuf first = one.allocate(ByteBufAllocator.DEFAULT);
    first.writeByte(1).release();
    ByteBuf second = other.allocate(ByteBufAllocator.DEFAULT);
    assertThat(second).isSameAs(first);
    assertThat(second.isReadable()).isFalse();
    ByteBuf third = one.allocate(ByteBufAllocator.DEFAULT);
    assertThat(third).isNotSameAs(second);
    second.release();
    assertThat(second.refCnt()).isZero();
    third.release();
    assertThat(third.refCnt()).isEqualTo(1);
  }
}
