package io.qnet.wire.packet;

import static io.qnet.wire.packet.TcpFlags.ACK;
import static io.qnet.wire.packet.TcpFlags.FIN;
import static io.qnet.wire.packet.TcpFlags.PSH;
import static io.qnet.wire.packet.TcpFlags.RST;
import static io.qnet.wire.packet.TcpFlags.SYN;
import static io.qnet.wire.packet.TcpFlags.URG;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.kit.Cases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.TcpPort;

/** TCP segments. */
class TcpTest {
  private static final int[] LEGAL = {SYN, RST, ACK, SYN | ACK, RST | ACK, FIN | ACK};

  private static Frame segment(int flags, byte[] payload) {
    return Oracle.FRAMES.tcp(
        new TcpHeader(40_112, 443, -1, 1, flags, 65_535, TcpOptions.NONE), payload);
  }

  private static TcpView view(Frame frame) {
    Ipv4View ip = Oracle.ip(frame);
    return new TcpView(frame.octets(), ip.payload(), ip.payloadLength());
  }

  private static @Nullable DropReason check(Frame frame) {
    return view(frame).check(Oracle.ip(frame).pseudoHeader());
  }

  /** Makes the checksum right again after the header was spoilt. */
  private static void fixChecksum(Frame frame) {
    TcpView view = view(frame);
    view.buf().setShort(view.offset() + TcpView.CHECKSUM, 0);
    long sum = Checksum.sum(view.buf(), view.offset(), view.available());
    int checksum = Checksum.finish(Oracle.ip(frame).pseudoHeader() + sum);
    view.buf().setShort(view.offset() + TcpView.CHECKSUM, checksum);
  }

  @DisplayName("RFC 9293 section 3.1: pcap4j reads every segment that we write")
  @Test
  void oursReadByPcap4j() {
    Cases.check(
        500,
        random -> {
          byte[] payload = Oracle.randomOctets(random, 300);
          int flags = random.nextInt(64);
          TcpHeader header =
              new TcpHeader(
                  random.nextInt(0x10000),
                  random.nextInt(0x10000),
                  random.nextInt(),
                  random.nextInt(),
                  flags,
                  random.nextInt(0x10000),
                  TcpOptions.NONE);
          TcpPacket packet = Oracle.read(Oracle.FRAMES.tcp(header, payload), TcpPacket.class);
          assertThat(packet.hasValidChecksum(Oracle.SOURCE, Oracle.DESTINATION, false)).isTrue();
          TcpPacket.TcpHeader read = packet.getHeader();
          assertThat(read.getSrcPort().valueAsInt()).isEqualTo(header.sourcePort());
          assertThat(read.getDstPort().valueAsInt()).isEqualTo(header.destinationPort());
          assertThat(read.getSequenceNumber()).isEqualTo(header.sequence());
          assertThat(read.getAcknowledgmentNumber()).isEqualTo(header.acknowledgment());
          assertThat(read.getWindowAsInt()).isEqualTo(header.window());
          assertThat(read.getUrgentPointer()).isZero();
          assertThat(read.getSyn()).isEqualTo((flags & SYN) != 0);
          assertThat(read.getFin()).isEqualTo((flags & FIN) != 0);
          assertThat(read.getRst()).isEqualTo((flags & RST) != 0);
          assertThat(read.getPsh()).isEqualTo((flags & PSH) != 0);
          assertThat(read.getAck()).isEqualTo((flags & ACK) != 0);
          assertThat(read.getUrg()).isEqualTo((flags & URG) != 0);
          if (payload.length > 0) {
            assertThat(packet.getPayload().getRawData()).isEqualTo(payload);
          }
        });
  }

  @DisplayName("RFC 9293 section 3.1: we read what pcap4j writes")
  @Test
  void pcap4jReadByUs() {
    byte[] payload = {1, 2, 3, 4, 5};
    TcpPacket.Builder tcp =
        new TcpPacket.Builder()
            .srcPort(TcpPort.getInstance((short) 40_112))
            .dstPort(TcpPort.getInstance((short) 443))
            .sequenceNumber(-2)
            .acknowledgmentNumber(0x80000000)
            .syn(true)
            .ack(true)
            .urg(true)
            .window((short) 0xfffe)
            .urgentPointer((short) 0xffff)
            .srcAddr(Oracle.SOURCE)
            .dstAddr(Oracle.DESTINATION)
            .correctChecksumAtBuild(true)
            .correctLengthAtBuild(true)
            .payloadBuilder(new UnknownPacket.Builder().rawData(payload));
    ByteBuf buf = Oracle.written(Oracle.ipv4(IpNumber.TCP, tcp).build());
    Ipv4View ip = new Ipv4View(buf, 0, buf.readableBytes());
    TcpView view = new TcpView(buf, ip.payload(), ip.payloadLength());
    assertThat(view.check(ip.pseudoHeader())).isNull();
    assertThat(view.sourcePort()).isEqualTo(40_112);
    assertThat(view.destinationPort()).isEqualTo(443);
    assertThat(view.sequence()).isEqualTo(-2);
    assertThat(view.acknowledgment()).isEqualTo(0x80000000);
    assertThat(view.has(SYN | ACK)).isTrue();
    assertThat(view.has(SYN | FIN)).isFalse();
    assertThat(view.window()).isEqualTo(0xfffe);
    assertThat(view.urgent()).isEqualTo(0xffff); // far beyond the data: only a number here
    assertThat(view.segmentLength()).isEqualTo(6);
    assertThat(ByteBufUtil.getBytes(buf, view.payload(), view.payloadLength())).isEqualTo(payload);
    assertThat(view)
        .hasToString("TCP 40112 > 443 [S.U] seq 4294967294 ack 2147483648 win 65534 length 5");
  }

  @DisplayName("fewer than 20 octets")
  @Test
  void truncated() {
    for (int length = 0; length < TcpView.HEADER_LENGTH; length++) {
      TcpView view = new TcpView(Unpooled.wrappedBuffer(new byte[length]), 0, length);
      assertThat(view.check(0)).isEqualTo(DropReason.TRUNCATED);
    }
  }

  @DisplayName("a data offset below 5, or beyond the segment")
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 7, 15})
  void badDataOffset(int words) {
    Frame frame = segment(ACK, new byte[7]);
    frame.octets().setByte(view(frame).offset() + TcpView.DATA_OFFSET, words << 4);
    fixChecksum(frame);
    assertThat(check(frame)).isEqualTo(DropReason.BAD_LENGTH);
  }

  @DisplayName("each single wrong bit is found")
  @Test
  void everyWrongBit() {
    Frame frame = segment(ACK, new byte[40]);
    TcpView view = view(frame);
    for (int bit = 0; bit < view.available() * 8; bit++) {
      int at = view.offset() + bit / 8;
      int right = frame.octets().getByte(at);
      frame.octets().setByte(at, right ^ 1 << bit % 8);
      if (bit / 8 == TcpView.DATA_OFFSET) { // may be what is wrong first
        assertThat(check(frame)).isIn(DropReason.BAD_LENGTH, DropReason.BAD_CHECKSUM);
      } else {
        assertThat(check(frame)).isEqualTo(DropReason.BAD_CHECKSUM);
      }
      frame.octets().setByte(at, right);
    }
    assertThat(check(frame)).isNull();
  }

  @DisplayName("RFC 9293 section 3.10: SYN+FIN, SYN+RST, null, xmas and the like are refused")
  @Test
  void everyCombinationOfFlags() {
    for (int flags = 0; flags < 64; flags++) {
      int control = flags & (SYN | RST | ACK | FIN);
      boolean legal = false;
      for (int combination : LEGAL) {
        legal |= control == combination;
      }
      assertThat(check(segment(flags, new byte[0])))
          .as(TcpFlags.toString(flags))
          .isEqualTo(legal ? null : DropReason.BAD_FLAGS);
    }
  }

  @DisplayName("RFC 3168: the ECN bits change nothing")
  @Test
  void ecnBitsAreNoControlBits() {
    assertThat(check(segment(SYN | 0xc0, new byte[0]))).isNull();
    assertThat(check(segment(0xc0, new byte[0]))).isEqualTo(DropReason.BAD_FLAGS);
  }

  @DisplayName("RFC 9293 section 3.4: SYN and FIN take a sequence number each")
  @Test
  void segmentLengths() {
    assertThat(view(segment(ACK, new byte[3])).segmentLength()).isEqualTo(3);
    assertThat(view(segment(SYN, new byte[0])).segmentLength()).isEqualTo(1);
    assertThat(view(segment(FIN | ACK, new byte[3])).segmentLength()).isEqualTo(4);
  }

  @DisplayName("the letters of tcpdump")
  @Test
  void letters() {
    assertThat(TcpFlags.toString(0)).isEqualTo("none");
    assertThat(TcpFlags.toString(SYN | ACK)).isEqualTo("S.");
    assertThat(TcpFlags.toString(FIN | PSH | URG)).isEqualTo("FPU");
    assertThat(TcpFlags.toString(RST | 0xc0)).isEqualTo("R");
  }
}
