package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP segments that should not exist, through the whole gateway; {@code tcp} has every state. */
class HostileSegmentsTest {
  private static final int TCP = 34;
  private static final int TEXT = TcpFlags.ACK | TcpFlags.PSH;

  private final GatewayLab lab = new GatewayLab();
  private final Segments connection = lab.connection(4000, WORLD, 80);

  @BeforeEach
  void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @AfterEach
  void stillWorks() {
    lab.stillWorks();
    lab.close();
  }

  /** A segment with octets changed and its checksum right again. */
  private static Frame spoilt(Frame frame, Consumer<ByteBuf> spoil) {
    ByteBuf octets = frame.octets();
    spoil.accept(octets);
    int length = octets.writerIndex() - TCP;
    octets.setShort(TCP + 16, 0);
    long pseudoHeader = Checksum.sum(octets, 26, 8) + IpProtocol.TCP + length;
    octets.setShort(TCP + 16, Checksum.finish(pseudoHeader + Checksum.sum(octets, TCP, length)));
    return frame;
  }

  private void expectDrop(DropReason reason) {
    lab.guest.expectNothing();
    assertThat(lab.outside.calls).isEmpty();
    assertThat(lab.dropped(reason)).isEqualTo(1);
    assertThat(lab.drops.total()).isEqualTo(1);
  }

  private void expectDropIn(ScriptedOutside.Host host, DropReason reason) {
    assertThat(host.heard.toString()).isEmpty();
    assertThat(lab.dropped(reason)).isEqualTo(1);
  }

  private Frame syn(TcpOptions options) {
    TcpHeader header = new TcpHeader(4000, 80, -1, 0, TcpFlags.SYN, 0xffff, options);
    return lab.guest.to(WORLD).tcp(header, new byte[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 19})
  @DisplayName("case 65: shorter than a header")
  void truncated(int length) {
    lab.guest.send(lab.guest.to(WORLD).ipv4(IpProtocol.TCP, new byte[length]));
    expectDrop(DropReason.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x40, 0x60, 0xf0})
  @DisplayName("case 65: a data offset below 5, or beyond the segment")
  void dataOffset(int octet) {
    lab.guest.send(spoilt(syn(TcpOptions.NONE), octets -> octets.setByte(TCP + 12, octet)));
    expectDrop(DropReason.BAD_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0200, 0x0201, 0x0205, 0x0800, 0xfe01})
  @DisplayName("case 65: options with length 0 or 1, or beyond the header")
  void optionLength(int kindAndLength) {
    Frame syn = syn(TcpOptions.syn(1460, -1, false));
    lab.guest.send(spoilt(syn, octets -> octets.setShort(TCP + 20, kindAndLength)));
    expectDrop(DropReason.BAD_OPTION);
  }

  @Test
  @DisplayName("a wrong checksum")
  void checksum() {
    Frame syn = syn(TcpOptions.NONE);
    syn.octets().setShort(TCP + 16, 1);
    lab.guest.send(syn);
    expectDrop(DropReason.BAD_CHECKSUM);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x03, 0x05, 0x06, 0x07, 0x29, 0x3f})
  @DisplayName("case 66: none, SYN+FIN, FIN+RST, SYN+RST, all three, xmas, everything")
  void flags(int flags) {
    lab.guest.send(spoilt(syn(TcpOptions.NONE), octets -> octets.setByte(TCP + 13, flags)));
    expectDrop(DropReason.BAD_FLAGS);
  }

  @ParameterizedTest
  @CsvSource({"hello, 0", "hello, 5", "hello, 65535", "'', 65535"})
  @DisplayName("case 67: an urgent pointer anywhere says nothing, the data counts")
  void urgent(String text, int pointer) {
    ScriptedOutside.Host host = lab.establish(connection);
    Frame frame = connection.saying(text);
    lab.guest.send(
        spoilt(
            frame,
            octets -> octets.setByte(TCP + 13, TEXT | TcpFlags.URG).setShort(TCP + 18, pointer)));
    assertThat(host.heard.toString()).isEqualTo(text);
    lab.guest.takeAll();
    connection.says(" world");
    assertThat(host.heard.toString()).isEqualTo(text + " world");
  }

  @Test
  @DisplayName("case 68: data in a SYN is not taken; it comes again")
  void dataInSyn() {
    connection.send(TcpFlags.SYN, TcpOptions.NONE, "early");
    Segments later = lab.connection(4000, WORLD, 80).startingAt(-1);
    ScriptedOutside.Host[] host = new ScriptedOutside.Host[1];
    lab.host(() -> host[0] = lab.outside.lastCall().succeeds());
    Received synAck = lab.guest.expectTcp();
    assertThat(synAck.tcp().acknowledgment()).isEqualTo(-1);
    later.acknowledging(synAck).says("early");
    assertThat(host[0].heard.toString()).isEqualTo("early");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 1", "100000000, 0", "-1, 0"})
  @DisplayName("case 69: RST exact, elsewhere in the window (challenged), outside (silence)")
  void reset(int off, int challenges) {
    ScriptedOutside.Host host = lab.establish(connection);
    connection.skips(off).resets();
    assertThat(lab.guest.takeAll()).hasSize(challenges);
    if (off == 0) {
      assertThat(host.aborted).isEqualTo(ByteStream.Reason.RESET);
    } else {
      expectDropIn(host, DropReason.OUT_OF_WINDOW);
      assertThat(host.aborted).isNull();
      connection.skips(-off).says("still here");
      assertThat(host.heard.toString()).isEqualTo("still here");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100_000, -2_000_000_000})
  @DisplayName("case 70: an ACK of what was never sent, or of long ago, is challenged")
  void acknowledgment(int off) {
    ScriptedOutside.Host host = lab.establish(connection);
    connection.acknowledges(off).send(TEXT, TcpOptions.NONE, "x");
    assertThat(lab.guest.expectTcp().tcp().flags()).isEqualTo(TcpFlags.ACK);
    expectDropIn(host, DropReason.OUT_OF_WINDOW);
    connection.acknowledges(-off).says("y");
    assertThat(host.heard.toString()).isEqualTo("y");
  }

  @Test
  @DisplayName("case 71: where retransmissions overlap, what came first wins")
  void overlap() {
    ScriptedOutside.Host host = lab.establish(connection);
    connection.skips(3).send(TEXT, TcpOptions.NONE, "DEF");
    connection.skips(-3).send(TEXT, TcpOptions.NONE, "abcdefg");
    assertThat(host.heard.toString()).isEqualTo("abcDEFg");
  }

  @Test
  @DisplayName("case 72: a window that stays shut for ever ends the connection after a while")
  void shutWindow() {
    ScriptedOutside.Host host = lab.establish(connection);
    connection.window(0).ack();
    lab.host(() -> host.says("x".repeat(20_000)));
    for (int minute = 0; minute < 20 && host.aborted == null; minute++) {
      lab.after(Duration.ofMinutes(1));
      if (!lab.guest.takeAll().isEmpty()) {
        connection.ack();
      }
    }
    assertThat(host.aborted).isEqualTo(ByteStream.Reason.TIMEOUT);
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 14", "1, 0", "65535, 14", "1460, 15"})
  @DisplayName("case 73: any MSS and window scale: sizes stay sensible, and octets arrive")
  void segmentSize(int mss, int scale) {
    connection.opens(TcpOptions.syn(mss, scale, true));
    ScriptedOutside.Host[] host = new ScriptedOutside.Host[1];
    lab.host(() -> host[0] = lab.outside.lastCall().succeeds());
    connection.established();
    lab.host(() -> host[0].says("x".repeat(3000)));
    List<Received> heard = lab.guest.takeAll();
    assertThat(heard).hasSizeBetween(1, 60);
    assertThat(heard).allMatch(segment -> segment.tcp().payloadLength() <= 1460);
    connection.says("y");
    assertThat(host[0].heard.toString()).isEqualTo("y");
  }

  @Test
  @DisplayName("case 73: a guest that takes its window back gets no more than it allows")
  void windowShrinks() {
    ScriptedOutside.Host host = lab.establish(connection);
    connection.window(10).ack();
    lab.host(() -> host.says("x".repeat(5000)));
    int octets = lab.guest.takeAll().stream().mapToInt(s -> s.tcp().payloadLength()).sum();
    assertThat(octets).isLessThanOrEqualTo(10 << 7);
  }

  @Test
  @DisplayName("case 75: data after the guest's FIN, and after its RST, goes nowhere")
  void dataAfterTheEnd() {
    ScriptedOutside.Host host = lab.establish(connection);
    connection.finishes();
    lab.guest.takeAll();
    connection.says("more");
    expectDropIn(host, DropReason.OUT_OF_STATE);
    lab.guest.takeAll();
    connection.skips(-4).resets();
    connection.says("and more");
    assertThat(lab.guest.expectTcp().tcp().flags()).isEqualTo(TcpFlags.RST);
    assertThat(lab.dropped(DropReason.OUT_OF_STATE)).isEqualTo(2);
    assertThat(host.heard.toString()).isEmpty();
  }

  @Test
  @DisplayName("case 76: one direction ends, the other goes on; both ways")
  void halfClose() {
    ScriptedOutside.Host host = lab.establish(connection);
    connection.finishes();
    lab.guest.takeAll();
    assertThat(host.ended).isTrue();
    lab.host(() -> host.says("late"));
    assertThat(connection.hears().text()).isEqualTo("late");
    connection.ack();

    Segments other = lab.connection(4001, WORLD, 80);
    ScriptedOutside.Host second = lab.establish(other);
    lab.host(second::finishes);
    assertThat(other.hears().tcp().has(TcpFlags.FIN)).isTrue();
    other.says("late");
    assertThat(second.heard.toString()).isEqualTo("late");
  }

  @Test
  @DisplayName("case 77: sequence numbers pass 2^32 within a connection")
  void wrap() {
    Segments wrapping = lab.connection(4002, WORLD, 80).startingAt(-700);
    ScriptedOutside.Host host = lab.establish(wrapping);
    wrapping.says("x".repeat(1400));
    wrapping.says("y");
    assertThat(host.heard.toString()).hasSize(1401).endsWith("xy");
  }

  @Test
  @DisplayName("case 78: a thousand segments of one octet are a thousand octets")
  void singleOctets() {
    ScriptedOutside.Host host = lab.establish(connection);
    for (int i = 0; i < 1000; i++) {
      connection.says("o");
    }
    assertThat(host.heard.toString()).hasSize(1000);
    assertThat(lab.drops.total()).isZero();
  }
}
