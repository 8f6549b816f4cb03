package io.qnet.wire.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.kit.Cases;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpNoOperationOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpSackOption;
import org.pcap4j.packet.TcpSackPermittedOption;
import org.pcap4j.packet.TcpTimestampsOption;
import org.pcap4j.packet.TcpWindowScaleOption;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.TcpPort;

/** TCP options. */
class TcpOptionsTest {
  private static final TcpOptions SYN = TcpOptions.syn(1460, 7, true);

  private static @Nullable TcpOptions read(int... octets) {
    ByteBuf buf = Unpooled.buffer().writeZero(20);
    for (int octet : octets) {
      buf.writeByte(octet);
    }
    buf.writeZero(-buf.readableBytes() & 3);
    buf.setByte(TcpView.DATA_OFFSET, buf.readableBytes() << 2);
    return TcpOptions.read(new TcpView(buf, 0, buf.readableBytes()));
  }

  private static TcpOptions random(Random random) {
    int mss = random.nextBoolean() ? random.nextInt(0x10000) : TcpOptions.ABSENT;
    int scale = random.nextBoolean() ? random.nextInt(15) : TcpOptions.ABSENT;
    TcpOptions options = TcpOptions.syn(mss, scale, random.nextBoolean());
    if (random.nextBoolean()) {
      options = options.withTimestamps(random.nextInt(), random.nextInt());
    }
    int room = (40 - options.length() - 4) / 8;
    return room > 0
        ? options.withSack(random.ints(2L * random.nextInt(room + 1)).toArray())
        : options;
  }

  private static void assertSame(TcpOptions actual, TcpOptions expected) {
    assertThat(actual.sack()).isEqualTo(expected.sack());
    assertThat(actual.withSack()).usingRecursiveComparison().isEqualTo(expected.withSack());
  }

  private static TcpOptions require(@Nullable TcpOptions options) {
    if (options == null) {
      throw new AssertionError("no options");
    }
    return options;
  }

  @DisplayName("whatever options we write, we read again")
  @Test
  void roundTrip() {
    Cases.check(
        2_000,
        random -> {
          TcpOptions options = random(random);
          TcpHeader header = new TcpHeader(1, 2, 3, 4, TcpFlags.ACK, 5, options);
          Frame frame = Oracle.FRAMES.tcp(header, new byte[3]);
          Ipv4View ip = Oracle.ip(frame);
          TcpView view = new TcpView(frame.octets(), ip.payload(), ip.payloadLength());
          assertThat(view.check(ip.pseudoHeader())).isNull();
          assertThat(view.headerLength()).isEqualTo(20 + options.length());
          assertThat(view.payloadLength()).isEqualTo(3);
          assertSame(require(TcpOptions.read(view)), options);
        });
  }

  @DisplayName("RFC 9293, 7323, 2018: pcap4j reads every option that we write")
  @Test
  void oursReadByPcap4j() throws Exception {
    TcpOptions options = SYN.withTimestamps(-5, 6).withSack(100, 200);
    TcpHeader header = new TcpHeader(1, 2, 3, 4, TcpFlags.ACK, 5, options);
    List<TcpPacket.TcpOption> read =
        Oracle.read(Oracle.FRAMES.tcp(header, new byte[0]), TcpPacket.class)
            .getHeader()
            .getOptions();
    assertThat(only(read, TcpMaximumSegmentSizeOption.class).getMaxSegSizeAsInt()).isEqualTo(1460);
    assertThat(only(read, TcpWindowScaleOption.class).getShiftCountAsInt()).isEqualTo(7);
    assertThat(only(read, TcpSackPermittedOption.class)).isNotNull();
    assertThat(only(read, TcpTimestampsOption.class).getTsValue()).isEqualTo(-5);
    assertThat(only(read, TcpTimestampsOption.class).getTsEchoReply()).isEqualTo(6);
    assertThat(only(read, TcpSackOption.class)).isEqualTo(sack(new TcpSackOption.Sack(100, 200)));
  }

  private static TcpSackOption sack(TcpSackOption.Sack... blocks) {
    return new TcpSackOption.Builder().sacks(List.of(blocks)).correctLengthAtBuild(true).build();
  }

  private static <T extends TcpPacket.TcpOption> T only(
      List<TcpPacket.TcpOption> options, Class<T> type) {
    List<T> found = options.stream().filter(type::isInstance).map(type::cast).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @DisplayName("RFC 9293, 7323, 2018: we read every option that pcap4j writes, in any order")
  @Test
  void pcap4jReadByUs() {
    TcpPacket.TcpOption sack = sack(new TcpSackOption.Sack(-8, -4), new TcpSackOption.Sack(0, 4));
    TcpPacket.TcpOption timestamps =
        new TcpTimestampsOption.Builder()
            .tsValue(0x80000001)
            .tsEchoReply(9)
            .correctLengthAtBuild(true)
            .build();
    TcpPacket.TcpOption mss =
        new TcpMaximumSegmentSizeOption.Builder()
            .maxSegSize((short) 65_495)
            .correctLengthAtBuild(true)
            .build();
    TcpOptions options = written(TcpNoOperationOption.getInstance(), sack, mss, timestamps);
    assertSame(
        options,
        TcpOptions.syn(65_495, TcpOptions.ABSENT, false)
            .withTimestamps(0x80000001, 9)
            .withSack(-8, -4, 0, 4));
    TcpPacket.TcpOption scale =
        new TcpWindowScaleOption.Builder().shiftCount((byte) 14).correctLengthAtBuild(true).build();
    assertSame(
        written(scale, TcpSackPermittedOption.getInstance()),
        TcpOptions.syn(TcpOptions.ABSENT, 14, true));
  }

  private static TcpOptions written(TcpPacket.TcpOption... options) {
    TcpPacket.Builder tcp =
        new TcpPacket.Builder()
            .srcPort(TcpPort.HTTPS)
            .dstPort(TcpPort.HTTP)
            .syn(true)
            .options(Arrays.asList(options))
            .paddingAtBuild(true)
            .srcAddr(Oracle.SOURCE)
            .dstAddr(Oracle.DESTINATION)
            .correctChecksumAtBuild(true)
            .correctLengthAtBuild(true);
    ByteBuf buf = Oracle.written(Oracle.ipv4(IpNumber.TCP, tcp).build());
    Ipv4View ip = new Ipv4View(buf, 0, buf.readableBytes());
    TcpView view = new TcpView(buf, ip.payload(), ip.payloadLength());
    assertThat(view.check(ip.pseudoHeader())).isNull();
    return require(TcpOptions.read(view));
  }

  @DisplayName("no options, or only padding")
  @Test
  void none() {
    assertThat(read()).isSameAs(TcpOptions.NONE);
    assertSame(require(read(1, 1, 1, 1)), TcpOptions.NONE);
    assertSame(require(read(0, 2, 4, 5)), TcpOptions.NONE); // behind the end nothing counts
  }

  @DisplayName("RFC 9293 section 3.1: an option that is not known is skipped by its length")
  @Test
  void unknownOption() {
    TcpOptions options = require(read(253, 6, 1, 2, 3, 4, 3, 3, 9, 34, 2));
    assertSame(options, TcpOptions.syn(TcpOptions.ABSENT, 9, false));
  }

  @DisplayName("RFC 7323 section 2.3: a shift count above 14 counts as 14")
  @Test
  void scaleIsLimited() {
    assertThat(require(read(3, 3, 15)).windowScale()).isEqualTo(14);
    assertThat(require(read(3, 3, 255)).windowScale()).isEqualTo(14);
  }

  @DisplayName("an option of length 0 or 1, known or not")
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 8, 253})
  void lengthBelowTwo(int kind) {
    assertThat(read(kind, 0, 1, 1)).isNull();
    assertThat(read(kind, 1, 1, 1)).isNull();
    assertThat(read(1, 1, 1, kind)).isNull(); // no length at all
  }

  @DisplayName("an option that runs past the header")
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 8, 253})
  void lengthOverrun(int kind) {
    assertThat(read(kind, 5, 1, 1)).isNull();
    assertThat(read(1, 1, kind, 3)).isNull();
    assertThat(read(kind, 255, 1, 1)).isNull();
  }

  @DisplayName("a known option with another length than its own")
  @Test
  void wrongLengthOfAKnownOption() {
    assertThat(read(2, 3, 1, 1)).isNull();
    assertThat(read(2, 6, 1, 1, 1, 1, 0, 0)).isNull();
    assertThat(read(3, 2, 0, 0)).isNull();
    assertThat(read(3, 4, 1, 1)).isNull();
    assertThat(read(4, 3, 1, 1)).isNull();
    assertThat(read(8, 9, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0)).isNull();
    assertThat(read(5, 6, 1, 1, 1, 1, 0, 0)).isNull(); // half a SACK block
  }

  @DisplayName("random octets are read or refused, and never fail")
  @Test
  void anything() {
    Cases.check(
        5_000,
        random -> {
          int[] kinds = {0, 1, 2, 3, 4, 5, 8, 253};
          int[] octets = new int[random.nextInt(41)];
          for (int i = 0; i < octets.length; i++) {
            octets[i] = random.nextBoolean() ? kinds[random.nextInt(8)] : random.nextInt(256);
          }
          TcpOptions options = read(octets);
          if (options != null) {
            assertThat(options.mss()).isBetween(-1, 65_535);
            assertThat(options.windowScale()).isBetween(-1, 14);
            assertThat(options.sack().length).isLessThanOrEqualTo(8).isEven();
          }
        });
  }
}
