package io.qnet.wire.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cases;
import io.qnet.wire.kit.Frames;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.Dot1qVlanTagPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.UnknownPacket;

/** Ethernet headers with and without a tag. */
class EthernetTest {
  private static ByteBuf frame(int type, int payloadLength) {
    return Oracle.FRAMES.ethernet(type, new byte[payloadLength]).octets();
  }

  @DisplayName("pcap4j reads the header that we write")
  @Test
  void oursReadByPcap4j() throws Exception {
    EthernetPacket read =
        Oracle.read(Oracle.FRAMES.ethernet(0x88f8, new byte[50]), EthernetPacket.class);
    assertThat(read.getHeader().getSrcAddr()).hasToString("52:54:00:12:34:56");
    assertThat(read.getHeader().getDstAddr()).hasToString("52:55:0a:00:02:02");
    assertThat(read.getHeader().getType().value() & 0xffff).isEqualTo(0x88f8);
  }

  @DisplayName("we read the header that pcap4j writes")
  @Test
  void pcap4jReadByUs() {
    EthernetView view =
        new EthernetView(
            Oracle.written(
                Oracle.ethernet(
                        org.pcap4j.packet.namednumber.EtherType.IPV6,
                        new UnknownPacket.Builder().rawData(new byte[] {1, 2, 3}))
                    .build()));
    assertThat(view.check()).isNull();
    assertThat(view.source()).isEqualTo(Oracle.FRAMES.sourceMac());
    assertThat(view.destination()).isEqualTo(Oracle.FRAMES.destinationMac());
    assertThat(view.type()).isEqualTo(EtherType.IPV6);
    assertThat(view.tagged()).isFalse();
    assertThat(view.vlan()).isZero();
    assertThat(view.payload()).isEqualTo(14);
    assertThat(view.payloadLength()).isEqualTo(46); // padded
    assertThat(view).hasToString("52:54:00:12:34:56 > 52:55:0a:00:02:02 type 0x86dd");
  }

  @DisplayName("IEEE 802.1Q: pcap4j reads our tag, and we read it again")
  @Test
  void tags() {
    Cases.check(
        200,
        random -> {
          int vlan = random.nextInt(4096);
          int priority = random.nextInt(8);
          byte[] payload = Oracle.randomOctets(random, 100);
          var tagged = Frames.tagged(Oracle.FRAMES.ethernet(0x88b5, payload), vlan, priority);
          EthernetView view = new EthernetView(tagged.octets());
          assertThat(view.check()).isNull();
          assertThat(view.tagged()).isTrue();
          assertThat(view.vlan()).isEqualTo(vlan);
          assertThat(view.type()).isEqualTo(0x88b5);
          assertThat(view.payload()).isEqualTo(18);
          assertThat(view.payloadLength()).isEqualTo(payload.length);

          Dot1qVlanTagPacket read = Oracle.read(tagged, Dot1qVlanTagPacket.class);
          assertThat(read.getHeader().getVidAsInt()).isEqualTo(vlan);
          assertThat(read.getHeader().getPriority()).isEqualTo((byte) priority);
          assertThat(read.getHeader().getType().value() & 0xffff).isEqualTo(0x88b5);
        });
  }

  @DisplayName("a frame may begin anywhere in its buffer")
  @Test
  void anywhereInTheBuffer() {
    ByteBuf buf = Unpooled.buffer().writeZero(7).writeBytes(frame(EtherType.ARP, 28)).skipBytes(7);
    EthernetView view = new EthernetView(buf);
    assertThat(view.check()).isNull();
    assertThat(view.type()).isEqualTo(EtherType.ARP);
    assertThat(view.payload()).isEqualTo(21);
    assertThat(view.payloadLength()).isEqualTo(28);
  }

  @DisplayName("0 to 13 octets are no frame")
  @Test
  void truncated() {
    for (int length = 0; length < EthernetView.HEADER_LENGTH; length++) {
      EthernetView view = new EthernetView(frame(EtherType.IPV4, 0).writerIndex(length));
      assertThat(view.check()).isEqualTo(DropReason.TRUNCATED);
    }
  }

  @DisplayName("a type below 0x600 is an 802.3 length")
  @Test
  void lengthInsteadOfType() {
    for (int type : new int[] {0, 46, 1500, 0x5ff}) {
      assertThat(new EthernetView(frame(type, 46)).check()).isEqualTo(DropReason.UNSUPPORTED);
    }
    assertThat(new EthernetView(frame(0x600, 46)).check()).isNull();
  }

  @DisplayName("a tag with nothing, or not enough, after it")
  @Test
  void truncatedTag() {
    for (int after = 0; after < EthernetView.TAG_LENGTH; after++) {
      assertThat(new EthernetView(frame(EtherType.VLAN, after)).check())
          .isEqualTo(DropReason.TRUNCATED);
    }
    ByteBuf whole = frame(EtherType.VLAN, 4).setShort(16, EtherType.ARP);
    assertThat(new EthernetView(whole).check()).isNull();
    assertThat(new EthernetView(whole).payloadLength()).isZero();
  }

  @DisplayName("a group address cannot be a source")
  @Test
  void groupSource() {
    for (MacAddress group :
        new MacAddress[] {MacAddress.BROADCAST, MacAddress.parse("01:00:5e:00:00:01")}) {
      ByteBuf buf = frame(EtherType.IPV4, 46);
      group.write(buf, EthernetView.SOURCE);
      assertThat(new EthernetView(buf).check()).isEqualTo(DropReason.BAD_ADDRESS);
    }
  }
}
