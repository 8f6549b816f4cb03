package io.qnet.wire.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.kit.Cases;
import io.qnet.wire.kit.Frames;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4DestinationUnreachablePacket;
import org.pcap4j.packet.IcmpV4EchoPacket;
import org.pcap4j.packet.IcmpV4EchoReplyPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.IcmpV4Code;
import org.pcap4j.packet.namednumber.IcmpV4Type;

/** ICMP messages. */
class Icmpv4Test {
  private static Icmpv4View view(byte[] message) {
    return new Icmpv4View(Unpooled.wrappedBuffer(message), 0, message.length);
  }

  private static byte[] message(int type, int code, int payloadLength) {
    return Frames.icmpPayload(new Icmpv4Header(type, code, 0), new byte[payloadLength]);
  }

  @DisplayName("RFC 792: pcap4j reads our echo request")
  @Test
  void echoReadByPcap4j() {
    Cases.check(
        200,
        random -> {
          byte[] payload = Oracle.randomOctets(random, 200);
          int identifier = random.nextInt(0x10000);
          int sequence = random.nextInt(0x10000);
          IcmpV4CommonPacket read =
              Oracle.read(
                  Oracle.FRAMES.echo(identifier, sequence, payload), IcmpV4CommonPacket.class);
          assertThat(read.getHeader().getType()).isEqualTo(IcmpV4Type.ECHO);
          assertThat(read.hasValidChecksum(false)).isTrue();
          IcmpV4EchoPacket echo = read.get(IcmpV4EchoPacket.class);
          assertThat(echo.getHeader().getIdentifierAsInt()).isEqualTo(identifier);
          assertThat(echo.getHeader().getSequenceNumberAsInt()).isEqualTo(sequence);
          if (payload.length > 0) {
            assertThat(echo.getPayload().getRawData()).isEqualTo(payload);
          }
        });
  }

  @DisplayName("RFC 792: we read pcap4j's echo reply")
  @Test
  void replyWrittenByPcap4j() {
    byte[] payload = {9, 8, 7};
    IcmpV4CommonPacket written =
        new IcmpV4CommonPacket.Builder()
            .type(IcmpV4Type.ECHO_REPLY)
            .code(IcmpV4Code.NO_CODE)
            .correctChecksumAtBuild(true)
            .payloadBuilder(
                new IcmpV4EchoReplyPacket.Builder()
                    .identifier((short) 0xcafe)
                    .sequenceNumber((short) 0xffff)
                    .payloadBuilder(new UnknownPacket.Builder().rawData(payload)))
            .build();
    Icmpv4View view = view(written.getRawData());
    assertThat(view.check()).isNull();
    assertThat(view.type()).isEqualTo(Icmpv4View.ECHO_REPLY);
    assertThat(view.code()).isZero();
    assertThat(view.rest()).isEqualTo(0xcafeffff);
    assertThat(view.error()).isFalse();
    assertThat(ByteBufUtil.getBytes(view.buf(), view.payload(), view.payloadLength()))
        .isEqualTo(payload);
    assertThat(view).hasToString("ICMP type 0 code 0");
  }

  @DisplayName("RFC 792, RFC 1191: pcap4j finds the quoted packet in our error")
  @Test
  void errorReadByPcap4j() throws Exception {
    ByteBuf about = Oracle.FRAMES.udp(1000, 2000, new byte[30]).octets();
    byte[] quote = ByteBufUtil.getBytes(about, 14, 28);
    Icmpv4Header header =
        new Icmpv4Header(Icmpv4View.UNREACHABLE, Icmpv4Header.FRAGMENTATION_NEEDED, 1400);
    IcmpV4CommonPacket read =
        Oracle.read(Oracle.FRAMES.icmp(header, quote), IcmpV4CommonPacket.class);
    assertThat(read.hasValidChecksum(false)).isTrue();
    assertThat(read.getHeader().getCode()).isEqualTo(IcmpV4Code.FRAGMENTATION_BLOCKED);
    IcmpV4DestinationUnreachablePacket error = read.get(IcmpV4DestinationUnreachablePacket.class);
    assertThat(error.getHeader().getUnused()).isEqualTo(1400);
    IpV4Packet quoted = error.getPayload().get(IpV4Packet.class);
    assertThat(quoted.getHeader().getSrcAddr()).isEqualTo(Oracle.SOURCE);
    assertThat(quoted.getHeader().getDstAddr()).isEqualTo(Oracle.DESTINATION);
  }

  @DisplayName("ICMP of 0 to 7 octets, right checksum or not")
  @Test
  void truncated() {
    for (int length = 0; length < Icmpv4View.HEADER_LENGTH; length++) {
      assertThat(view(new byte[length]).check()).isEqualTo(DropReason.TRUNCATED);
    }
  }

  @DisplayName("RFC 792: each single wrong bit is found")
  @Test
  void everyWrongBit() {
    byte[] right = message(Icmpv4View.ECHO, 0, 5);
    for (int bit = 0; bit < right.length * 8; bit++) {
      byte[] wrong = right.clone();
      wrong[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(view(wrong).check()).isEqualTo(DropReason.BAD_CHECKSUM);
    }
  }

  @DisplayName("RFC 1122 section 3.2.2: errors are recognized, so that none is answered")
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 11, 12})
  void errors(int type) {
    Icmpv4View view = view(message(type, 1, 28));
    assertThat(view.check()).isNull();
    assertThat(view.error()).isTrue();
  }

  @DisplayName("RFC 1122 section 3.2.2: questions and answers are no errors")
  @ParameterizedTest
  @ValueSource(ints = {0, 8, 13, 14, 15, 16, 17, 18, 42, 255})
  void noErrors(int type) {
    assertThat(view(message(type, 0, 0)).error()).isFalse();
  }

  @DisplayName("the longest echo that IPv4 carries: 65507 octets")
  @Test
  void longestEcho() {
    Icmpv4View view = view(message(Icmpv4View.ECHO, 0, 65_507));
    assertThat(view.check()).isNull();
    assertThat(view.payloadLength()).isEqualTo(65_507);
  }

  @DisplayName("an error that quotes 0 to 7 octets is intact; reading the quote is up to IPv4")
  @Test
  void shortQuotes() {
    for (int length = 0; length < 8; length++) {
      Icmpv4View view = view(message(Icmpv4View.UNREACHABLE, 3, length));
      assertThat(view.check()).isNull();
      Ipv4View quote = new Ipv4View(view.buf(), view.payload(), view.payloadLength());
      assertThat(quote.check()).isEqualTo(DropReason.TRUNCATED);
    }
  }
}
