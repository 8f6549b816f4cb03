package io.qnet.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.Ipv4View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A reassembler, fed with fragments from 10.0.2.15 to 10.0.2.2; its clock wraps soon. */
final class Reassembly {
  static final Ipv4Address SOURCE = Ipv4Address.parse("10.0.2.15");
  static final Ipv4Address DESTINATION = Ipv4Address.parse("10.0.2.2");
  static final Frames FRAMES =
      new Frames(
          MacAddress.parse("52:54:00:12:34:56"),
          MacAddress.parse("52:55:0a:00:02:02"),
          SOURCE,
          DESTINATION);

  static final int PROTOCOL = 253;
  static final int IDENTIFICATION = 0xfffe;

  final Drops drops = new Drops();
  final List<byte[]> expired = new ArrayList<>();
  final Reassembler reassembler;
  private final List<ByteBuf> given = new ArrayList<>();
  private long now = Long.MAX_VALUE - Duration.ofSeconds(7).toNanos();

  Reassembly() {
    this(Reassembler.MAX_OCTETS, Reassembler.MAX_DATAGRAMS);
  }

  Reassembly(int maxOctets, int maxDatagrams) {
    reassembler =
        new Reassembler(
            maxOctets, maxDatagrams, drops, first -> expired.add(ByteBufUtil.getBytes(first)));
  }

  /** A payload in which every octet tells where it belongs. */
  static byte[] payload(int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    return octets;
  }

  /** The piece of {@code whole} from {@code from} up to {@code to}. */
  static Frame piece(byte[] whole, int from, int to) {
    byte[] octets = Arrays.copyOfRange(whole, from, to);
    return FRAMES.fragment(PROTOCOL, IDENTIFICATION, from, to < whole.length, octets);
  }

  long now() {
    return now;
  }

  void wait(Duration duration) {
    now += duration.toNanos();
    reassembler.expire(now);
  }

  /** Gives a fragment; the whole packet if that completed it. */
  byte @Nullable [] addPacket(Frame frame) {
    given.add(frame.octets());
    Ipv4View view = new Ipv4View(frame.octets(), 14, frame.length() - 14);
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

  /** Gives a fragment; the payload if that completed it. */
  byte @Nullable [] add(Frame frame) {
    byte[] packet = addPacket(frame);
    return packet == null ? null : Arrays.copyOfRange(packet, 20, packet.length);
  }

  /** Gives fragments that do not complete anything. */
  Reassembly incomplete(Frame... frames) {
    for (Frame frame : frames) {
      assertThat(add(frame)).isNull();
    }
    return this;
  }

  /** Nothing but this was dropped. */
  Reassembly dropped(DropReason reason, int count) {
    assertThat(drops.of(reason)).as(drops.toString()).isEqualTo(count);
    assertThat(drops.total()).as(drops.toString()).isEqualTo(count);
    return this;
  }

  /** Nothing was dropped. */
  Reassembly droppedNothing() {
    assertThat(drops.snapshot()).isEmpty();
    return this;
  }

  /** Nothing is held any more, not even after what was held is given up. */
  void over() {
    reassembler.clear();
    assertThat(reassembler.pinned()).isZero();
    assertThat(reassembler.datagrams()).isZero();
    assertThat(given).allMatch(buf -> buf.refCnt() == 0);
  }
}
