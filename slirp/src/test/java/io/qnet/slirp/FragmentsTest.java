package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.IpProtocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fragments of the guest, through the whole gateway (RFC 791, 5722). */
class FragmentsTest {
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

  @ParameterizedTest
  @ValueSource(ints = {28, 60, 576, 1500})
  @DisplayName("reversed, in pieces of any size: put together")
  void reversed(int mtu) {
    Frames to = lab.guest.to(WORLD);
    byte[] payload = to.udpPayload(5000, 7, "x".repeat(400).getBytes(StandardCharsets.US_ASCII));
    List<Frame> fragments = new ArrayList<>(to.fragments(IpProtocol.UDP, 5, mtu, payload));
    Collections.reverse(fragments);
    lab.guest.send(fragments);
    assertThat(lab.outside.lastEndpoint().sent).singleElement().asString().startsWith("xxxx");
  }

  @Test
  @DisplayName("overlapping pieces with different content: the whole datagram goes")
  void overlap() {
    Frames to = lab.guest.to(WORLD);
    byte[] payload = to.udpPayload(5000, 7, new byte[40]);
    lab.guest.send(
        List.of(
            to.fragment(IpProtocol.UDP, 5, 0, true, java.util.Arrays.copyOf(payload, 24)),
            to.fragment(IpProtocol.UDP, 5, 16, true, new byte[24]),
            to.fragment(
                IpProtocol.UDP, 5, 24, false, java.util.Arrays.copyOfRange(payload, 24, 48))));
    assertThat(lab.outside.endpoints).isEmpty();
    assertThat(lab.dropped(DropReason.FRAGMENT_OVERLAP)).isPositive();
  }

  @Test
  @DisplayName("ping of death: a piece that ends beyond 65535 octets")
  void pingOfDeath() {
    lab.guest.send(lab.guest.to(ROUTER).fragment(IpProtocol.ICMP, 5, 65_528, false, new byte[100]));
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.BAD_FRAGMENT)).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "5000 half datagrams: bounded, and time exceeded code 1 for those whose beginning came")
  void halves() {
    for (int i = 0; i < 5000; i++) {
      lab.guest.send(lab.guest.to(WORLD).fragment(IpProtocol.UDP, i, 0, true, new byte[1400]));
    }
    lab.after(Duration.ofSeconds(31));
    var errors = lab.guest.takeAll();
    assertThat(errors).isNotEmpty().hasSizeLessThanOrEqualTo(256);
    assertThat(errors).allMatch(error -> error.icmp().type() * 100 + error.icmp().code() == 1101);
  }
}
