package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  private static byte[] piece(byte[] payload, int from, int to) {
    return Arrays.copyOfRange(payload, from, to);
  }

  private Frame udpPiece(int from, int to, boolean more) {
    Frames frames = lab.guest.to(WORLD);
    byte[] payload = frames.udpPayload(5000, 7, new byte[40]);
    return frames.fragment(IpProtocol.UDP, 5, from, more, piece(payload, from, to));
  }

  private void expectNothingDelivered(DropReason reason) {
    assertThat(lab.outside.endpoints).isEmpty();
    assertThat(lab.dropped(reason)).isPositive();
    assertThat(lab.drops.total()).isEqualTo(lab.dropped(reason));
  }

  @Test
  @DisplayName("case 29: every piece twice is one datagram, and no loss")
  void duplicates() {
    for (Frame frame : List.of(udpPiece(0, 24, true), udpPiece(0, 24, true))) {
      lab.guest.send(frame);
    }
    lab.guest.send(udpPiece(24, 48, false));
    lab.guest.send(udpPiece(24, 48, false));
    assertThat(lab.outside.lastEndpoint().sent).hasSize(1);
    assertThat(lab.drops.total()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"16, 40", "0, 16", "8, 16", "0, 48", "16, 24"})
  @DisplayName("case 30: a piece over the end of another, its beginning, its middle, or all of it")
  void overlaps(int from, int to) {
    lab.guest.send(udpPiece(8, 32, true));
    lab.guest.send(udpPiece(from, to, true));
    expectNothingDelivered(DropReason.FRAGMENT_OVERLAP);
    lab.guest.send(udpPiece(0, 8, true));
    lab.guest.send(udpPiece(32, 48, false));
    expectNothingDelivered(DropReason.FRAGMENT_OVERLAP);
  }

  @Test
  @DisplayName("case 31: a first piece longer than the MTU is a piece like any other")
  void longFirst() {
    Frames to = lab.guest.to(WORLD);
    byte[] payload = to.udpPayload(5000, 7, new byte[9000]);
    lab.guest.send(to.fragment(IpProtocol.UDP, 5, 0, true, piece(payload, 0, 9000)));
    assertThat(lab.outside.endpoints).isEmpty();
    lab.guest.send(to.fragment(IpProtocol.UDP, 5, 9000, false, piece(payload, 9000, 9008)));
    assertThat(lab.outside.lastEndpoint().last).hasSize(9000);
  }

  @Test
  @DisplayName("case 33: a piece before the last whose length is no multiple of 8")
  void oddLength() {
    lab.guest.send(udpPiece(0, 13, true));
    expectNothingDelivered(DropReason.BAD_FRAGMENT);
  }

  @Test
  @DisplayName("case 35: a piece without octets")
  void empty() {
    lab.guest.send(udpPiece(0, 0, true));
    expectNothingDelivered(DropReason.BAD_FRAGMENT);
  }

  @Test
  @DisplayName("case 36: offset 0 and no more pieces is no fragment, however often it comes")
  void wholeTwice() {
    lab.guest.send(udpPiece(0, 48, false));
    lab.guest.send(udpPiece(0, 48, false));
    assertThat(lab.outside.lastEndpoint().sent).hasSize(2);
  }

  @Test
  @DisplayName("case 37: don't fragment together with more fragments: put together all the same")
  void contradiction() {
    Frame first = udpPiece(0, 24, true);
    ByteBuf octets = first.octets();
    octets.setShort(14 + 6, 0x6000).setShort(14 + 10, 0);
    octets.setShort(14 + 10, Checksum.finish(Checksum.sum(octets, 14, 20)));
    lab.guest.send(first);
    lab.guest.send(udpPiece(24, 48, false));
    assertThat(lab.outside.lastEndpoint().sent).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("case 38: a TCP header cut at octet 8 is whole again before anybody looks at it")
  void tinyTcp(boolean reversed) {
    TcpHeader syn = new TcpHeader(4000, 80, 1, 0, TcpFlags.SYN, 500, TcpOptions.NONE);
    byte[] octets = ByteBufUtil.getBytes(lab.guest.to(WORLD).tcp(syn, new byte[0]).octets());
    byte[] segment = piece(octets, 34, 54);
    Frames to = lab.guest.to(WORLD);
    List<Frame> pieces =
        new ArrayList<>(
            List.of(
                to.fragment(IpProtocol.TCP, 5, 0, true, piece(segment, 0, 8)),
                to.fragment(IpProtocol.TCP, 5, 8, false, piece(segment, 8, 20))));
    if (reversed) {
      Collections.reverse(pieces);
    }
    lab.guest.send(pieces);
    assertThat(lab.outside.lastCall().port).isEqualTo(80);
  }

  @ParameterizedTest
  @CsvSource({"24, 40", "24, 48"})
  @DisplayName("case 39: a second last piece with another end, or behind what had ended")
  void secondEnd(int from, int to) {
    lab.guest.send(udpPiece(8, 24, false));
    lab.guest.send(udpPiece(from, to, false));
    expectNothingDelivered(DropReason.BAD_FRAGMENT);
  }

  @Test
  @DisplayName("overlapping pieces with different content: the whole datagram goes")
  void overlap() {
    Frames to = lab.guest.to(WORLD);
    byte[] payload = to.udpPayload(5000, 7, new byte[40]);
    lab.guest.send(
        List.of(
            to.fragment(IpProtocol.UDP, 5, 0, true, Arrays.copyOf(payload, 24)),
            to.fragment(IpProtocol.UDP, 5, 16, true, new byte[24]),
            to.fragment(IpProtocol.UDP, 5, 24, false, Arrays.copyOfRange(payload, 24, 48))));
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
