package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.GuestStation;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4Header;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMP: virtual hosts answer, nothing is carried, and the guest is told why. */
class IcmpTest {
  private final GatewayLab lab = new GatewayLab();

  @BeforeEach
  void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @AfterEach
  void close() {
    lab.stillWorks();
    lab.close();
  }

  private static int kind(Received message) {
    return message.icmp().type() * 100 + message.icmp().code();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.2.2", "10.0.2.3", "10.0.2.4"})
  void virtualHostsAnswer(String address) {
    lab.guest.ping(Ipv4Address.parse(address), 7, 1, "data".getBytes(StandardCharsets.US_ASCII));
    Received reply = lab.guest.expectIcmp();
    assertThat(kind(reply)).isZero();
    assertThat(reply.icmp().rest()).isEqualTo(7 << 16 | 1);
    assertThat(reply.text()).isEqualTo("data");
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("65507 octets of data: answered, in fragments")
  void longestPing() {
    byte[] message = Frames.icmpPayload(new Icmpv4Header(Icmpv4View.ECHO, 0, 1), new byte[65_507]);
    lab.guest.send(lab.guest.to(ROUTER).fragments(IpProtocol.ICMP, 9, 1500, message));
    assertThat(lab.guest.takeAll()).hasSize(45).allMatch(piece -> piece.ip().fragment());
  }

  @Test
  @DisplayName("outside: type 3 code 13, and an event that says why")
  void outsideIsProhibited() {
    lab.guest.ping(WORLD, 7, 1, new byte[8]);
    Received error = lab.guest.expectIcmp();
    assertThat(kind(error)).isEqualTo(313);
    assertThat(error.ip().source()).isEqualTo(ROUTER);
    assertThat(lab.events)
        .filteredOn(GatewayEvent.Blocked.class::isInstance)
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.sentence())
                    .isEqualTo(
                        "blocked: ping from 10.0.2.15 to 192.0.2.80: user mode carries TCP and UDP, no ICMP"));
    assertThat(lab.dropped(DropReason.PROHIBITED)).isEqualTo(1);
  }

  @Test
  void missingStationIsUnreachable() {
    lab.guest.ping(Ipv4Address.parse("10.0.2.77"), 7, 1, new byte[8]);
    assertThat(kind(lab.guest.expectIcmp())).isEqualTo(301);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.2.255", "255.255.255.255"})
  @DisplayName("RFC 1122, 3.2.2.6: a broadcast ping is answered by nobody")
  void broadcast(String address) {
    lab.guest.ping(Ipv4Address.parse(address), 7, 1, new byte[8]);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.NO_RECEIVER)).isEqualTo(1);
  }

  private void sendWithTtl(int protocol, Ipv4Address to, int ttl, byte[] payload) {
    Ipv4Header header = new Ipv4Header(GatewayLab.GUEST, to, protocol, ttl, 0, 0, 0);
    lab.guest.send(lab.guest.to(to).ipv4(header, payload));
  }

  @Test
  @DisplayName("time to live 1: exceeded here; the gateway itself is still reached")
  void ttl() {
    byte[] ping = Frames.icmpPayload(new Icmpv4Header(Icmpv4View.ECHO, 0, 1), new byte[8]);
    sendWithTtl(IpProtocol.ICMP, WORLD, 1, ping);
    assertThat(kind(lab.guest.expectIcmp())).isEqualTo(1100);
    sendWithTtl(IpProtocol.ICMP, ROUTER, 1, ping);
    assertThat(kind(lab.guest.expectIcmp())).isZero();
    sendWithTtl(IpProtocol.ICMP, WORLD, 0, ping);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.TTL_EXPIRED)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 11, 12})
  @DisplayName("RFC 1122, 3.2.2: never an error about an error")
  void noErrorAboutErrors(int type) {
    byte[] error = Frames.icmpPayload(new Icmpv4Header(type, 0, 0), new byte[28]);
    sendWithTtl(IpProtocol.ICMP, WORLD, 1, error);
    lab.guest.expectNothing();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7})
  void shortMessage(int length) {
    lab.guest.send(lab.guest.to(ROUTER).ipv4(IpProtocol.ICMP, new byte[length]));
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.TRUNCATED)).isEqualTo(1);
    lab.stillWorks();
  }

  @Test
  void badChecksum() {
    Frame frame = lab.guest.to(ROUTER).echo(1, 1, new byte[8]);
    ByteBuf octets = frame.octets();
    octets.setByte(octets.writerIndex() - 1, 1);
    lab.guest.send(frame);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.BAD_CHECKSUM)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 67", "1400, 0", "68, 7", "0, 28", "67, 28", "65535, 28"})
  @DisplayName("fragmentation needed, with any MTU and any quotation: nothing breaks")
  void fragmentationNeeded(int mtu, int quoted) {
    Icmpv4Header header = new Icmpv4Header(Icmpv4View.UNREACHABLE, 4, mtu);
    byte[] quotation = new byte[quoted];
    if (quoted > 0) {
      quotation[0] = 0x45;
    }
    lab.guest.send(lab.guest.to(ROUTER).icmp(header, quotation));
    lab.guest.expectNothing();
    lab.stillWorks();
  }

  @Test
  @DisplayName("a redirect is not followed")
  void redirect() {
    lab.guest.send(
        lab.guest.to(ROUTER).icmp(new Icmpv4Header(Icmpv4View.REDIRECT, 1, 1), new byte[28]));
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.UNSUPPORTED)).isEqualTo(1);
    lab.stillWorks();
  }

  @Test
  @DisplayName("RFC 1122, 3.2.2: no error about what came in a frame for every station")
  void noErrorAboutBroadcastFrames() {
    GuestStation shouting = lab.guest.via(MacAddress.BROADCAST);
    shouting.ping(WORLD, 7, 1, new byte[8]);
    shouting.udp(5000, Ipv4Address.parse("10.0.2.77"), 9, "x");
    shouting.expectNothing();
    assertThat(lab.dropped(DropReason.PROHIBITED)).isEqualTo(1);
    assertThat(lab.dropped(DropReason.NO_RECEIVER)).isEqualTo(1);
    shouting.send(
        new Frames(GatewayLab.GUEST_MAC, MacAddress.BROADCAST, GatewayLab.GUEST, ROUTER)
            .echo(7, 1, new byte[8]));
    assertThat(kind(shouting.expectIcmp())).as("an answer is no error").isZero();
  }

  @Test
  @DisplayName("traceroute as the very first packet is answered: its sender is known by then")
  void firstPacketEver() {
    lab.link.replug();
    byte[] ping = Frames.icmpPayload(new Icmpv4Header(Icmpv4View.ECHO, 0, 1), new byte[8]);
    sendWithTtl(IpProtocol.ICMP, WORLD, 1, ping);
    assertThat(kind(lab.guest.expectIcmp())).isEqualTo(1100);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("fragmentation needed counts from the guest itself only")
  void anothersPathMtu() {
    Segments connection = lab.connection(4000, WORLD, 80);
    final ScriptedOutside.Host host = lab.establish(connection);
    ByteBuf quoted = Unpooled.wrappedBuffer(new byte[28]);
    quoted.setShort(20, 80).setShort(22, 4000);
    Ipv4Header.atomic(WORLD, GatewayLab.GUEST, IpProtocol.TCP).write(quoted, 0, 8);
    Icmpv4Header header = new Icmpv4Header(Icmpv4View.UNREACHABLE, 4, 576);
    lab.guest.become(Ipv4Address.parse("10.0.2.16"));
    lab.guest.send(lab.guest.to(ROUTER).icmp(header, quoted.array()));
    assertThat(lab.dropped(DropReason.BAD_MESSAGE)).isEqualTo(1);
    lab.guest.become(GatewayLab.GUEST);
    lab.host(() -> host.says("x".repeat(1460)));
    assertThat(connection.hears().text()).hasSize(1460);
    connection.ack();
    lab.guest.send(lab.guest.to(ROUTER).icmp(header, quoted.array()));
    lab.host(() -> host.says("x".repeat(1460)));
    assertThat(connection.hears().text()).hasSize(536);
  }

  @Test
  @DisplayName("errors are limited to a rate, and what goes over it is counted")
  void rateLimit() {
    for (int i = 0; i < 1000; i++) {
      lab.guest.ping(WORLD, 7, i, new byte[8]);
    }
    assertThat(lab.guest.takeAll()).hasSize(200);
    assertThat(lab.dropped(DropReason.RATE_LIMITED)).isEqualTo(800);
    assertThat(lab.drops.total()).as("each ping counts once").isEqualTo(1000);
    lab.after(Duration.ofMillis(10));
    for (int i = 0; i < 100; i++) {
      lab.guest.ping(WORLD, 7, i, new byte[8]);
    }
    assertThat(lab.guest.takeAll()).hasSizeBetween(9, 11);
  }
}
