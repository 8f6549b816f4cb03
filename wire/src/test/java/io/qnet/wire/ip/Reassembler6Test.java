package io.qnet.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cases;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.Ipv6View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Fragments of IPv6 (RFC 8200 section 4.5, RFC 5722). */
class Reassembler6Test {
  private static final Frames FRAMES =
      new Frames(
          MacAddress.parse("52:54:00:12:34:56"),
          MacAddress.parse("52:56:00:00:00:02"),
          Ipv6Address.parse("fec0::15"),
          Ipv6Address.parse("fec0::2"));

  private final Drops drops = new Drops();
  private final List<byte[]> expired = new ArrayList<>();
  private final Reassembler reassembler =
      Reassembler.ipv6(drops, first -> expired.add(ByteBufUtil.getBytes(first)));

  @AfterEach
  void nothingHeld() {
    reassembler.clear();
    assertThat(reassembler.pinned()).isZero();
  }

  private static Frame piece(byte[] whole, int from, int to, int identification) {
    byte[] octets = Arrays.copyOfRange(whole, from, to);
    return FRAMES.fragment6(17, identification, from, to < whole.length, octets);
  }

  /** The whole packet if that completed it. */
  private byte @Nullable [] add(Frame frame, long now) {
    Ipv6View view = new Ipv6View(frame.octets(), 14, frame.length() - 14);
    assertThat(view.check()).isNull();
    ByteBuf whole = reassembler.add(view, now);
    frame.release();
    if (whole == null) {
      return null;
    }
    byte[] octets = ByteBufUtil.getBytes(whole);
    assertThat(whole.release()).isTrue();
    return octets;
  }

  @Test
  @DisplayName("whatever is cut is whole again, in any order; the header says what it carries")
  void anyOrder() {
    Cases.check(
        200,
        random -> {
          byte[] payload = new byte[8 + random.nextInt(60_000)];
          random.nextBytes(payload);
          int step = 8 * (1 + random.nextInt(180));
          List<Frame> pieces = new ArrayList<>();
          for (int from = 0; from < payload.length; from += step) {
            pieces.add(piece(payload, from, Math.min(payload.length, from + step), 7));
          }
          if (pieces.size() == 1) {
            return; // atomic: no fragment
          }
          Collections.shuffle(pieces, random);
          for (Frame piece : pieces.subList(1, pieces.size())) {
            assertThat(add(piece, 0)).isNull();
          }
          byte[] whole = Objects.requireNonNull(add(pieces.get(0), 0));
          assertThat(whole).hasSize(40 + payload.length).endsWith(payload);
          assertThat(whole[6]).isEqualTo((byte) 17);
          assertThat((whole[4] & 0xff) << 8 | (whole[5] & 0xff)).isEqualTo(payload.length);
        });
    assertThat(drops.total()).isZero();
  }

  @Test
  @DisplayName("extension headers in front of the fragment header stay; the one behind goes")
  void unfragmentablePart() {
    byte[] options = {44, 0, 1, 4, 0, 0, 0, 0};
    byte[] first = {17, 0, 0, 1, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8};
    byte[] last = {17, 0, 0, 8, 0, 0, 0, 9, 9};
    assertThat(add(FRAMES.ipv6(60, 64, concat(options, first)), 0)).isNull();
    byte[] whole = Objects.requireNonNull(add(FRAMES.ipv6(60, 64, concat(options, last)), 0));
    assertThat(whole).hasSize(40 + 8 + 9).endsWith(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(whole[6]).isEqualTo((byte) 60);
    assertThat(whole[40]).isEqualTo((byte) 17);
    assertThat(whole[5]).isEqualTo((byte) 17);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  @Test
  @DisplayName("RFC 5722: an overlap condemns the datagram, stragglers included")
  void overlap() {
    byte[] payload = new byte[32];
    assertThat(add(piece(payload, 0, 16, 1), 0)).isNull();
    assertThat(add(piece(payload, 8, 24, 1), 0)).isNull();
    assertThat(add(piece(payload, 16, 32, 1), 0)).isNull();
    assertThat(drops.of(DropReason.FRAGMENT_OVERLAP)).isEqualTo(3);
    assertThat(drops.total()).isEqualTo(3);
  }

  @Test
  @DisplayName("beyond 65535 octets: the datagram is given up")
  void beyondTheLengthField() {
    byte[] piece = new byte[16];
    assertThat(add(FRAMES.fragment6(17, 1, 65_528, false, piece), 0)).isNull();
    assertThat(drops.of(DropReason.BAD_FRAGMENT)).isEqualTo(1);
  }

  @Test
  @DisplayName("the first fragment's own headers may be too long for the whole")
  void headersTooLong() {
    byte[] long8 = new byte[64];
    long8[0] = 44;
    long8[1] = 7;
    byte[] first = {17, 0, 0, 1, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(add(FRAMES.ipv6(60, 64, concat(long8, first)), 0)).isNull();
    for (int from = 8; from < 65_528; from += 65_520 / 2) {
      byte[] half = new byte[65_520 / 2];
      assertThat(add(FRAMES.fragment6(17, 9, from, from + half.length < 65_528, half), 0)).isNull();
    }
    assertThat(drops.of(DropReason.BAD_FRAGMENT)).isEqualTo(3);
    assertThat(reassembler.datagrams()).isZero();
  }

  @Test
  @DisplayName("after 60 seconds what came first is told of, and all of it counted")
  void timeout() {
    byte[] payload = new byte[32];
    assertThat(add(piece(payload, 0, 16, 1), 0)).isNull();
    reassembler.expire(Reassembler.IPV6_TIMEOUT - 1);
    assertThat(expired).isEmpty();
    assertThat(reassembler.deadline()).isEqualTo(Reassembler.IPV6_TIMEOUT);
    reassembler.expire(Reassembler.IPV6_TIMEOUT);
    assertThat(expired).hasSize(1);
    assertThat(drops.of(DropReason.FRAGMENT_TIMEOUT)).isEqualTo(1);
  }
}
