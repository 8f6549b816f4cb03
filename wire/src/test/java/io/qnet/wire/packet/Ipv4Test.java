package io.qnet.wire.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.Cases;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.IpV4NoOperationOption;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.IpNumber;

/** IPv4 headers. */
class Ipv4Test {
  private static final int IP = 14;

  private static Frame packet() {
    return Oracle.FRAMES.ipv4(IpProtocol.UDP, new byte[12]);
  }

  private static DropReason checkAfter(Frame frame, boolean rightChecksum) {
    Ipv4View view = Oracle.ip(frame);
    if (rightChecksum) {
      int headerLength = Math.min(view.headerLength(), view.available());
      frame.octets().setShort(IP + Ipv4View.CHECKSUM, 0);
      int checksum = Checksum.finish(Checksum.sum(frame.octets(), IP, headerLength));
      frame.octets().setShort(IP + Ipv4View.CHECKSUM, checksum);
    }
    DropReason reason = view.check();
    assertThat(reason).isNotNull();
    return reason == null ? DropReason.IMPAIRED : reason;
  }

  @DisplayName("RFC 791 section 3.1: pcap4j reads every header that we write")
  @Test
  void oursReadByPcap4j() {
    Cases.check(
        500,
        random -> {
          byte[] payload = Oracle.randomOctets(random, 100);
          Ipv4Header header =
              new Ipv4Header(
                  new Ipv4Address(random.nextInt()),
                  new Ipv4Address(random.nextInt()),
                  253,
                  random.nextInt(256),
                  random.nextInt(256),
                  random.nextInt(0x10000),
                  random.nextInt(0x2000) | (random.nextInt() & 0x6000));
          IpV4Packet packet = Oracle.read(Oracle.FRAMES.ipv4(header, payload), IpV4Packet.class);
          IpV4Packet.IpV4Header read = packet.getHeader();
          assertThat(read.hasValidChecksum(false)).isTrue();
          assertThat(read.getSrcAddr()).isEqualTo(header.source().toInet());
          assertThat(read.getDstAddr()).isEqualTo(header.destination().toInet());
          assertThat(read.getProtocol().value()).isEqualTo((byte) 253);
          assertThat(read.getTtlAsInt()).isEqualTo(header.ttl());
          assertThat(read.getTos().value() & 0xff).isEqualTo(header.tos());
          assertThat(read.getIdentificationAsInt()).isEqualTo(header.identification());
          assertThat(read.getFragmentOffset())
              .isEqualTo((short) (header.flagsAndOffset() & 0x1fff));
          assertThat(read.getMoreFragmentFlag()).isEqualTo((header.flagsAndOffset() & 0x2000) != 0);
          assertThat(read.getDontFragmentFlag()).isEqualTo((header.flagsAndOffset() & 0x4000) != 0);
          assertThat(read.getTotalLengthAsInt()).isEqualTo(20 + payload.length);
          if (payload.length > 0) {
            assertThat(packet.getPayload().getRawData()).isEqualTo(payload);
          }
        });
  }

  @DisplayName("RFC 791 section 3.1: we read what pcap4j writes, options included")
  @Test
  void pcap4jReadByUs() {
    IpV4Packet.Builder builder =
        Oracle.ipv4(
                IpNumber.getInstance((byte) 253),
                new UnknownPacket.Builder().rawData(new byte[] {1, 2, 3}))
            .fragmentOffset((short) 185)
            .moreFragmentFlag(true)
            .options(List.of(IpV4NoOperationOption.getInstance()));
    ByteBuf buf = Oracle.written(builder.build());
    Ipv4View view = new Ipv4View(buf, 0, buf.readableBytes());
    assertThat(view.check()).isNull();
    assertThat(view.headerLength()).isEqualTo(24);
    assertThat(view.payload()).isEqualTo(24);
    assertThat(view.payloadLength()).isEqualTo(3);
    assertThat(view.totalLength()).isEqualTo(27);
    assertThat(view.source()).isEqualTo(Oracle.FRAMES.source());
    assertThat(view.destination()).isEqualTo(Oracle.FRAMES.destination());
    assertThat(view.identification()).isEqualTo(0xbeef);
    assertThat(view.ttl()).isEqualTo(63);
    assertThat(view.tos()).isEqualTo(0x10);
    assertThat(view.protocol()).isEqualTo(253);
    assertThat(view.fragmentOffset()).isEqualTo(1480);
    assertThat(view.moreFragments()).isTrue();
    assertThat(view.dontFragment()).isFalse();
    assertThat(view.fragment()).isTrue();
    assertThat(view).hasToString("10.0.2.15 > 10.0.2.2 protocol 253 ttl 63 length 27");
  }

  @DisplayName("RFC 6864 section 4.1: a whole datagram says don't fragment; its pieces do not")
  @Test
  void atomicAndPieces() {
    Ipv4View whole = Oracle.ip(packet());
    assertThat(whole.check()).isNull();
    assertThat(whole.dontFragment()).isTrue();
    assertThat(whole.fragment()).isFalse();
    Ipv4View piece = Oracle.ip(Oracle.FRAMES.fragment(17, 0x1234, 65_528, false, new byte[1]));
    assertThat(piece.check()).isNull();
    assertThat(piece.dontFragment()).isFalse();
    assertThat(piece.moreFragments()).isFalse();
    assertThat(piece.fragment()).isTrue();
    assertThat(piece.fragmentOffset()).isEqualTo(65_528);
    assertThat(piece.identification()).isEqualTo(0x1234);
  }

  @DisplayName("fewer than 20 octets")
  @Test
  void truncated() {
    ByteBuf buf = packet().octets();
    for (int length = 0; length < Ipv4View.HEADER_LENGTH; length++) {
      Ipv4View view = new Ipv4View(Unpooled.copiedBuffer(buf.slice(IP, length)), 0, length);
      assertThat(view.check()).isEqualTo(DropReason.TRUNCATED);
    }
  }

  @DisplayName("a version that is not 4")
  @ParameterizedTest
  @ValueSource(ints = {0x05, 0x35, 0x55, 0x65, 0xf5})
  void otherVersion(int versionAndLength) {
    Frame frame = packet();
    frame.octets().setByte(IP, versionAndLength);
    assertThat(checkAfter(frame, true)).isEqualTo(DropReason.BAD_VERSION);
  }

  @DisplayName("a header shorter than 20 octets, or longer than the packet")
  @ParameterizedTest
  @CsvSource({"0x40", "0x41", "0x44", "0x4f"})
  void badHeaderLength(String versionAndLength) {
    Frame frame = packet(); // 32 octets; 0x4f announces a header of 60
    frame.octets().setByte(IP, Integer.decode(versionAndLength));
    assertThat(checkAfter(frame, true)).isEqualTo(DropReason.BAD_LENGTH);
  }

  @DisplayName("a header longer than what arrived of a packet that is announced longer still")
  @Test
  void headerBeyondTheFrame() {
    Frame frame = packet();
    frame.octets().setByte(IP, 0x4f).setShort(IP + Ipv4View.TOTAL_LENGTH, 60);
    assertThat(checkAfter(frame, true)).isEqualTo(DropReason.TRUNCATED);
  }

  @DisplayName("a total length below the header's")
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 19})
  void totalLengthTooShort(int totalLength) {
    Frame frame = packet();
    frame.octets().setShort(IP + Ipv4View.TOTAL_LENGTH, totalLength);
    assertThat(checkAfter(frame, true)).isEqualTo(DropReason.BAD_LENGTH);
  }

  @DisplayName("a total length beyond the frame")
  @ParameterizedTest
  @ValueSource(ints = {33, 1500, 65_535})
  void totalLengthTooLong(int totalLength) {
    Frame frame = packet();
    frame.octets().setShort(IP + Ipv4View.TOTAL_LENGTH, totalLength);
    assertThat(checkAfter(frame, true)).isEqualTo(DropReason.TRUNCATED);
  }

  @DisplayName("RFC 894: padding behind the total length is not payload")
  @Test
  void paddingIsTrimmed() {
    ByteBuf padded = Unpooled.buffer().writeBytes(packet().octets()).writeZero(14);
    Ipv4View view = new Ipv4View(padded, IP, padded.readableBytes() - IP);
    assertThat(view.check()).isNull();
    assertThat(view.payloadLength()).isEqualTo(12);
  }

  @DisplayName("RFC 1122 section 3.2.1.2: each single wrong bit of the header is found")
  @Test
  void everyWrongBit() {
    for (int bit = 0; bit < 160; bit++) {
      Frame frame = packet();
      int at = IP + bit / 8;
      frame.octets().setByte(at, frame.octets().getByte(at) ^ 1 << bit % 8);
      DropReason reason = checkAfter(frame, false);
      if (bit >= 32) { // before that, version and lengths may be what is wrong first
        assertThat(reason).isEqualTo(DropReason.BAD_CHECKSUM);
      }
    }
  }

  @DisplayName("RFC 791: whatever the options say, the header is as long as it says")
  @Test
  void anyOptions() {
    Cases.check(
        500,
        random -> {
          byte[] options = new byte[4 * random.nextInt(11)];
          random.nextBytes(options);
          ByteBuf buf = Unpooled.buffer().writeZero(20 + options.length + 5);
          new Ipv4Header(Ipv4Address.LOOPBACK, Ipv4Address.ANY, 17, 64, 0, 0, 0)
              .write(buf, 0, options.length + 5);
          buf.setByte(0, 0x45 + options.length / 4).setBytes(20, options).setShort(10, 0);
          buf.setShort(10, Checksum.finish(Checksum.sum(buf, 0, 20 + options.length)));
          Ipv4View view = new Ipv4View(buf, 0, buf.readableBytes());
          assertThat(view.check()).isNull();
          assertThat(view.payload()).isEqualTo(20 + options.length);
          assertThat(view.payloadLength()).isEqualTo(5);
        });
  }
}
