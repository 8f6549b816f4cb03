package io.qnet.wire.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.Cases;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.UdpPort;

/** UDP datagrams. */
class UdpTest {
  private static byte[] datagram(byte[] payload) {
    return Oracle.FRAMES.udpPayload(5000, 53, payload);
  }

  private static long pseudoHeader(int length) {
    return Checksum.pseudoHeader(
        Oracle.FRAMES.source(), Oracle.FRAMES.destination(), IpProtocol.UDP, length);
  }

  private static UdpView view(ByteBuf octets) {
    return new UdpView(octets, 0, octets.readableBytes());
  }

  private static DropReason check(ByteBuf octets) {
    DropReason reason = view(octets).check(pseudoHeader(octets.readableBytes()));
    return reason == null ? DropReason.IMPAIRED : reason;
  }

  @DisplayName("RFC 768: pcap4j reads every datagram that we write")
  @Test
  void oursReadByPcap4j() {
    Cases.check(
        500,
        random -> {
          byte[] payload = Oracle.randomOctets(random, 300);
          int source = random.nextInt(0x10000);
          int destination = random.nextInt(0x10000);
          UdpPacket read =
              Oracle.read(Oracle.FRAMES.udp(source, destination, payload), UdpPacket.class);
          assertThat(read.hasValidChecksum(Oracle.SOURCE, Oracle.DESTINATION, false)).isTrue();
          assertThat(read.getHeader().getSrcPort().valueAsInt()).isEqualTo(source);
          assertThat(read.getHeader().getDstPort().valueAsInt()).isEqualTo(destination);
          assertThat(read.getHeader().getLengthAsInt()).isEqualTo(8 + payload.length);
          if (payload.length > 0) {
            assertThat(read.getPayload().getRawData()).isEqualTo(payload);
          }
        });
  }

  @DisplayName("RFC 768: we read every datagram that pcap4j writes")
  @Test
  void pcap4jReadByUs() {
    Cases.check(
        500,
        random -> {
          byte[] payload = Oracle.randomOctets(random, 300);
          UdpPacket.Builder udp =
              new UdpPacket.Builder()
                  .srcPort(UdpPort.getInstance((short) 65_535))
                  .dstPort(UdpPort.getInstance((short) 67))
                  .srcAddr(Oracle.SOURCE)
                  .dstAddr(Oracle.DESTINATION)
                  .correctChecksumAtBuild(true)
                  .correctLengthAtBuild(true)
                  .payloadBuilder(new UnknownPacket.Builder().rawData(payload));
          ByteBuf buf = Oracle.written(Oracle.ipv4(IpNumber.UDP, udp).build());
          Ipv4View ip = new Ipv4View(buf, 0, buf.readableBytes());
          assertThat(ip.check()).isNull();
          UdpView view = new UdpView(buf, ip.payload(), ip.payloadLength());
          assertThat(view.check(ip.pseudoHeader())).isNull();
          assertThat(view.sourcePort()).isEqualTo(65_535);
          assertThat(view.destinationPort()).isEqualTo(67);
          assertThat(ByteBufUtil.getBytes(buf, view.payload(), view.payloadLength()))
              .isEqualTo(payload);
        });
  }

  @DisplayName("fewer than 8 octets")
  @Test
  void truncated() {
    for (int length = 0; length < UdpView.HEADER_LENGTH; length++) {
      assertThat(check(Unpooled.wrappedBuffer(new byte[length]))).isEqualTo(DropReason.TRUNCATED);
    }
  }

  @DisplayName("a length below 8, or beyond the IP payload")
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 19, 65_535})
  void badLength(int length) {
    ByteBuf buf = Unpooled.wrappedBuffer(datagram(new byte[10]));
    assertThat(check(buf.setShort(UdpView.LENGTH, length))).isEqualTo(DropReason.BAD_LENGTH);
  }

  @DisplayName("a length below the IP payload: the rest is not data, and not in the checksum")
  @Test
  void trailingOctetsAreIgnored() {
    byte[] right = datagram(new byte[] {1, 2, 3});
    ByteBuf buf = Unpooled.buffer().writeBytes(right).writeBytes(new byte[] {77, 78, 79, 80});
    UdpView view = view(buf);
    assertThat(view.check(pseudoHeader(buf.readableBytes()))).isNull();
    assertThat(view.payloadLength()).isEqualTo(3);
    assertThat(view).hasToString("UDP 5000 > 53 length 3");
  }

  @DisplayName("RFC 768: checksum 0 means that none was made")
  @Test
  void noChecksum() {
    ByteBuf buf = Unpooled.wrappedBuffer(datagram(new byte[] {1, 2, 3}));
    buf.setShort(UdpView.CHECKSUM, 0).setByte(8, 99);
    assertThat(view(buf).check(pseudoHeader(buf.readableBytes()))).isNull();
  }

  @DisplayName("RFC 768: a checksum that comes out as 0 is sent as ffff, and verifies")
  @Test
  void checksumOfZeroIsSentAsOnes() {
    byte[] payload = new byte[2];
    ByteBuf buf = Unpooled.wrappedBuffer(datagram(payload));
    int checksum = buf.getUnsignedShort(UdpView.CHECKSUM);
    payload[0] = (byte) (checksum >>> 8); // adding the checksum brings the sum to ffff
    payload[1] = (byte) checksum;
    buf = Unpooled.wrappedBuffer(datagram(payload));
    assertThat(buf.getUnsignedShort(UdpView.CHECKSUM)).isEqualTo(0xffff);
    assertThat(view(buf).check(pseudoHeader(buf.readableBytes()))).isNull();
  }

  @DisplayName("each single wrong bit is found")
  @Test
  void everyWrongBit() {
    byte[] right = datagram(new byte[] {1, 2, 3, 4, 5});
    for (int bit = 0; bit < right.length * 8; bit++) {
      byte[] wrong = right.clone();
      wrong[bit / 8] ^= (byte) (1 << bit % 8);
      DropReason reason = check(Unpooled.wrappedBuffer(wrong));
      if (bit / 16 == UdpView.LENGTH / 2) { // shorter leaves octets out, longer is too long
        assertThat(reason).isIn(DropReason.BAD_LENGTH, DropReason.BAD_CHECKSUM);
      } else {
        assertThat(reason).isEqualTo(DropReason.BAD_CHECKSUM);
      }
    }
  }

  @DisplayName("a datagram for another address does not verify")
  @Test
  void pseudoHeaderCounts() {
    byte[] octets = datagram(new byte[4]);
    long other =
        Checksum.pseudoHeader(
            Oracle.FRAMES.source(), Ipv4Address.parse("10.0.2.3"), IpProtocol.UDP, octets.length);
    assertThat(view(Unpooled.wrappedBuffer(octets)).check(other))
        .isEqualTo(DropReason.BAD_CHECKSUM);
  }

  @DisplayName("no data, and the most that IPv4 carries: 65507 octets")
  @Test
  void emptyAndLongest() {
    for (int length : new int[] {0, 65_507}) {
      ByteBuf buf = Unpooled.wrappedBuffer(datagram(new byte[length]));
      assertThat(view(buf).check(pseudoHeader(buf.readableBytes()))).isNull();
      assertThat(view(buf).payloadLength()).isEqualTo(length);
    }
  }

  @DisplayName("RFC 768: port 0 may be written; what it means is up to the receiver")
  @Test
  void portZero() {
    byte[] octets = Oracle.FRAMES.udpPayload(0, 0, new byte[1]);
    UdpView view = view(Unpooled.wrappedBuffer(octets));
    assertThat(view.check(pseudoHeader(octets.length))).isNull();
    assertThat(view.sourcePort()).isZero();
    assertThat(view.destinationPort()).isZero();
  }
}
