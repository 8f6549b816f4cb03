package io.qnet.slirp.dhcp;

import static io.qnet.slirp.dhcp.Message.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cases;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The octets of messages, read by hand where tshark does not look. */
class DhcpMessageTest {
  @Test
  @DisplayName("RFC 2131, figure 1: every field where it belongs, and zeros elsewhere")
  void header() {
    DhcpHeader header =
        new DhcpHeader(
            2,
            0xdeadbeef,
            0x8000,
            Ipv4Address.parse("1.2.3.4"),
            Ipv4Address.parse("5.6.7.8"),
            Ipv4Address.parse("9.10.11.12"),
            Ipv4Address.parse("13.14.15.16"),
            MacAddress.parse("52:54:00:12:34:56"),
            "boot");
    ByteBuf buf = Unpooled.buffer().writeZero(300).setByte(17, 0xff);
    header.write(buf, 3);
    assertThat(ByteBufUtil.hexDump(buf, 3, 34))
        .isEqualTo(
            "02010600deadbeef00008000" // op, htype, hlen, hops, xid, secs, flags
                + "01020304" // ciaddr
                + "05060708" // yiaddr
                + "090a0b0c" // siaddr
                + "0d0e0f10" // giaddr
                + "525400123456"); // chaddr
    assertThat(ByteBufUtil.hexDump(buf, 3 + 34, 74)).matches("0*");
    assertThat(ByteBufUtil.hexDump(buf, 3 + 108, 5)).isEqualTo("626f6f7400");
    assertThat(ByteBufUtil.hexDump(buf, 3 + 236, 4)).isEqualTo("63825363");

    DhcpView view = new DhcpView(buf, 3, 297);
    assertThat(view.check()).isNull();
    assertThat(view.broadcast()).isTrue();
    assertThat(view.nextServer()).hasToString("9.10.11.12");
    assertThat(view)
        .hasToString(
            "BOOTP reply from 52:54:00:12:34:56 xid 0xdeadbeef ciaddr 1.2.3.4 yiaddr 5.6.7.8");
  }

  @Test
  @DisplayName("RFC 2132: an ACK, option by option, as it stands on the wire")
  void options() {
    Conversation talk = new Conversation(Conversation.userMode().mtu(1500));
    ByteBuf ack =
        talk.says(Message.reboot(ALICE, "10.0.2.15")).answer(DhcpMessageType.ACK).reply().payload();
    assertThat(ByteBufUtil.hexDump(ack, 240, 60))
        .isEqualTo(
            "350105" // 53: ACK
                + "36040a000202" // 54: server identifier
                + "330400015180" // 51: 86400 s
                + "3a040000a8c0" // 58: 43200 s
                + "3b0400012750" // 59: 75600 s
                + "0104ffffff00" // 1: netmask
                + "03040a000202" // 3: router
                + "06040a000203" // 6: name server
                + "1a0205dc" // 26: MTU
                + "1c040a0002ff" // 28: broadcast address
                + "ff0000000000".substring(0, 10)); // END, PAD up to 300 octets
    assertThat(ack.readableBytes()).isEqualTo(300);
    talk.over();
  }

  @Test
  @DisplayName("RFC 3396: what the writer cuts, the reader joins, wherever other options stand")
  void longOptions() {
    Cases.check(
        500,
        random -> {
          Message message = Message.bootp(ALICE);
          OptionWriter writer = new OptionWriter(message.octets, 100_000);
          Map<Integer, byte[]> written = new HashMap<>();
          for (int i = 0; i < 10; i++) {
            int code = 128 + random.nextInt(100);
            byte[] octets = new byte[random.nextInt(4) == 0 ? random.nextInt(2000) : 3];
            random.nextBytes(octets);
            writer.put(code, octets);
            written.merge(code, octets, DhcpMessageTest::join);
          }
          writer.end(300);
          DhcpView view = new DhcpView(message.octets, 0, message.octets.readableBytes());
          DhcpOptions options = Objects.requireNonNull(DhcpOptions.read(view));
          written.forEach((code, octets) -> assertThat(options.octets(code)).isEqualTo(octets));
          assertThat(options.has(127)).isFalse();
          assertThat(options.number(127)).isEqualTo(DhcpOptions.ABSENT);
          message.octets.release();
        });
  }

  private static byte[] join(byte[] first, byte[] second) {
    return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(first, second));
  }

  @Test
  @DisplayName("An option that does not fit is left out whole, END always fits")
  void limit() {
    ByteBuf buf = Unpooled.buffer();
    OptionWriter writer = new OptionWriter(buf, 20);
    writer.putIfItFits(1, new byte[18]);
    assertThat(buf.readableBytes()).isZero();
    writer.putIfItFits(2, new byte[17]);
    writer.putIfItFits(3, new byte[0]);
    writer.end(0);
    assertThat(buf.readableBytes()).isEqualTo(20);
    assertThat(buf.getUnsignedByte(19)).isEqualTo((short) 255);
  }

  @Test
  @DisplayName("Identifiers: none is the same as type 1 and the Ethernet address")
  void identifiers() {
    byte[] ofCard = {1, 0x52, 0x54, 0, 0, 0, 0x0a};
    assertThat(ClientId.of(ofCard)).isEqualTo(ClientId.of(ALICE)).hasToString("0152540000000a");
    assertThat(ClientId.of(new byte[] {0, 1})).isNotEqualTo(ClientId.of(ALICE));
  }

  @Test
  @DisplayName("RFC 2132, 9.6: eight message types, and no others")
  void types() {
    for (DhcpMessageType type : DhcpMessageType.values()) {
      assertThat(DhcpMessageType.of(type.code())).isEqualTo(type);
    }
    assertThat(DhcpMessageType.of(0)).isNull();
    assertThat(DhcpMessageType.of(9)).isNull();
    assertThat(DhcpMessageType.of(DhcpOptions.ABSENT)).isNull();
    assertThat(DhcpMessageType.values()).hasSize(8);
  }
}
