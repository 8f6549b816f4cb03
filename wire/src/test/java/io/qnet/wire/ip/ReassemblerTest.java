package io.qnet.wire.ip;

import static io.qnet.wire.ip.Reassembly.DESTINATION;
import static io.qnet.wire.ip.Reassembly.FRAMES;
import static io.qnet.wire.ip.Reassembly.IDENTIFICATION;
import static io.qnet.wire.ip.Reassembly.PROTOCOL;
import static io.qnet.wire.ip.Reassembly.SOURCE;
import static io.qnet.wire.ip.Reassembly.payload;
import static io.qnet.wire.ip.Reassembly.piece;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams that come together. */
class ReassemblerTest {
  private final Reassembly reassembly = new Reassembly();

  @AfterEach
  void over() {
    reassembly.over();
  }

  @DisplayName("RFC 815: up to five fragments in each possible order")
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void everyOrder(int count) {
    byte[] whole = payload(count * 16 - 3);
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      starts.add(16 * i);
    }
    permute(starts, 0, whole);
    reassembly.droppedNothing();
  }

  private void permute(List<Integer> starts, int fixed, byte[] whole) {
    if (fixed == starts.size()) {
      for (int i = 0; i < fixed; i++) {
        int from = starts.get(i);
        byte[] done = reassembly.add(piece(whole, from, Math.min(from + 16, whole.length)));
        assertThat(done).as("%s, number %d", starts, i).isEqualTo(i < fixed - 1 ? null : whole);
      }
      assertThat(reassembly.reassembler.datagrams()).isZero();
      return;
    }
    for (int i = fixed; i < starts.size(); i++) {
      Collections.swap(starts, fixed, i);
      permute(starts, fixed + 1, whole);
      Collections.swap(starts, fixed, i);
    }
  }

  @DisplayName("fragments of 8 octets, last one first")
  @Test
  void reversedTinyFragments() {
    byte[] whole = payload(8_000);
    for (int from = whole.length - 8; from > 0; from -= 8) {
      reassembly.incomplete(piece(whole, from, from + 8));
    }
    assertThat(reassembly.add(piece(whole, 0, 8))).isEqualTo(whole);
    reassembly.droppedNothing();
  }

  @DisplayName("a first fragment longer than any MTU")
  @Test
  void longFirstFragment() {
    byte[] whole = payload(40_000);
    reassembly.incomplete(piece(whole, 0, 39_992));
    assertThat(reassembly.add(piece(whole, 39_992, 40_000))).isEqualTo(whole);
  }

  @DisplayName("RFC 791 section 3.1: the longest datagram, and one octet more")
  @Test
  void longestDatagram() {
    byte[] longest = payload(65_515);
    reassembly.incomplete(piece(longest, 0, 65_512));
    assertThat(reassembly.add(piece(longest, 65_512, 65_515))).isEqualTo(longest);
    byte[] longer = payload(65_516);
    reassembly.incomplete(piece(longer, 0, 65_512), piece(longer, 65_512, 65_516));
    reassembly.dropped(DropReason.BAD_FRAGMENT, 2);
  }

  @DisplayName("RFC 791 section 3.2: the header is the first fragment's, without its options")
  @Test
  void header() {
    byte[] whole = payload(20);
    Ipv4Header first = new Ipv4Header(SOURCE, DESTINATION, 17, 63, 0x10, 7, 0x2000);
    Ipv4Header last = new Ipv4Header(SOURCE, DESTINATION, 17, 9, 0x20, 7, 2);
    reassembly.incomplete(FRAMES.ipv4(last, Arrays.copyOfRange(whole, 16, 20)));
    Frame withOptions = FRAMES.ipv4(first, concat(new byte[] {1, 1, 1, 0}, whole, 16));
    ByteBuf buf = withOptions.octets();
    buf.setByte(14, 0x46).setShort(24, 0);
    buf.setShort(24, Checksum.finish(Checksum.sum(buf, 14, 24)));
    byte[] packet = Objects.requireNonNull(reassembly.addPacket(withOptions));
    Ipv4View view = new Ipv4View(Unpooled.wrappedBuffer(packet), 0, packet.length);
    assertThat(view.check()).isNull();
    assertThat(view.headerLength()).isEqualTo(20);
    assertThat(view.ttl()).isEqualTo(63);
    assertThat(view.tos()).isEqualTo(0x10);
    assertThat(view.protocol()).isEqualTo(17);
    assertThat(view.identification()).isEqualTo(7);
    assertThat(view.fragment()).isFalse();
    assertThat(view.source()).isEqualTo(FRAMES.source());
    assertThat(view.destination()).isEqualTo(FRAMES.destination());
    assertThat(ByteBufUtil.getBytes(view.buf(), view.payload(), view.payloadLength()))
        .isEqualTo(whole);
  }

  private static byte[] concat(byte[] options, byte[] payload, int length) {
    byte[] all = Arrays.copyOf(options, options.length + length);
    System.arraycopy(payload, 0, all, options.length, length);
    return all;
  }

  @DisplayName("RFC 1858: a TCP header cut at octet 8 is whole again before anybody looks at it")
  @Test
  void cutTcpHeader() {
    TcpHeader header = new TcpHeader(1, 2, 3, 4, TcpFlags.SYN, 5, TcpOptions.NONE);
    Frame whole = FRAMES.tcp(header, new byte[0]);
    byte[] segment = ByteBufUtil.getBytes(whole.octets(), 34, 20);
    reassembly.incomplete(
        FRAMES.fragment(IpProtocol.TCP, 9, 8, true, Arrays.copyOfRange(segment, 8, 16)),
        FRAMES.fragment(IpProtocol.TCP, 9, 16, false, Arrays.copyOfRange(segment, 16, 20)));
    byte[] packet =
        Objects.requireNonNull(
            reassembly.addPacket(
                FRAMES.fragment(IpProtocol.TCP, 9, 0, true, Arrays.copyOf(segment, 8))));
    Ipv4View ip = new Ipv4View(Unpooled.wrappedBuffer(packet), 0, packet.length);
    TcpView tcp = new TcpView(ip.buf(), ip.payload(), ip.payloadLength());
    assertThat(tcp.check(ip.pseudoHeader())).isNull();
    assertThat(tcp.has(TcpFlags.SYN)).isTrue();
  }

  @DisplayName("don't fragment together with more fragments is odd, and harmless")
  @Test
  void dontFragmentAndMoreFragments() {
    Ipv4Header odd = new Ipv4Header(SOURCE, DESTINATION, PROTOCOL, 64, 0, IDENTIFICATION, 0x6000);
    byte[] whole = payload(10);
    reassembly.incomplete(FRAMES.ipv4(odd, Arrays.copyOf(whole, 8)));
    assertThat(reassembly.add(piece(whole, 8, 10))).isEqualTo(whole);
  }

  @DisplayName("RFC 791: source, destination, protocol and identification tell datagrams apart")
  @Test
  void datagramsDoNotMix() {
    byte[] whole = payload(16);
    byte[] head = Arrays.copyOf(whole, 8);
    reassembly.incomplete(
        piece(whole, 0, 8),
        FRAMES.fragment(PROTOCOL, IDENTIFICATION + 1, 0, true, head),
        FRAMES.fragment(PROTOCOL + 1, IDENTIFICATION, 0, true, head),
        FRAMES.reversed().fragment(PROTOCOL, IDENTIFICATION, 0, true, head));
    assertThat(reassembly.reassembler.datagrams()).isEqualTo(4);
    assertThat(reassembly.add(piece(whole, 8, 16))).isEqualTo(whole);
    assertThat(reassembly.reassembler.datagrams()).isEqualTo(3);
    reassembly.droppedNothing();
  }

  @DisplayName("RFC 8200 section 4.5: exact duplicates are ignored")
  @Test
  void exactDuplicates() {
    byte[] whole = payload(40);
    reassembly.incomplete(
        piece(whole, 32, 40),
        piece(whole, 0, 16),
        piece(whole, 32, 40),
        piece(whole, 0, 16),
        piece(whole, 0, 16));
    assertThat(reassembly.add(piece(whole, 16, 32))).isEqualTo(whole);
    reassembly.droppedNothing();
  }

  @DisplayName("RFC 5722: any overlap condemns the datagram and whatever still comes of it")
  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "8, 24, front", "24, 40, back", "0, 56, enclosing", "16, 24, inside, begin",
    "24, 32, inside, end", "16, 32, the same again", "8, 32, same end", "16, 40, same start"
  })
  void overlaps(int from, int to) {
    byte[] whole = payload(64);
    byte[] other = new byte[64]; // other content, so that the same range is no duplicate
    reassembly
        .incomplete(piece(whole, 16, 32), piece(other, from, to))
        .dropped(DropReason.FRAGMENT_OVERLAP, 2)
        .incomplete(piece(whole, 0, 16), piece(whole, 16, 32), piece(whole, 32, 64))
        .dropped(DropReason.FRAGMENT_OVERLAP, 5);
    assertThat(reassembly.reassembler.pinned()).isZero();
  }

  @DisplayName("RFC 5722: the same octets with another flag are no duplicate")
  @Test
  void sameOctetsOtherFlag() {
    byte[] whole = payload(16);
    reassembly
        .incomplete(
            piece(whole, 8, 16),
            FRAMES.fragment(PROTOCOL, IDENTIFICATION, 8, true, Arrays.copyOfRange(whole, 8, 16)))
        .dropped(DropReason.FRAGMENT_OVERLAP, 2);
  }

  @DisplayName("ping of death: offset and length reach past 65535")
  @Test
  void pingOfDeath() {
    byte[] whole = payload(64);
    reassembly
        .incomplete(
            piece(whole, 0, 8),
            FRAMES.fragment(PROTOCOL, IDENTIFICATION, 65_528, false, new byte[1_400]),
            piece(whole, 8, 64))
        .dropped(DropReason.BAD_FRAGMENT, 3);
  }

  @DisplayName("RFC 791: a fragment before the last whose length is no multiple of 8")
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 9, 1_479})
  void oddLength(int length) {
    reassembly
        .incomplete(FRAMES.fragment(PROTOCOL, IDENTIFICATION, 0, true, new byte[length]))
        .dropped(DropReason.BAD_FRAGMENT, 1);
  }

  @DisplayName("a fragment without payload, at any place")
  @ParameterizedTest
  @CsvSource({"0, true", "8, true", "8, false"})
  void zeroLength(int offset, boolean more) {
    reassembly
        .incomplete(FRAMES.fragment(PROTOCOL, IDENTIFICATION, offset, more, new byte[0]))
        .dropped(DropReason.BAD_FRAGMENT, 1);
  }

  @DisplayName("a second last fragment with another end, earlier or later")
  @ParameterizedTest
  @CsvSource({"40, 48", "40, 44", "16, 24"})
  void secondEnd(int from, int to) {
    byte[] whole = payload(32);
    reassembly
        .incomplete(
            piece(whole, 24, 32),
            FRAMES.fragment(PROTOCOL, IDENTIFICATION, from, false, new byte[to - from]))
        .dropped(DropReason.BAD_FRAGMENT, 2);
  }

  @DisplayName("a fragment behind the end, before or after the end is known")
  @Test
  void behindTheEnd() {
    byte[] shorter = payload(32);
    byte[] longer = payload(64);
    reassembly
        .incomplete(piece(shorter, 24, 32), piece(longer, 32, 40))
        .dropped(DropReason.BAD_FRAGMENT, 2);
    Reassembly other = new Reassembly();
    other
        .incomplete(piece(longer, 32, 40), piece(shorter, 24, 32))
        .dropped(DropReason.BAD_FRAGMENT, 2)
        .over();
  }
}
