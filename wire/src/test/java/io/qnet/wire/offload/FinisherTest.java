package io.qnet.wire.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.GsoType;
import io.qnet.wire.Offloads;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpView;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a network card does with a super-frame, and what a stranger may write in front of one. */
@DisplayName("Finishing what a sender left undone")
class FinisherTest {
  private static final int SEQUENCE = -1000; // wraps within the segment
  private static final int CWR = 0x80;

  private final List<ByteBuf> pieces = new ArrayList<>();

  private static Frames frames(boolean six) {
    return new Frames(
        MacAddress.parse("52:54:00:12:34:56"),
        MacAddress.parse("52:55:0a:00:02:02"),
        IpAddress.parse(six ? "fec0::15" : "10.0.2.15"),
        IpAddress.parse(six ? "2001:db8::80" : "192.0.2.80"));
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    return octets;
  }

  private static int transport(boolean six) {
    return EthernetView.HEADER_LENGTH + (six ? 40 : 20);
  }

  private static Frame tcp(boolean six, int length, int size) {
    int flags = TcpFlags.ACK | TcpFlags.PSH | TcpFlags.FIN | CWR;
    TcpHeader header = new TcpHeader(40_000, 80, SEQUENCE, 7, flags, 500, TcpOptions.NONE);
    ByteBuf octets = frames(six).tcp(header, octets(length)).octets();
    octets.setShort(transport(six) + TcpView.CHECKSUM, 0x1234); // nobody looks at it
    int headers = transport(six) + TcpView.HEADER_LENGTH;
    GsoType type = six ? GsoType.TCP6 : GsoType.TCP4;
    return Frame.unfinished(octets, type, size, headers, transport(six), TcpView.CHECKSUM);
  }

  private @Nullable DropReason finish(Frame frame) {
    DropReason reason = Finisher.finish(frame, piece -> pieces.add(piece.octets()));
    frame.release();
    return reason;
  }

  private byte[] together() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(piece -> all.writeBytes(new Received(piece).payload()));
    return all.toByteArray();
  }

  @ParameterizedTest(name = "IPv6 {0}, {1} octets in pieces of {2}: {3}")
  @CsvSource({
    "false, 4000, 1460, 3",
    "true, 4000, 1440, 3",
    "false, 2920, 1460, 2",
    "false, 1, 1460, 1",
    "true, 64000, 536, 120",
    "false, 256, 1, 256"
  })
  @DisplayName("TCP: right checksums, sequence numbers that count on, flags where they belong")
  void tcpPieces(boolean six, int length, int size, int count) {
    assertThat(finish(tcp(six, length, size))).isNull();

    assertThat(pieces).hasSize(count);
    assertThat(together()).isEqualTo(octets(length));
    for (int i = 0; i < count; i++) {
      Received piece = new Received(pieces.get(i)); // fails if a checksum or length is wrong
      boolean last = i == count - 1;
      assertThat(piece.tcp().sequence()).isEqualTo(SEQUENCE + i * size);
      assertThat(piece.tcp().flags())
          .isEqualTo(TcpFlags.ACK | (last ? TcpFlags.PSH | TcpFlags.FIN : 0) | (i == 0 ? CWR : 0));
      if (!six) {
        int first = new Received(pieces.get(0)).ip().identification();
        assertThat(piece.ip().identification()).isEqualTo((first + i) & 0xffff);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("UDP: each piece is a datagram of its own")
  void udpPieces(boolean six) {
    ByteBuf octets = frames(six).udp(5000, 53, octets(3000)).octets();
    int headers = transport(six) + UdpView.HEADER_LENGTH;
    Frame frame =
        Frame.unfinished(octets, GsoType.UDP, 1200, headers, transport(six), UdpView.CHECKSUM);
    assertThat(finish(frame)).isNull();

    assertThat(pieces).hasSize(3);
    assertThat(together()).isEqualTo(octets(3000));
    assertThat(new Received(pieces.get(2)).udp().payloadLength()).isEqualTo(600);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a packet with the sum of its pseudo-header gets its checksum, in a copy")
  void checksum(boolean six) {
    Frames frames = frames(six);
    Frame whole = frames.udp(5000, 53, octets(101));
    ByteBuf octets = whole.octets();
    int field = transport(six) + UdpView.CHECKSUM;
    int length = octets.readableBytes() - transport(six);
    long pseudo =
        Checksum.pseudoHeader(frames.source(), frames.destination(), IpProtocol.UDP, length);
    octets.setShort(field, Checksum.fold(pseudo));
    byte[] before = ByteBufUtil.getBytes(octets);
    octets.retain();
    Frame unfinished =
        Frame.unfinished(octets, GsoType.NONE, 0, 0, transport(six), UdpView.CHECKSUM);
    assertThat(finish(unfinished)).isNull();

    assertThat(new Received(pieces.get(0)).payload()).isEqualTo(octets(101));
    assertThat(ByteBufUtil.getBytes(octets)).as("who shares it").isEqualTo(before);
    octets.release();
  }

  @Test
  @DisplayName("fits: only whoever said that it takes such frames gets them whole")
  void fits() {
    Offloads all = new Offloads(65_550, true, true, false, false);
    assertThat(Finisher.fits(tcp(false, 4000, 1460), all)).isTrue();
    assertThat(Finisher.fits(tcp(true, 4000, 1440), all)).isFalse();
    assertThat(Finisher.fits(tcp(false, 4000, 1460), Offloads.PLAIN)).isFalse();
    assertThat(Finisher.fits(frames(false).arpRequest(), Offloads.PLAIN)).isTrue();
  }

  @Test
  @DisplayName("more pieces than a sane sender would ask for are refused")
  void tooMany() {
    assertThat(finish(tcp(false, 257, 1))).isEqualTo(DropReason.OVERSIZE);
    assertThat(finish(tcp(false, 4000, 0))).isEqualTo(DropReason.BAD_LENGTH);
    assertThat(pieces).isEmpty();
  }

  @Test
  @DisplayName(
      "any numbers in front of any octets: a reason, or whole pieces; nothing is written to")
  void hostile() {
    Random random = new Random(20_261_128);
    List<GsoType> types = List.of(GsoType.values());
    int made = 0;
    for (int i = 0; i < 100_000; i++) {
      ByteBuf octets = tcp(random.nextBoolean(), random.nextInt(300), 1).octets();
      octets.writerIndex(random.nextInt(octets.writerIndex() + 1));
      if (octets.readableBytes() > 0) {
        octets.setByte(random.nextInt(octets.readableBytes()), random.nextInt(256));
      }
      byte[] before = ByteBufUtil.getBytes(octets);
      octets.retain();
      Frame frame =
          Frame.unfinished(
              octets,
              types.get(random.nextInt(types.size())),
              random.nextInt(random.nextBoolean() ? 400 : 65_536),
              random.nextInt(65_536),
              random.nextInt(random.nextBoolean() ? 80 : 65_536),
              random.nextInt(random.nextBoolean() ? 20 : 65_536));
      pieces.clear();
      DropReason reason = finish(frame);
      assertThat(pieces.isEmpty()).isEqualTo(reason != null);
      assertThat(ByteBufUtil.getBytes(octets)).isEqualTo(before);
      made += pieces.size();
      pieces.forEach(ByteBuf::release);
      octets.release();
    }
    assertThat(made).as("not all were refused").isPositive();
  }
}
