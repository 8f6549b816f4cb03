package io.qnet.slirp;

import static io.qnet.slirp.Ipv6Lab.GUEST;
import static io.qnet.slirp.Ipv6Lab.ROUTER;
import static io.qnet.slirp.Ipv6Lab.WORLD;
import static io.qnet.slirp.Ipv6Lab.kind;
import static io.qnet.slirp.Ipv6Lab.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpProtocol;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IPv6 that no honest guest sends: refused, counted, answered where an RFC says so. */
class Ipv6HostileTest {
  private final GatewayLab lab = new GatewayLab();

  @BeforeEach
  void learnGuest() {
    Ipv6Lab.learn(lab);
  }

  /** Neighbours are still answered, and a new connection still works. */
  @AfterEach
  void stillWorks() {
    lab.guest.takeAll();
    lab.guest.send(Ipv6Lab.solicitation(GUEST, ROUTER));
    lab.guest.expectIcmpv6();
    Segments connection = lab.connection(62_000, WORLD, 80);
    lab.establish(connection);
    connection.resets();
    lab.guest.via(GatewayLab.ROUTER_MAC);
    lab.stillWorks();
    lab.close();
  }

  private void dropped(DropReason reason, int count) {
    assertThat(lab.dropped(reason)).as(lab.drops.toString()).isEqualTo(count);
    lab.guest.expectNothing();
  }

  private void problem(int code, int pointer) {
    Received error = lab.guest.expectIcmpv6();
    assertThat(kind(error)).isEqualTo(400 + code);
    assertThat(error.icmpv6().rest()).isEqualTo(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "::1", "ff02::1", "2001:db8::1", "::ffff:10.0.2.15", "fec0:1::15"})
  @DisplayName("sources that no guest of this segment has")
  void sources(String source) {
    lab.guest.send(to(Ipv6Address.parse(source), WORLD).udp(1, 2, new byte[4]));
    dropped(DropReason.BAD_ADDRESS, 1);
  }

  @Test
  @DisplayName("our own address, or the destination's, as the source")
  void stolenSources() {
    lab.guest.send(to(ROUTER, WORLD).udp(1, 2, new byte[4]));
    dropped(DropReason.SELF_SENT, 1);
    lab.guest.send(to(GUEST, GUEST).udp(1, 1, new byte[4]));
    dropped(DropReason.BAD_ADDRESS, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "::", "::ffff:127.0.0.1", "::7f00:1"})
  @DisplayName("the host's loopback is reached by the router's address alone")
  void loopbackDestinations(String destination) {
    lab.guest.send(to(GUEST, Ipv6Address.parse(destination)).udp(1, 2, new byte[4]));
    assertThat(kind(lab.guest.expectIcmpv6())).isEqualTo(101);
    dropped(DropReason.PROHIBITED, 1);
    assertThat(lab.outside.endpoints).isEmpty();
  }

  @Test
  @DisplayName("UDP without a checksum is refused (RFC 8200, 8.1); a wrong one, too")
  void checksums() {
    Frame none = to(GUEST, WORLD).udp(1, 2, new byte[4]);
    none.octets().setShort(14 + 40 + 6, 0);
    lab.guest.send(none);
    Frame wrong = to(GUEST, WORLD).udp(1, 2, new byte[4]);
    wrong.octets().setShort(14 + 40 + 6, 0x1234);
    lab.guest.send(wrong);
    Frame echo = to(GUEST, ROUTER).echo(1, 1, new byte[4]);
    echo.octets().setShort(14 + 40 + 2, 0x1234);
    lab.guest.send(echo);
    dropped(DropReason.BAD_CHECKSUM, 3);
  }

  @Test
  @DisplayName("lengths beyond the frame, or too short for what is said to be in it")
  void lengths() {
    Frame echo = to(GUEST, ROUTER).echo(1, 1, new byte[4]);
    echo.octets().setShort(14 + 4, 60_000);
    lab.guest.send(echo);
    lab.guest.send(to(GUEST, WORLD).ipv6(IpProtocol.UDP, 64, new byte[7]));
    lab.guest.send(to(GUEST, WORLD).ipv6(IpProtocol.TCP, 64, new byte[19]));
    lab.guest.send(to(GUEST, WORLD).ipv6(IpProtocol.ICMPV6, 64, new byte[7]));
    lab.guest.send(to(GUEST, WORLD).ipv6(IpProtocol.ICMPV6, 64, new byte[0]));
    dropped(DropReason.TRUNCATED, 5);
  }

  @Test
  @DisplayName("a jumbogram: a length of 0 with the option that has the true one (RFC 2675)")
  void jumbogram() {
    byte[] options = {17, 0, (byte) 0xc2, 4, 0, 1, 0, 0};
    Frame jumbo = to(GUEST, WORLD).ipv6(0, 64, options);
    jumbo.octets().setShort(14 + 4, 0);
    lab.guest.send(jumbo);
    dropped(DropReason.BAD_LENGTH, 1);
  }

  @Test
  @DisplayName("longer than the MTU: packet too big, with the MTU, in 1280 octets")
  void tooBig() {
    lab.guest.send(to(GUEST, WORLD).udp(1, 2, new byte[1453]));
    Received error = lab.guest.expectIcmpv6();
    assertThat(kind(error)).isEqualTo(200);
    assertThat(error.icmpv6().rest()).isEqualTo(1500);
    assertThat(error.ipv6().totalLength()).isEqualTo(1280);
    dropped(DropReason.OVERSIZE, 1);
    lab.guest.send(to(GUEST, WORLD).udp(1, 2, new byte[1452]));
    assertThat(lab.outside.lastEndpoint().last).hasSize(1452);
  }

  @ParameterizedTest
  @CsvSource({"132, 6", "47, 6", "0, -1", "255, 6", "41, 6"})
  @DisplayName("a protocol that nobody knows: parameter problem, pointing at it")
  void unknownProtocols(int protocol, int pointer) {
    if (pointer < 0) { // hop-by-hop options behind others
      byte[] chain = new byte[16];
      chain[2] = 1;
      chain[3] = 4;
      lab.guest.send(to(GUEST, WORLD).ipv6(60, 64, chain));
      problem(1, 40);
    } else {
      lab.guest.send(to(GUEST, WORLD).ipv6(protocol, 64, new byte[16]));
      problem(1, pointer);
    }
    dropped(DropReason.UNSUPPORTED, 1);
  }

  @Test
  @DisplayName("no next header: nothing to say (RFC 8200, 4.7)")
  void noNextHeader() {
    lab.guest.send(to(GUEST, WORLD).ipv6(59, 64, new byte[16]));
    dropped(DropReason.NO_RECEIVER, 1);
  }

  @Test
  @DisplayName("RFC 5095: a route that is not at its end; one that is, is passed over")
  void routes() {
    byte[] datagram = to(GUEST, WORLD).udpPayload(5000, 7, new byte[] {'a'});
    byte[] packet = Arrays.copyOf(new byte[] {17, 0, 0, 1, 0, 0, 0, 0}, 8 + datagram.length);
    System.arraycopy(datagram, 0, packet, 8, datagram.length);
    lab.guest.send(to(GUEST, WORLD).ipv6(43, 64, packet));
    problem(0, 42);
    dropped(DropReason.PROHIBITED, 1);
    packet[3] = 0;
    lab.guest.send(to(GUEST, WORLD).ipv6(43, 64, packet));
    assertThat(lab.outside.lastEndpoint().sent).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"0x1e, -1, false", "0x5e, -1, true", "0x9e, 42, true", "0xde, 42, true"})
  @DisplayName("RFC 8200, 4.2: unknown options say themselves what becomes of the packet")
  void unknownOptions(String type, int pointer, boolean lost) {
    byte[] datagram = to(GUEST, WORLD).udpPayload(5000, 7, new byte[] {'a'});
    byte[] packet = Arrays.copyOf(new byte[] {17, 0, 0, 4, 0, 0, 0, 0}, 8 + datagram.length);
    packet[2] = (byte) (int) Integer.decode(type);
    System.arraycopy(datagram, 0, packet, 8, datagram.length);
    lab.guest.send(to(GUEST, WORLD).ipv6(60, 64, packet));
    if (pointer >= 0) {
      problem(2, pointer);
    }
    dropped(DropReason.UNSUPPORTED, lost ? 1 : 0);
    assertThat(lab.outside.endpoints).hasSize(lost ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 255})
  @DisplayName("an option that ends beyond its header")
  void optionBeyond(int length) {
    byte[] packet = {59, 0, 1, (byte) length, 0, 0, 0, 0};
    lab.guest.send(to(GUEST, WORLD).ipv6(0, 64, packet));
    dropped(DropReason.BAD_OPTION, 1);
  }

  @Test
  @DisplayName("fifty extension headers")
  void fifty() {
    byte[] chain = new byte[400];
    for (int at = 0; at < chain.length; at += 8) {
      chain[at] = 60;
      chain[at + 2] = 1;
      chain[at + 3] = 4;
    }
    lab.guest.send(to(GUEST, WORLD).ipv6(60, 64, chain));
    dropped(DropReason.BAD_OPTION, 1);
  }

  @Test
  @DisplayName("RFC 6946: an atomic fragment is no fragment; another's pieces do not matter")
  void atomicFragment() {
    byte[] datagram = to(GUEST, WORLD).udpPayload(5000, 7, new byte[] {'a'});
    lab.guest.send(to(GUEST, WORLD).fragment6(17, 9, 0, true, new byte[16]));
    lab.guest.send(to(GUEST, WORLD).fragment6(17, 9, 0, false, datagram));
    assertThat(lab.outside.lastEndpoint().sent).hasSize(1);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("RFC 5722: overlapping fragments take the whole datagram with them")
  void overlap() {
    lab.guest.send(to(GUEST, WORLD).fragment6(17, 9, 0, true, new byte[16]));
    lab.guest.send(to(GUEST, WORLD).fragment6(17, 9, 8, false, new byte[16]));
    dropped(DropReason.FRAGMENT_OVERLAP, 2);
  }

  @Test
  @DisplayName("RFC 7112: the first fragment has all headers, or none of it is taken")
  void tinyFirst() {
    lab.guest.send(to(GUEST, WORLD).fragment6(IpProtocol.TCP, 9, 0, true, new byte[16]));
    problem(3, 0);
    dropped(DropReason.BAD_FRAGMENT, 1);
  }

  @Test
  @DisplayName("a piece of no whole units, or beyond 65535: parameter problem")
  void impossibleFragments() {
    lab.guest.send(to(GUEST, WORLD).fragment6(17, 9, 0, true, new byte[9]));
    problem(0, 4);
    lab.guest.send(to(GUEST, WORLD).fragment6(17, 9, 65_528, false, new byte[16]));
    problem(0, 42);
    dropped(DropReason.BAD_FRAGMENT, 2);
  }

  @Test
  @DisplayName("after 60 s without the rest: time exceeded about the first fragment")
  void fragmentTimeout() {
    lab.guest.send(to(GUEST, WORLD).fragment6(17, 9, 0, true, new byte[16]));
    lab.after(Duration.ofSeconds(59));
    lab.guest.expectNothing();
    lab.after(Duration.ofSeconds(2));
    assertThat(kind(lab.guest.expectIcmpv6())).isEqualTo(301);
    dropped(DropReason.FRAGMENT_TIMEOUT, 1);
  }

  @Test
  @DisplayName("a thousand half datagrams: bounded, the oldest go")
  void halfDatagrams() {
    for (int i = 0; i < 1000; i++) {
      lab.guest.send(to(GUEST, WORLD).fragment6(17, i, 0, true, new byte[64]));
    }
    dropped(DropReason.TABLE_FULL, 744);
  }

  @Test
  @DisplayName("nothing is said about an error, a group, or what came for everyone")
  void silence() {
    byte[] quoted = new byte[48];
    lab.guest.send(to(GUEST, WORLD).icmpv6(new Icmpv6Header(Icmpv6View.UNREACHABLE, 0, 0), quoted));
    lab.guest.send(to(GUEST, Ipv6Address.parse("ff02::fb")).udp(5353, 5353, quoted));
    lab.guest.send(to(GUEST, Ipv6Address.ALL_NODES).echo(1, 1, quoted));
    lab.guest.send(
        new Frames(GatewayLab.GUEST_MAC, Ipv6Address.ALL_NODES.groupMac(), GUEST, WORLD)
            .ipv6(132, 64, quoted));
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("errors are few: at most 200 at once")
  void rate() {
    for (int i = 0; i < 300; i++) {
      lab.guest.ping(WORLD, 1, i, new byte[4]);
    }
    assertThat(lab.guest.takeAll()).hasSizeBetween(199, 201);
    assertThat(lab.dropped(DropReason.RATE_LIMITED)).isBetween(99L, 101L);
  }
}
