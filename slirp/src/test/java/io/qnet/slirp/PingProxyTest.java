package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.GUEST;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.qnet.slirp.flow.FlowLimits;
import io.qnet.slirp.flow.FlowRow;
import io.qnet.wire.DatagramFlow.DatagramError;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Ipv4View;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Icmp=proxy: pings leave by the host's own, and what the network says comes back (RFC 5508). */
class PingProxyTest {
  private static final Ipv4Address HOP = Ipv4Address.parse("203.0.113.1");
  private static final int HOSTS_OWN = 0x7777;

  private final GatewayLab lab =
      new GatewayLab(
          GatewaySettings.DEFAULT
              .with(new PolicySettings(IcmpPolicy.PROXY, false, false))
              .with(new FlowLimits(16, 16, 16, 2, 2, 1 << 20)));

  @BeforeEach
  void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @AfterEach
  void close() {
    lab.stillWorks();
    lab.close();
  }

  private void ping(Ipv4Address to, int identifier, int sequence) {
    lab.guest.ping(to, identifier, sequence, "data".getBytes(StandardCharsets.US_ASCII));
  }

  /** What the host would bring: a message with the identifier that its kernel wrote into it. */
  private static byte[] hosts(int type, int sequence) {
    Icmpv4Header header = new Icmpv4Header(type, 0, HOSTS_OWN << 16 | sequence);
    return Frames.icmpPayload(header, "data".getBytes(StandardCharsets.US_ASCII));
  }

  private void answer(Ipv4Address from, byte[] message) {
    lab.host(() -> lab.outside.lastEndpoint().hears(from, 0, message));
  }

  @Test
  @DisplayName("an echo leaves with its time to live, and the answer has the guest's identifier")
  void echo() {
    ping(WORLD, 7, 1);
    assertThat(lab.outside.lastEndpoint().sent).singleElement().asString().endsWith(":0 ttl 63");
    assertThat(lab.outside.lastEndpoint().last).hasSize(12).startsWith(8, 0);
    answer(WORLD, hosts(Icmpv4View.ECHO_REPLY, 1));
    Received reply = lab.guest.expectIcmp();
    assertThat(reply.ip().source()).isEqualTo(WORLD);
    assertThat(reply.icmp().type()).isEqualTo(Icmpv4View.ECHO_REPLY);
    assertThat(reply.icmp().rest()).isEqualTo(7 << 16 | 1);
    assertThat(reply.text()).isEqualTo("data");
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("REQ-1, REQ-3: one identifier, one mapping, for all peers and 60 s of silence")
  void mapping() {
    ping(WORLD, 7, 1);
    ping(HOP, 7, 2);
    assertThat(lab.outside.endpoints).hasSize(1);
    assertThat(lab.gateway.snapshot().flows())
        .singleElement()
        .extracting(FlowRow::protocol, FlowRow::guestPort, FlowRow::state, FlowRow::secondsLeft)
        .containsExactly("icmp", 7, "2 peers", 60L);
    lab.after(Duration.ofSeconds(59));
    answer(WORLD, hosts(Icmpv4View.ECHO_REPLY, 1));
    assertThat(lab.guest.expectIcmp().icmp().rest()).isEqualTo(7 << 16 | 1);
    lab.after(Duration.ofSeconds(1));
    assertThat(lab.outside.lastEndpoint().closed).isTrue();
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
  }

  @Test
  @DisplayName("time exceeded: from the hop itself, about the guest's own packet")
  void timeExceeded() {
    ping(WORLD, 7, 9);
    byte[] quotation = hosts(Icmpv4View.ECHO, 9);
    DatagramError error =
        new DatagramError(
            HOP, WORLD, 0, Icmpv4View.TIME_EXCEEDED, 0, 0, Unpooled.wrappedBuffer(quotation));
    lab.host(() -> lab.outside.lastEndpoint().fails(error));
    Received told = lab.guest.expectIcmp();
    assertThat(told.ip().source()).isEqualTo(HOP);
    assertThat(told.icmp().type()).isEqualTo(Icmpv4View.TIME_EXCEEDED);
    byte[] quoted = told.payload();
    Ipv4View packet = new Ipv4View(Unpooled.wrappedBuffer(quoted), 0, quoted.length);
    assertThat(packet.source()).isEqualTo(GUEST);
    assertThat(packet.destination()).isEqualTo(WORLD);
    Icmpv4View echo = new Icmpv4View(packet.buf(), packet.payload(), packet.payloadLength());
    assertThat(echo.type()).isEqualTo(Icmpv4View.ECHO);
    assertThat(echo.rest()).isEqualTo(7 << 16 | 9);
    assertThat(Checksum.verifies(Checksum.sum(packet.buf(), packet.payload(), 12))).isTrue();
  }

  @Test
  @DisplayName("an error that quotes too little, an answer that is none: counted, not passed on")
  void hostileAnswers() {
    ping(WORLD, 7, 1);
    lab.host(
        () ->
            lab.outside
                .lastEndpoint()
                .fails(new DatagramError(HOP, WORLD, 0, Icmpv4View.TIME_EXCEEDED, 0, 0)));
    answer(WORLD, new byte[] {0, 0, 0});
    answer(WORLD, hosts(Icmpv4View.ECHO, 1));
    answer(HOP, hosts(Icmpv4View.ECHO_REPLY, 1));
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.TRUNCATED)).isEqualTo(1);
    assertThat(lab.dropped(DropReason.UNSUPPORTED)).isEqualTo(2);
    assertThat(lab.dropped(DropReason.PROHIBITED)).as("a stranger").isEqualTo(1);
  }

  @Test
  @DisplayName("at the bound the identifier that was used least recently goes")
  void bound() {
    ping(WORLD, 1, 1);
    ping(WORLD, 2, 1);
    ping(WORLD, 1, 2);
    ping(WORLD, 3, 1);
    assertThat(lab.outside.endpoints)
        .extracting(it -> it.closed)
        .containsExactly(false, true, false);
    assertThat(lab.dropped(DropReason.TABLE_FULL)).isEqualTo(1);
    lab.host(() -> lab.outside.exhausted = true);
    ping(WORLD, 4, 1);
    assertThat(lab.dropped(DropReason.HOST_REFUSED)).isEqualTo(1);
    lab.host(() -> lab.outside.exhausted = false);
  }

  @Test
  @DisplayName("the virtual hosts answer themselves; loopback=off keeps the host's addresses shut")
  void nearer() {
    ping(ROUTER, 7, 1);
    assertThat(lab.guest.expectIcmp().icmp().type()).isEqualTo(Icmpv4View.ECHO_REPLY);
    lab.hostAddresses.add(HOP);
    ping(HOP, 7, 2);
    assertThat(lab.guest.expectIcmp().icmp().code()).isEqualTo(13);
    ping(Ipv4Address.parse("10.0.2.77"), 7, 3);
    assertThat(lab.guest.expectIcmp().icmp().code()).isEqualTo(Icmpv4Header.HOST_UNREACHABLE);
    ping(Ipv4Address.parse("10.0.2.255"), 7, 4);
    lab.guest.expectNothing();
    assertThat(lab.outside.endpoints).isEmpty();
  }
}
