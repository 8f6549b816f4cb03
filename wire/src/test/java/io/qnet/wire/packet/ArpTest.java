package io.qnet.wire.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.namednumber.ArpHardwareType;
import org.pcap4j.packet.namednumber.ArpOperation;
import org.pcap4j.util.ByteArrays;

/** ARP messages. */
class ArpTest {
  private static ArpView view(Frame frame) {
    return new ArpView(frame.octets(), 14, frame.length() - 14);
  }

  @DisplayName("RFC 826: pcap4j reads our request")
  @Test
  void requestReadByPcap4j() throws Exception {
    ArpPacket.ArpHeader read = Oracle.read(Oracle.FRAMES.arpRequest(), ArpPacket.class).getHeader();
    assertThat(read.getOperation()).isEqualTo(ArpOperation.REQUEST);
    assertThat(read.getHardwareType()).isEqualTo(ArpHardwareType.ETHERNET);
    assertThat(read.getSrcHardwareAddr()).hasToString("52:54:00:12:34:56");
    assertThat(read.getSrcProtocolAddr()).isEqualTo(Oracle.SOURCE);
    assertThat(read.getDstHardwareAddr()).hasToString("00:00:00:00:00:00");
    assertThat(read.getDstProtocolAddr()).isEqualTo(Oracle.DESTINATION);
  }

  @DisplayName("RFC 826: we read pcap4j's reply")
  @Test
  void replyWrittenByPcap4j() {
    ArpPacket.Builder reply =
        new ArpPacket.Builder()
            .hardwareType(ArpHardwareType.ETHERNET)
            .protocolType(org.pcap4j.packet.namednumber.EtherType.IPV4)
            .hardwareAddrLength((byte) 6)
            .protocolAddrLength((byte) 4)
            .operation(ArpOperation.REPLY)
            .srcHardwareAddr(org.pcap4j.util.MacAddress.getByName("52:55:0a:00:02:03"))
            .srcProtocolAddr(ByteArrays.getInet4Address(new byte[] {10, 0, 2, 3}, 0))
            .dstHardwareAddr(org.pcap4j.util.MacAddress.getByName("52:54:00:12:34:56"))
            .dstProtocolAddr(Oracle.SOURCE);
    ByteBuf buf =
        Oracle.written(Oracle.ethernet(org.pcap4j.packet.namednumber.EtherType.ARP, reply).build());
    ArpView view = new ArpView(buf, 14, buf.readableBytes() - 14); // padded
    assertThat(view.check()).isNull();
    assertThat(view.operation()).isEqualTo(ArpView.REPLY);
    assertThat(view.senderMac()).isEqualTo(MacAddress.parse("52:55:0a:00:02:03"));
    assertThat(view.senderIp()).isEqualTo(Ipv4Address.parse("10.0.2.3"));
    assertThat(view.targetMac()).isEqualTo(Oracle.FRAMES.sourceMac());
    assertThat(view.targetIp()).isEqualTo(Oracle.FRAMES.source());
  }

  @DisplayName("one line each, as tcpdump has it")
  @Test
  void prints() {
    assertThat(view(Oracle.FRAMES.arpRequest())).hasToString("ARP who-has 10.0.2.2 tell 10.0.2.15");
    assertThat(view(Oracle.FRAMES.arpReply())).hasToString("ARP 10.0.2.15 is-at 52:54:00:12:34:56");
  }

  @DisplayName("ARP of 0 to 27 octets")
  @Test
  void truncated() {
    ByteBuf buf = Oracle.FRAMES.arpRequest().octets();
    for (int length = 0; length < ArpView.LENGTH; length++) {
      ArpView view = new ArpView(buf.writerIndex(14 + length), 14, length);
      assertThat(view.check()).isEqualTo(DropReason.TRUNCATED);
    }
  }

  @DisplayName("other hardware, other protocols, other lengths of addresses")
  @ParameterizedTest
  @CsvSource({"1, 6", "1, 0", "2, 0", "3, 221", "4, 0", "4, 8", "4, 255", "5, 0", "5, 16"})
  void otherArp(int octet, int value) {
    Frame frame = Oracle.FRAMES.arpRequest();
    frame.octets().setByte(14 + octet, value);
    assertThat(view(frame).check()).isEqualTo(DropReason.UNSUPPORTED);
  }
}
