package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.GUEST;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cases;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EtherType;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames and packets that should not exist: one drop reason each, and the port lives on. */
class MalformedPacketTest {
  private static final int IP = 14;

  private final GatewayLab lab = new GatewayLab();

  @BeforeEach
  void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @AfterEach
  void stillWorks() {
    lab.stillWorks();
    lab.close();
  }

  private void sendSpoilt(Consumer<ByteBuf> spoil) {
    Frame frame = lab.guest.to(WORLD).udp(5000, 7, "payload!".getBytes(StandardCharsets.US_ASCII));
    spoil.accept(frame.octets());
    lab.guest.send(frame);
  }

  private static void fixHeaderChecksum(ByteBuf octets) {
    int length = (octets.getByte(IP) & 0xf) * 4;
    octets.setShort(IP + 10, 0);
    octets.setShort(IP + 10, Checksum.finish(Checksum.sum(octets, IP, length)));
  }

  private void expectDrop(DropReason reason) {
    lab.guest.expectNothing();
    assertThat(lab.outside.endpoints).isEmpty();
    assertThat(lab.dropped(reason)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 13})
  void runts(int length) {
    lab.guest.send(Frame.plain(Unpooled.wrappedBuffer(new byte[length])));
    expectDrop(DropReason.TRUNCATED);
  }

  @Test
  @DisplayName("an 802.3 length instead of a type")
  void length() {
    lab.guest.send(lab.guest.to(WORLD).ethernet(0x05ff, new byte[64]));
    expectDrop(DropReason.UNSUPPORTED);
  }

  @Test
  @DisplayName("a VLAN tag, with or without anything behind it")
  void tagged() {
    lab.guest.send(Frames.tagged(lab.guest.to(WORLD).udp(1, 7, new byte[8]), 5, 0));
    expectDrop(DropReason.UNSUPPORTED);
    lab.guest.send(lab.guest.to(WORLD).ethernet(EtherType.VLAN, new byte[0]));
    lab.guest.send(lab.guest.to(WORLD).ethernet(EtherType.VLAN, new byte[3]));
    assertThat(lab.dropped(DropReason.TRUNCATED)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01"})
  void groupSource(String source) {
    MacAddress mac = MacAddress.parse(source);
    lab.guest.send(new Frames(mac, GatewayLab.ROUTER_MAC, GUEST, WORLD).udp(1, 7, new byte[8]));
    expectDrop(DropReason.BAD_ADDRESS);
  }

  @Test
  void anotherStationsFrame() {
    MacAddress other = MacAddress.parse("52:54:00:00:00:99");
    lab.guest.send(new Frames(GatewayLab.GUEST_MAC, other, GUEST, WORLD).udp(1, 7, new byte[8]));
    expectDrop(DropReason.NOT_FOR_US);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  @DisplayName("a short frame of a protocol that is not spoken (NC-SI)")
  void ncsi(int length) {
    lab.guest.send(lab.guest.to(WORLD).ethernet(0x88f8, new byte[length]));
    expectDrop(DropReason.UNSUPPORTED);
  }

  @ParameterizedTest
  @CsvSource({"0x65, BAD_VERSION", "0x44, BAD_LENGTH", "0x40, BAD_LENGTH", "0x4f, BAD_LENGTH"})
  void versionAndHeaderLength(String octet, DropReason reason) {
    sendSpoilt(octets -> octets.setByte(IP, Integer.decode(octet)));
    expectDrop(reason);
  }

  @ParameterizedTest
  @CsvSource({"19, BAD_LENGTH", "0, BAD_LENGTH", "37, TRUNCATED", "65535, TRUNCATED"})
  void totalLength(int length, DropReason reason) {
    sendSpoilt(
        octets -> {
          octets.setShort(IP + 2, length);
          fixHeaderChecksum(octets);
        });
    expectDrop(reason);
  }

  @Test
  @DisplayName("Ethernet padding behind the packet is cut off")
  void padding() {
    Frame frame = lab.guest.to(WORLD).udp(5000, 7, "payload!".getBytes(StandardCharsets.US_ASCII));
    lab.guest.send(
        Frame.plain(Unpooled.wrappedBuffer(frame.octets(), Unpooled.wrappedBuffer(new byte[10]))));
    assertThat(lab.outside.lastEndpoint().sent.get(0)).startsWith("payload! to ");
  }

  @Test
  void headerChecksum() {
    sendSpoilt(octets -> octets.setByte(IP + 8, 63));
    expectDrop(DropReason.BAD_CHECKSUM);
  }

  @ParameterizedTest
  @CsvSource({
    "0x44000000, BAD_OPTION",
    "0x44010000, BAD_OPTION",
    "0x44050000, BAD_OPTION",
    "0x83030400, PROHIBITED",
    "0x89030400, PROHIBITED",
    "0x010101ff, BAD_OPTION"
  })
  @DisplayName("options: impossible lengths and source routes")
  void options(String word, DropReason reason) {
    lab.guest.send(
        withOption(Integer.decode("0x" + word.substring(6)) | Long.decode(word).intValue()));
    expectDrop(reason);
  }

  @Test
  @DisplayName("a harmless option goes no further than here")
  void harmlessOption() {
    lab.guest.send(withOption(0x94040000));
    assertThat(lab.outside.lastEndpoint().sent.get(0)).startsWith("payload! to ");
  }

  private Frame withOption(int word) {
    Frame plain = lab.guest.to(WORLD).udp(5000, 7, "payload!".getBytes(StandardCharsets.US_ASCII));
    ByteBuf octets = Unpooled.buffer(plain.length() + 4);
    octets.writeBytes(plain.octets(), 0, IP + 20).writeInt(word);
    octets.writeBytes(plain.octets(), IP + 20, plain.length() - IP - 20);
    plain.release();
    octets.setByte(IP, 0x46).setShort(IP + 2, octets.readableBytes() - IP);
    fixHeaderChecksum(octets);
    return Frame.plain(octets);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, BAD_ADDRESS",
    "0.1.2.3, BAD_ADDRESS",
    "127.0.0.1, BAD_ADDRESS",
    "224.0.0.1, BAD_ADDRESS",
    "255.255.255.255, BAD_ADDRESS",
    "10.0.2.255, BAD_ADDRESS",
    "192.168.7.7, BAD_ADDRESS",
    "10.0.2.2, SELF_SENT",
    "10.0.2.3, SELF_SENT",
    "192.0.2.80, BAD_ADDRESS"
  })
  @DisplayName("sources that no guest of this network may write; the last one is LAND")
  void sources(String source, DropReason reason) {
    Frames frames =
        new Frames(GatewayLab.GUEST_MAC, GatewayLab.ROUTER_MAC, Ipv4Address.parse(source), WORLD);
    lab.guest.send(frames.udp(7, 7, new byte[8]));
    expectDrop(reason);
  }

  @Test
  @DisplayName("case 61: UDP from 0.0.0.0 port 0 (CVE-2014-3640), to anybody")
  void fromNowhere() {
    for (Ipv4Address to : new Ipv4Address[] {WORLD, ROUTER, Ipv4Address.BROADCAST}) {
      Frames frames = new Frames(GatewayLab.GUEST_MAC, GatewayLab.ROUTER_MAC, Ipv4Address.ANY, to);
      lab.guest.send(frames.udp(0, 9, new byte[8]));
      lab.guest.send(frames.udp(0, 67, new byte[8]));
    }
    lab.guest.expectNothing();
    assertThat(lab.outside.endpoints).isEmpty();
    assertThat(lab.drops.total()).isEqualTo(6);
  }

  @Test
  @DisplayName(
      "case 16: 100000 stations announce themselves: nothing grows, and a guest is still served")
  void manyStations() {
    for (int i = 0; i < 100_000; i++) {
      MacAddress mac = new MacAddress(GatewayLab.GUEST_MAC.bits() + i);
      Ipv4Address ip = new Ipv4Address(0x0a000210 + i % 200);
      lab.guest.send(new Frames(mac, GatewayLab.ROUTER_MAC, ip, ip).arpRequest());
    }
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.NOT_FOR_US)).isEqualTo(100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "0.0.0.0", "169.254.169.254", "240.0.0.1"})
  @DisplayName("destinations that are no way around the loopback policy: prohibited, and said so")
  void destinations(String destination) {
    lab.guest.udp(5000, Ipv4Address.parse(destination), 7, "x");
    var error = lab.guest.expectIcmp();
    assertThat(error.icmp().type() * 100 + error.icmp().code()).isEqualTo(313);
    expectDrop(DropReason.PROHIBITED);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 41, 47, 132, 255})
  void otherProtocols(int protocol) {
    lab.guest.send(lab.guest.to(WORLD).ipv4(protocol, new byte[16]));
    var error = lab.guest.expectIcmp();
    assertThat(error.icmp().type() * 100 + error.icmp().code()).isEqualTo(302);
    expectDrop(DropReason.UNSUPPORTED);
  }

  @ParameterizedTest
  @CsvSource({"7, BAD_LENGTH", "17, BAD_LENGTH", "65535, BAD_LENGTH"})
  void udpLength(int length, DropReason reason) {
    sendSpoilt(octets -> octets.setShort(IP + 24, length));
    expectDrop(reason);
  }

  @Test
  void udpChecksum() {
    sendSpoilt(octets -> octets.setByte(IP + 28, 'P'));
    expectDrop(DropReason.BAD_CHECKSUM);
  }

  @Test
  @DisplayName("a UDP checksum of 0 means none (RFC 768)")
  void udpWithoutChecksum() {
    sendSpoilt(octets -> octets.setShort(IP + 26, 0));
    assertThat(lab.outside.lastEndpoint().sent).hasSize(1);
  }

  @Test
  @DisplayName("any octets at all: no exception, no answer that is not a frame")
  void anyOctets() {
    Cases.check(
        20_000,
        random -> {
          Frame frame = lab.guest.to(WORLD).udp(random.nextInt(65536), 7, new byte[20]);
          ByteBuf octets = frame.octets();
          for (int i = random.nextInt(6); i > 0; i--) {
            octets.setByte(random.nextInt(octets.writerIndex()), random.nextInt(256));
          }
          octets.writerIndex(random.nextInt(octets.writerIndex() + 1));
          if (random.nextBoolean() && octets.writerIndex() > IP + 20) {
            fixHeaderChecksumIfPossible(octets);
          }
          lab.guest.send(frame);
          lab.guest.takeAll();
        });
  }

  private static void fixHeaderChecksumIfPossible(ByteBuf octets) {
    if (IP + (octets.getByte(IP) & 0xf) * 4 <= octets.writerIndex()) {
      fixHeaderChecksum(octets);
    }
  }
}
