package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.DNS;
import static io.qnet.slirp.GatewayLab.GUEST;
import static io.qnet.slirp.GatewayLab.GUEST_MAC;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.Received;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to DHCP and DNS that should not exist, through the whole gateway. */
class HostileServicesTest {
  private static final int HARDWARE_TYPE = 1;
  private static final int HARDWARE_LENGTH = 2;
  private static final int CLIENT_ADDRESS = 12;
  private static final int RELAY = 24;
  private static final int COOKIE = 236;
  private static final int OPTIONS = 240;

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

  private void expectDrop(DropReason reason) {
    lab.guest.expectNothing();
    assertThat(lab.dropped(reason)).isEqualTo(1);
    assertThat(lab.drops.total()).isEqualTo(1);
  }

  /** A message of DHCP without its end: options in hexadecimal digits. */
  private static ByteBuf dhcp(MacAddress mac, String options) {
    ByteBuf message = Unpooled.buffer().writeZero(COOKIE);
    message.setByte(0, 1).setByte(HARDWARE_TYPE, 1).setByte(HARDWARE_LENGTH, 6).setInt(4, 0x1234);
    mac.write(message, 28);
    message.writeInt(0x63825363);
    return message.writeBytes(HexFormat.of().parseHex(options));
  }

  private void says(ByteBuf message) {
    says(GUEST_MAC, Ipv4Address.ANY, message);
  }

  private void says(MacAddress mac, Ipv4Address source, ByteBuf message) {
    Frames frames = new Frames(mac, MacAddress.BROADCAST, source, Ipv4Address.BROADCAST);
    lab.guest.send(frames.udp(68, 67, ByteBufUtil.getBytes(message)));
  }

  private static int type(Received reply) {
    assertThat(reply.payload()[OPTIONS]).isEqualTo((byte) 53);
    return reply.payload()[OPTIONS + 2];
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 44, 235, 239})
  @DisplayName("case 81: shorter than a BOOTP message")
  void shortMessage(int length) {
    says(dhcp(GUEST_MAC, "350101ff").writerIndex(length));
    expectDrop(DropReason.TRUNCATED);
  }

  @Test
  @DisplayName("case 82: without the magic cookie")
  void noCookie() {
    says(dhcp(GUEST_MAC, "350101ff").setInt(COOKIE, 0));
    expectDrop(DropReason.BAD_MESSAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "3501010cc8, BAD_OPTION",
    "3500, BAD_OPTION",
    "35020101ff, BAD_OPTION",
    "350100ff, UNSUPPORTED",
    "35010d, UNSUPPORTED",
    "3501010c, BAD_OPTION",
    "35010132030a0002ff, BAD_OPTION"
  })
  @DisplayName("case 83: options whose length cannot be")
  void optionLength(String options, DropReason reason) {
    says(dhcp(GUEST_MAC, options));
    expectDrop(reason);
  }

  @ParameterizedTest
  @CsvSource({"350101, 2", "3501010000, 2", "000000350101, 2"})
  @DisplayName("case 83: no END, and PADs anywhere, are no harm")
  void endless(String options, int answer) {
    says(dhcp(GUEST_MAC, options));
    assertThat(type(lab.guest.expectUdp())).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({"35010134010000, BAD_OPTION", "350101340104, BAD_OPTION", "3501013400, BAD_OPTION"})
  @DisplayName("case 84: option 52 with a value that cannot be")
  void overload(String options, DropReason reason) {
    says(dhcp(GUEST_MAC, options));
    expectDrop(reason);
  }

  @Test
  @DisplayName("case 84: file and sname that send the reader to each other are read once")
  void overloadInCircles() {
    ByteBuf message = dhcp(GUEST_MAC, "340103ff");
    message.setBytes(108, HexFormat.of().parseHex("340103350101ff"));
    message.setBytes(44, HexFormat.of().parseHex("340103ff"));
    says(message);
    assertThat(type(lab.guest.expectUdp())).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 32, UNSUPPORTED",
    "2, 0, UNSUPPORTED",
    "2, 16, UNSUPPORTED",
    "2, 17, BAD_LENGTH",
    "2, 255, BAD_LENGTH"
  })
  @DisplayName("case 85: hardware that is not Ethernet")
  void hardware(int field, int value, DropReason reason) {
    says(dhcp(GUEST_MAC, "350101ff").setByte(field, value));
    expectDrop(reason);
  }

  @Test
  @DisplayName("case 86: a REQUEST for a foreign address: NAK, from us, without an address")
  void foreignAddress() {
    says(dhcp(GUEST_MAC, "3501033204c0a80101ff"));
    Received nak = lab.guest.expectUdp();
    assertThat(type(nak)).isEqualTo(6);
    assertThat(Arrays.copyOfRange(nak.payload(), 16, 20)).as("yiaddr").containsOnly(0);
    assertThat(Arrays.copyOfRange(nak.payload(), OPTIONS + 3, OPTIONS + 9))
        .as("server identifier")
        .containsExactly(54, 4, 10, 0, 2, 2);
  }

  @Test
  @DisplayName("case 87: 300 stations want an address: who comes too late waits for one that ends")
  void exhaustion() {
    int offered = 0;
    for (int i = 0; i < 300; i++) {
      says(station(i), Ipv4Address.ANY, dhcp(station(i), "350101ff"));
      offered += lab.guest.takeAll().size();
    }
    assertThat(offered).isEqualTo(240);
    assertThat(lab.dropped(DropReason.TABLE_FULL)).isEqualTo(60);
    lab.after(Duration.ofSeconds(61));
    says(station(299), Ipv4Address.ANY, dhcp(station(299), "350101ff"));
    assertThat(type(lab.guest.expectUdp())).isEqualTo(2);
  }

  private static MacAddress station(int number) {
    return new MacAddress(GUEST_MAC.bits() + number);
  }

  @ParameterizedTest
  @CsvSource({"04, BAD_MESSAGE", "07, OUT_OF_STATE"})
  @DisplayName("case 88: DECLINE and RELEASE of what one does not have")
  void notTheirs(String type, DropReason reason) {
    says(dhcp(GUEST_MAC, "3501" + type + "ff"));
    expectDrop(reason);
  }

  @Test
  @DisplayName("case 88: INFORM from an address of ours gets parameters, from elsewhere nothing")
  void inform() {
    says(GUEST_MAC, GUEST, dhcp(GUEST_MAC, "350108ff").setInt(CLIENT_ADDRESS, GUEST.bits()));
    assertThat(type(lab.guest.expectUdp())).isEqualTo(5);
    says(dhcp(GUEST_MAC, "350108ff").setInt(CLIENT_ADDRESS, 0xc0a80101));
    expectDrop(DropReason.BAD_ADDRESS);
  }

  @Test
  @DisplayName("case 89: a relay agent in another network is none of ours")
  void relayElsewhere() {
    says(dhcp(GUEST_MAC, "350101ff").setInt(RELAY, 0xc0a80101));
    lab.guest.expectNothing();
    assertThat(lab.drops.total()).isEqualTo(1);
  }

  @Test
  @DisplayName("case 90: a client identifier of more than 255 octets, in pieces (RFC 3396)")
  void longIdentifier() {
    String piece = "3dff" + "07".repeat(255);
    says(dhcp(GUEST_MAC, "350101" + piece + "3d0107ff"));
    assertThat(type(lab.guest.expectUdp())).isEqualTo(2);
    says(dhcp(GUEST_MAC, "350101" + piece + piece + "3d03070707ff"));
    expectDrop(DropReason.BAD_OPTION);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 11})
  @DisplayName("case 98: a query shorter than its header")
  void shortQuery(int length) {
    lab.guest.udp(4000, DNS, 53, new byte[length]);
    expectDrop(DropReason.TRUNCATED);
  }

  @Test
  @DisplayName("case 98: an answer instead of a query")
  void answerAsQuery() {
    lab.guest.udp(4000, DNS, 53, HexFormat.of().parseHex("123481000001000000000000"));
    expectDrop(DropReason.BAD_MESSAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c00c00010001", "01", "3f61", "c00e00010001", "80000000"})
  @DisplayName("case 98: names that point at themselves, forwards, or end early: FORMERR")
  void badName(String question) {
    String header = "123401000001000000000000";
    lab.guest.udp(4000, DNS, 53, HexFormat.of().parseHex(header + question));
    byte[] answer = lab.guest.expectUdp().payload();
    assertThat(answer[3] & 0xf).as("RCODE").isEqualTo(1);
    assertThat(lab.outside.endpoints).isEmpty();
  }

  private static final String QUERY = "1234010000010000000000000161047465737400" + "00010001";

  private ScriptedOutside.Endpoint asked() {
    lab.guest.udp(4000, DNS, 53, HexFormat.of().parseHex(QUERY));
    return lab.outside.lastEndpoint();
  }

  private byte[] answered(ScriptedOutside.Endpoint socket) {
    byte[] answer = socket.last.clone();
    answer[2] = (byte) 0x81;
    answer[3] = (byte) 0x80;
    return answer;
  }

  @ParameterizedTest
  @CsvSource({
    "198.51.100.53, 53, 0, OUT_OF_STATE",
    "198.51.100.53, 53, 12, OUT_OF_STATE",
    "198.51.100.53, 54, -1, BAD_ADDRESS",
    "198.51.100.99, 53, -1, BAD_ADDRESS"
  })
  @DisplayName("case 98: an answer with another number or question, from another port or address")
  void misfit(String from, int port, int spoiltOctet, DropReason reason) {
    ScriptedOutside.Endpoint socket = asked();
    byte[] answer = answered(socket);
    if (spoiltOctet >= 0) {
      answer[spoiltOctet + 1] ^= 1;
    }
    lab.host(() -> socket.hears(Ipv4Address.parse(from), port, answer));
    expectDrop(reason);
    lab.host(() -> socket.hears(Ipv4Address.parse("198.51.100.53"), 53, answered(socket)));
    assertThat(lab.guest.expectUdp().payload()).startsWith(0x12, 0x34);
  }

  @Test
  @DisplayName("case 98: over TCP, a length beyond what comes: waited for, then torn down")
  void longLength() {
    Segments connection = lab.connection(4000, DNS, 53);
    lab.establishService(connection);
    connection.says("\u00ff\u00ffxy");
    assertThat(lab.guest.takeAll()).allMatch(segment -> segment.payload().length == 0);
    lab.after(Duration.ofSeconds(61));
    assertThat(lab.guest.takeAll()).isNotEmpty();
    assertThat(lab.outside.calls).isEmpty();
  }

  @Test
  @DisplayName("case 98: over TCP, a message of no octets ends the connection")
  void noLength() {
    Segments connection = lab.connection(4000, DNS, 53);
    lab.establishService(connection);
    connection.says("\0\0");
    lab.after(Duration.ofSeconds(61));
    assertThat(lab.gateway.snapshot().flows()).allMatch(row -> !row.state().equals("ESTABLISHED"));
    assertThat(lab.outside.calls).isEmpty();
  }
}
