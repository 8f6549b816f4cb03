package io.qnet.slirp;

import static io.qnet.slirp.Ipv6Lab.LINK_LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.dhcp6.AddressLease;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.kit.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DHCPv6 through the whole gateway, frame by frame. */
class Dhcp6Test {
  private static final int SOLICIT = 1;
  private static final int ADVERTISE = 2;
  private static final int REQUEST = 3;
  private static final int CONFIRM = 4;
  private static final int RENEW = 5;
  private static final int REBIND = 6;
  private static final int REPLY = 7;
  private static final int RELEASE = 8;
  private static final int DECLINE = 9;
  private static final int INFORMATION = 11;
  private static final Ipv6Address SERVERS = Ipv6Address.parse("ff02::1:2");

  /** DUID-LL of the router's link-local address (RFC 8415, 11.4). */
  private static final String SERVER = "0002000a" + "00030001" + "525600000002";

  private static final String CLIENT = client(1);
  private static final String RAPID = "000e0000";
  private static final String ORO = "00060006" + "0017" + "0018" + "003b";

  private final GatewayLab lab;

  Dhcp6Test() {
    LeaseSettings leases =
        new LeaseSettings(
            GatewaySettings.DEFAULT.leases().first(),
            Map.of(),
            "",
            "",
            List.of("lab.example"),
            new BootSettings("boot.efi", ""));
    lab = new GatewayLab(GatewaySettings.DEFAULT.with(leases));
  }

  @AfterEach
  void close() {
    lab.stillWorks();
    lab.close();
  }

  private static String client(int number) {
    return "0001000a" + "00030001" + "5254000000%02x".formatted(number);
  }

  private static String association(int id, String... addresses) {
    StringBuilder inner = new StringBuilder();
    for (String address : addresses) {
      inner.append("00050018").append(address).append("00000000").append("00000000");
    }
    return "0003%04x%08x".formatted(12 + inner.length() / 2, id) + "0000000000000000" + inner;
  }

  private void say(int type, String... options) {
    byte[] message =
        HexFormat.of().parseHex("%02x".formatted(type) + "123456" + String.join("", options));
    lab.guest.send(Ipv6Lab.to(LINK_LOCAL, SERVERS).udp(546, 547, message));
  }

  /** The options of the answer, as hexadecimal digits, by their codes. */
  private Map<Integer, String> expect(int type) {
    Received received = lab.guest.expectUdp();
    assertThat(received.ipv6().source()).hasToString("fe80::2");
    assertThat(received.ipv6().destination()).isEqualTo(LINK_LOCAL);
    assertThat(received.udp().sourcePort()).isEqualTo(547);
    assertThat(received.udp().destinationPort()).isEqualTo(546);
    ByteBuf message = Unpooled.wrappedBuffer(received.payload());
    assertThat(message.readByte()).as("type").isEqualTo((byte) type);
    assertThat(message.readUnsignedMedium()).as("transaction").isEqualTo(0x123456);
    Map<Integer, String> options = new TreeMap<>();
    while (message.isReadable()) {
      int code = message.readUnsignedShort();
      options.put(code, ByteBufUtil.hexDump(message.readSlice(message.readUnsignedShort())));
    }
    lab.guest.expectNothing();
    assertThat(options.get(2)).isEqualTo(SERVER.substring(8));
    return options;
  }

  /** The address in an association that was granted: 32 digits. */
  private static String address(Map<Integer, String> answer) {
    String association = answer.getOrDefault(3, "none");
    assertThat(association).as("an address of a day, preferred for four hours").hasSize(80);
    assertThat(association).endsWith("00003840" + "00015180").startsWith("00000007");
    return association.substring(32, 64);
  }

  @Test
  @DisplayName("stateless: the name server, the search list and the boot file, if asked for")
  void information() {
    say(INFORMATION, ORO);
    Map<Integer, String> told = expect(REPLY);
    assertThat(told.keySet()).containsExactly(2, 23, 24, 59);
    assertThat(told.get(23)).isEqualTo("fec00000000000000000000000000003");
    assertThat(told.get(24)).isEqualTo("036c6162" + "076578616d706c65" + "00");
    assertThat(
            new String(
                HexFormat.of().parseHex(told.getOrDefault(59, "")), StandardCharsets.US_ASCII))
        .isEqualTo("tftp://[fec0::2]/boot.efi");
    say(INFORMATION, CLIENT);
    assertThat(expect(REPLY).keySet()).containsExactly(1, 2);
  }

  @Test
  @DisplayName("stateful: advertised, assigned, renewed, rebound, released; always the same")
  void lifecycle() {
    say(SOLICIT, CLIENT, association(7), ORO);
    Map<Integer, String> advertised = expect(ADVERTISE);
    assertThat(advertised.keySet()).containsExactly(1, 2, 3, 23, 24, 59);
    String address = address(advertised);
    assertThat(address).startsWith("fec0000000000000");
    say(REQUEST, CLIENT, SERVER, association(7, address));
    assertThat(address(expect(REPLY))).isEqualTo(address);
    assertThat(clients()).containsExactly("52:54:00:00:00:01");
    say(RENEW, CLIENT, SERVER, association(7, address));
    assertThat(address(expect(REPLY))).isEqualTo(address);
    say(REBIND, CLIENT, association(7, address));
    assertThat(address(expect(REPLY))).isEqualTo(address);
    say(RELEASE, CLIENT, SERVER, association(7, address));
    assertThat(expect(REPLY).keySet()).containsExactly(1, 2, 13);
    assertThat(clients()).isEmpty();
    say(RELEASE, CLIENT, SERVER, association(7, address));
    assertThat(expect(REPLY).get(3)).as("NoBinding").contains("000d000b0003");
    say(SOLICIT, CLIENT, association(7), RAPID);
    Map<Integer, String> rapid = expect(REPLY);
    assertThat(rapid).containsKey(14);
    assertThat(address(rapid)).isEqualTo(address);
  }

  @Test
  @DisplayName("an address that somebody else has is not given again; another one is")
  void declined() {
    say(SOLICIT, CLIENT, association(7), RAPID);
    String address = address(expect(REPLY));
    say(DECLINE, CLIENT, SERVER, association(7, address));
    expect(REPLY);
    say(SOLICIT, CLIENT, association(7), RAPID);
    assertThat(address(expect(REPLY))).isNotEqualTo(address);
    assertThat(clients()).containsExactly("", "52:54:00:00:00:01");
  }

  @Test
  @DisplayName("the table of leases knows a client by its card, or by whatever it calls itself")
  void table() {
    say(SOLICIT, "0001000e" + "00010001" + "2c5e3a10" + "5254000000aa", association(7), RAPID);
    expect(REPLY);
    say(SOLICIT, "00010006" + "0002" + "00000009", association(7), RAPID);
    expect(REPLY);
    assertThat(clients()).containsExactly("52:54:00:00:00:aa", "000200000009");
    lab.after(Duration.ofHours(25));
    assertThat(clients()).isEmpty();
  }

  private List<String> clients() {
    return lab.gateway.snapshot().leases6().stream().map(AddressLease::client).toList();
  }

  @Test
  @DisplayName("an address that is not the client's is told to be over")
  void foreign() {
    String other = "20010db8000000000000000000000001";
    say(REQUEST, CLIENT, SERVER, association(7, other));
    String association = expect(REPLY).get(3);
    assertThat(association).hasSize(80 + 56).endsWith(other + "00000000" + "00000000");
  }

  @ParameterizedTest
  @CsvSource({"fec00000000000000000000000000099,0000", "20010db8000000000000000000000099,0004"})
  @DisplayName("confirm: whether an address belongs here")
  void confirm(String address, String status) {
    say(CONFIRM, CLIENT, association(7, address));
    assertThat(expect(REPLY).get(13)).startsWith(status);
  }

  @Test
  @DisplayName("256 clients, each with its own; then none is left, until they expire")
  void bound() {
    Set<String> addresses = new HashSet<>();
    for (int i = 0; i < 256; i++) {
      say(SOLICIT, client(i), association(7), RAPID);
      addresses.add(address(expect(REPLY)));
    }
    assertThat(addresses).hasSize(256);
    say(SOLICIT, client(1), association(8), RAPID);
    assertThat(expect(REPLY).get(3)).as("NoAddrsAvail").contains("000d00130002");
    lab.after(Duration.ofHours(25));
    say(SOLICIT, client(1), association(8), RAPID);
    assertThat(expect(REPLY).get(3)).hasSize(80);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // no message at all
        "01", // shorter than its head
        "01123456" + "0001", // an option without a length
        "01123456" + "00010010" + "0003", // past the end
        "01123456" + "0001000a" + "00030001525400000001" + "00030004" + "00000007", // short IA
        "01123456" + "00030014" + "000000070000000000000000" + "00050018" + "fec00000", // nested
      })
  @DisplayName("wrong lengths are counted, and not answered")
  void hostile(String message) {
    lab.guest.send(Ipv6Lab.to(LINK_LOCAL, SERVERS).udp(546, 547, HexFormat.of().parseHex(message)));
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.BAD_MESSAGE)).isOne();
  }

  @Test
  @DisplayName("a relay's message, with fifty more inside one another, is not unpacked")
  void nestedRelays() {
    String message = "01123456" + CLIENT + association(7);
    for (int depth = 0; depth < 50; depth++) { // RFC 8415, 9: type, hops, two addresses, option 9
      message = "0c%02x".formatted(depth) + "00".repeat(32) + option(9, message);
    }
    byte[] datagram =
        Ipv6Lab.to(LINK_LOCAL, SERVERS).udpPayload(546, 547, HexFormat.of().parseHex(message));
    int piece = 1448;
    for (int at = 0; at < datagram.length; at += piece) {
      int end = Math.min(datagram.length, at + piece);
      byte[] part = Arrays.copyOfRange(datagram, at, end);
      boolean more = end < datagram.length;
      lab.guest.send(Ipv6Lab.to(LINK_LOCAL, SERVERS).fragment6(17, 9, at, more, part));
    }
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.BAD_MESSAGE)).as(lab.drops.toString()).isOne();
  }

  private static String option(int code, String content) {
    return "%04x%04x".formatted(code, content.length() / 2) + content;
  }

  @Test
  @DisplayName("without a client, to another server, from a server or a relay: silence")
  void notForUs() {
    say(SOLICIT, association(7));
    say(SOLICIT, "00010000", association(7));
    say(SOLICIT, CLIENT, SERVER, association(7));
    say(REQUEST, CLIENT, association(7));
    say(REQUEST, CLIENT, "0002000a" + "00030001" + "525600000099", association(7));
    say(INFORMATION, CLIENT, association(7));
    say(ADVERTISE, CLIENT, SERVER);
    say(12, CLIENT);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.NO_RECEIVER)).isEqualTo(8);
  }
}
