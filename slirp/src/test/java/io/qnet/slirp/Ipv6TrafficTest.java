package io.qnet.slirp;

import static io.qnet.slirp.Ipv6Lab.DNS;
import static io.qnet.slirp.Ipv6Lab.GUEST;
import static io.qnet.slirp.Ipv6Lab.ROUTER;
import static io.qnet.slirp.Ipv6Lab.WORLD;
import static io.qnet.slirp.Ipv6Lab.kind;
import static io.qnet.slirp.Ipv6Lab.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.ExtensionHeaders;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv6Header;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP, UDP and echo over IPv6, through the whole gateway. */
class Ipv6TrafficTest {
  private final GatewayLab lab = new GatewayLab();

  @BeforeEach
  void learnGuest() {
    Ipv6Lab.learn(lab);
  }

  @AfterEach
  void close() {
    lab.guest.via(GatewayLab.ROUTER_MAC);
    lab.stillWorks();
    lab.close();
  }

  @Test
  @DisplayName("TCP: connects to the same address, carries both ways, ends")
  void tcp() {
    Segments connection = lab.connection(4000, WORLD, 80);
    ScriptedOutside.Host host = lab.establish(connection);
    assertThat(lab.outside.lastCall().address).isEqualTo(WORLD);
    connection.says("GET /");
    assertThat(host.heard).hasToString("GET /");
    lab.host(() -> host.says("x".repeat(4000)));
    int heard = 0;
    while (heard < 4000) {
      Received segment = connection.hears();
      if (segment.text().isEmpty()) {
        continue;
      }
      assertThat(segment.ipv6().totalLength()).isLessThanOrEqualTo(1500);
      assertThat(segment.ipv6().source()).isEqualTo(WORLD);
      heard += segment.text().length();
    }
    connection.finishes();
    assertThat(host.ended).isTrue();
  }

  @Test
  @DisplayName("the segment size announced is the MTU less 60 octets")
  void segmentSize() {
    Segments connection = lab.connection(4000, WORLD, 80);
    connection.syn();
    lab.host(() -> lab.outside.lastCall().succeeds());
    Received synAck = lab.guest.expectTcp();
    TcpOptions options = Objects.requireNonNull(TcpOptions.read(synAck.tcp()));
    assertThat(options.mss()).isEqualTo(1440);
    connection.resets();
  }

  @Test
  @DisplayName("fec0::2 is the host's ::1")
  void loopback() {
    Segments connection = lab.connection(4000, ROUTER, 80);
    lab.establish(connection);
    assertThat(lab.outside.lastCall().address).isEqualTo(Ipv6Address.LOOPBACK);
    lab.guest.udp(5000, ROUTER, 7, "ping");
    assertThat(lab.outside.lastEndpoint().sent).containsExactly("ping to ::1:7 ttl 63");
    lab.host(() -> lab.outside.lastEndpoint().hears(Ipv6Address.LOOPBACK, 7, "pong"));
    Received answer = expectUdp();
    assertThat(answer.packet().source()).isEqualTo(ROUTER);
    assertThat(answer.text()).isEqualTo("pong");
  }

  private Received expectUdp() {
    Received next = lab.guest.expectUdp();
    assertThat(next.packet().destination()).isEqualTo(GUEST);
    return next;
  }

  @ParameterizedTest
  @CsvSource({
    "NETWORK_UNREACHABLE, 100",
    "PROHIBITED, 101",
    "HOST_UNREACHABLE, 103",
  })
  @DisplayName("a host that cannot connect: the guest is told at once and falls back to IPv4")
  void noRoute(ByteStream.Reason reason, int kind) {
    Segments connection = lab.connection(4000, WORLD, 80);
    connection.syn();
    lab.host(() -> lab.outside.lastCall().fails(reason));
    Received error = lab.guest.expectIcmpv6();
    assertThat(kind(error)).isEqualTo(kind);
    assertThat(error.ipv6().source()).isEqualTo(ROUTER);
    assertThat(error.ipv6().destination()).isEqualTo(GUEST);
    assertThat(error.icmpv6().payloadLength()).as("quotes all of the SYN").isGreaterThan(59);
  }

  @Test
  @DisplayName("refused by the host, or sent to no service of ours: RST")
  void refused() {
    Segments connection = lab.connection(4000, WORLD, 80);
    connection.syn();
    lab.host(() -> lab.outside.lastCall().fails(ByteStream.Reason.REFUSED));
    assertThat(lab.guest.expectTcp().tcp().has(TcpFlags.RST)).isTrue();
    lab.connection(4001, DNS, 80).syn();
    assertThat(lab.guest.expectTcp().tcp().has(TcpFlags.RST)).isTrue();
  }

  @Test
  @DisplayName("UDP: both ways, with the guest's hop limit less one")
  void udp() {
    lab.guest.udp(5000, WORLD, 7, "question");
    ScriptedOutside.Endpoint endpoint = lab.outside.lastEndpoint();
    assertThat(endpoint.sent).containsExactly("question to 2001:db8::80:7 ttl 63");
    lab.host(() -> endpoint.hears(WORLD, 7, "answer"));
    assertThat(expectUdp().text()).isEqualTo("answer");
    lab.host(() -> endpoint.hears(WORLD, 8, "stranger"));
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("a datagram longer than the MTU comes in fragments that make it whole")
  void longDatagram() {
    lab.guest.udp(5000, WORLD, 7, "question");
    byte[] text = "0123456789".repeat(400).getBytes(StandardCharsets.US_ASCII);
    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, text));
    byte[] whole = new byte[8 + text.length];
    int heard = 0;
    int identification = 0;
    while (heard < whole.length) {
      Received fragment = lab.guest.expectFragment();
      assertThat(fragment.ipv6().totalLength()).isLessThanOrEqualTo(1500);
      int id = fragment.ipv6().extensions().identification();
      assertThat(heard == 0 || id == identification).isTrue();
      identification = id;
      byte[] piece = fragment.payload();
      System.arraycopy(piece, 0, whole, fragment.packet().fragmentOffset(), piece.length);
      heard += piece.length;
      assertThat(fragment.packet().moreFragments()).isEqualTo(heard < whole.length);
    }
    assertThat(Arrays.copyOfRange(whole, 8, whole.length)).isEqualTo(text);
    long pseudo = Checksum.pseudoHeader(WORLD, GUEST, IpProtocol.UDP, whole.length);
    long sum = Checksum.sum(Unpooled.wrappedBuffer(whole), 0, whole.length);
    assertThat(Checksum.verifies(pseudo + sum)).isTrue();
  }

  @Test
  @DisplayName("what the network answers to a datagram reaches the guest about its own")
  void networkErrors() {
    lab.guest.udp(5000, ROUTER, 9, "nobody there");
    Ipv6Address loopback = Ipv6Address.LOOPBACK;
    lab.host(
        () ->
            lab.outside
                .lastEndpoint()
                .fails(new DatagramFlow.DatagramError(loopback, loopback, 9, 1, 4, 0)));
    Received error = lab.guest.expectIcmpv6();
    assertThat(kind(error)).isEqualTo(104);
    assertThat(Ipv6Address.read(error.octets(), error.icmpv6().payload() + 8)).isEqualTo(GUEST);
    assertThat(Ipv6Address.read(error.octets(), error.icmpv6().payload() + 24)).isEqualTo(ROUTER);
    assertThat(error.octets().getUnsignedShort(error.icmpv6().payload() + 40)).isEqualTo(5000);
    lab.host(
        () ->
            lab.outside
                .lastEndpoint()
                .fails(new DatagramFlow.DatagramError(WORLD, WORLD, 9, 2, 0, 1400)));
    Received tooBig = lab.guest.expectIcmpv6();
    assertThat(kind(tooBig)).isEqualTo(200);
    assertThat(tooBig.icmpv6().rest()).isEqualTo(1400);
  }

  @Test
  @DisplayName("names are asked for at fec0::3, over UDP and over TCP")
  void names() {
    byte[] query = query("world.test");
    lab.guest.udp(4000, DNS, 53, query);
    Received answer = expectUdp();
    assertThat(answer.packet().source()).isEqualTo(DNS);
    assertThat(answer.text()).contains("\u00c0\u0000\u0002P"); // 192.0.2.80
    Segments connection = lab.connection(4001, DNS, 53);
    lab.establishService(connection);
    connection.says("\0" + (char) query.length + new String(query, StandardCharsets.ISO_8859_1));
    Received first = connection.hears();
    String text = first.text().isEmpty() ? connection.hears().text() : first.text();
    assertThat(text).contains("\u00c0\u0000\u0002P");
  }

  private static byte[] query(String name) {
    StringBuilder text = new StringBuilder("\0\7\1\0\0\1\0\0\0\0\0\0");
    for (String label : name.split("\\.", -1)) {
      text.append((char) label.length()).append(label);
    }
    return text.append("\0\0\1\0\1").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fec0::2", "fec0::3", "fe80::2", "fe80::3"})
  @DisplayName("virtual hosts answer pings")
  void echo(String address) {
    lab.guest.ping(Ipv6Address.parse(address), 7, 1, "data".getBytes(StandardCharsets.US_ASCII));
    Received reply = lab.guest.expectIcmpv6();
    assertThat(kind(reply)).isEqualTo(12_900);
    assertThat(reply.icmpv6().rest()).isEqualTo(7 << 16 | 1);
    assertThat(reply.ipv6().source()).isEqualTo(Ipv6Address.parse(address));
    assertThat(new String(reply.payload(), StandardCharsets.US_ASCII)).isEqualTo("data");
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("a ping of 4000 octets comes and goes in fragments")
  void longEcho() {
    byte[] data = new byte[4000];
    byte[] whole = to(GUEST, ROUTER).icmpv6Payload(new Icmpv6Header(Icmpv6View.ECHO, 0, 1), data);
    for (int from = 0; from < whole.length; from += 1232) {
      byte[] piece = Arrays.copyOfRange(whole, from, Math.min(whole.length, from + 1232));
      lab.guest.send(
          to(GUEST, ROUTER)
              .fragment6(IpProtocol.ICMPV6, 1, from, from + 1232 < whole.length, piece));
    }
    int heard = 0;
    while (heard < whole.length) {
      heard += lab.guest.expectFragment().payload().length;
    }
    lab.guest.expectNothing();
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::80, 101, PROHIBITED",
    "fec0::99, 103, NO_RECEIVER",
    "::ffff:127.0.0.1, 101, PROHIBITED",
    "::1, 101, PROHIBITED",
    "::, 101, PROHIBITED"
  })
  @DisplayName("pings of others are answered with why they went nowhere")
  void echoElsewhere(String address, int kind, DropReason reason) {
    lab.guest.ping(Ipv6Address.parse(address), 7, 1, new byte[4]);
    assertThat(kind(lab.guest.expectIcmpv6())).isEqualTo(kind);
    assertThat(lab.dropped(reason)).isEqualTo(1);
  }

  @Test
  @DisplayName("a ping that user mode does not carry is an event")
  void blocked() {
    lab.guest.ping(WORLD, 7, 1, new byte[4]);
    lab.guest.expectIcmpv6();
    assertThat(lab.events)
        .last()
        .isEqualTo(
            new GatewayEvent.Blocked(
                "ping", GUEST, WORLD, "user mode carries TCP and UDP, no ICMP"));
  }

  @ParameterizedTest
  @CsvSource({"1400, 1340", "1280, 1220", "67, 1220", "0, 1220", "1501, 1440"})
  @DisplayName("packet too big lowers the segment size, but no further than 1280 allows")
  void tooBig(int mtu, int size) {
    Segments connection = lab.connection(4000, WORLD, 80);
    ScriptedOutside.Host host = lab.establish(connection);
    byte[] quoted = new byte[48];
    Ipv6Header.write(Unpooled.wrappedBuffer(quoted), 0, WORLD, GUEST, IpProtocol.TCP, 64, 1460);
    Unpooled.wrappedBuffer(quoted).setShort(40, 80).setShort(42, 4000);
    lab.guest.send(
        to(GUEST, ROUTER).icmpv6(new Icmpv6Header(Icmpv6View.PACKET_TOO_BIG, 0, mtu), quoted));
    lab.host(() -> host.says("x".repeat(5000)));
    Received segment = connection.hears();
    while (segment.payload().length == 0) {
      segment = connection.hears();
    }
    assertThat(segment.payload()).hasSize(size);
    lab.guest.takeAll();
    connection.resets();
  }

  @Test
  @DisplayName("a quotation of a few octets, or of something else, changes nothing")
  void badQuotations() {
    for (int length : new int[] {0, 7, 39, 47, 48}) {
      lab.guest.send(
          to(GUEST, ROUTER)
              .icmpv6(new Icmpv6Header(Icmpv6View.PACKET_TOO_BIG, 0, 1300), new byte[length]));
    }
    assertThat(lab.dropped(DropReason.BAD_MESSAGE)).isEqualTo(5);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("the last hop: time exceeded, but not at the router itself")
  void hopLimit() {
    byte[] datagram = to(GUEST, WORLD).udpPayload(1, 2, new byte[4]);
    lab.guest.send(to(GUEST, WORLD).ipv6(IpProtocol.UDP, 1, datagram));
    assertThat(kind(lab.guest.expectIcmpv6())).isEqualTo(300);
    lab.guest.send(to(GUEST, WORLD).ipv6(IpProtocol.UDP, 0, datagram));
    assertThat(lab.dropped(DropReason.TTL_EXPIRED)).isEqualTo(2);
    byte[] echo = to(GUEST, ROUTER).icmpv6Payload(new Icmpv6Header(128, 0, 1), new byte[4]);
    lab.guest.send(to(GUEST, ROUTER).ipv6(IpProtocol.ICMPV6, 1, echo));
    assertThat(kind(lab.guest.expectIcmpv6())).isEqualTo(12_900);
  }

  @Test
  @DisplayName("behind extension headers TCP and UDP are found")
  void extensionHeaders() {
    byte[] datagram = to(GUEST, WORLD).udpPayload(5000, 7, new byte[] {'a'});
    byte[] packet = Arrays.copyOf(new byte[] {17, 0, 1, 4, 0, 0, 0, 0}, 8 + datagram.length);
    System.arraycopy(datagram, 0, packet, 8, datagram.length);
    lab.guest.send(to(GUEST, WORLD).ipv6(0, 64, packet));
    assertThat(lab.outside.lastEndpoint().sent).hasSize(1);
    lab.guest.send(to(GUEST, WORLD).ipv6(ExtensionHeaders.DESTINATION_OPTIONS, 64, packet));
    assertThat(lab.outside.lastEndpoint().sent).hasSize(2);
    lab.guest.expectNothing();
  }
}
