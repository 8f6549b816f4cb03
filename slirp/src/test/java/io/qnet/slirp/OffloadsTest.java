package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.GsoType;
import io.qnet.wire.Offloads;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.TcpView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A link that cuts segments and finishes checksums by itself, as a TAP device does. */
class OffloadsTest {
  private static final Offloads ALL = new Offloads(65_550, true, true, true, false);

  private int inTwoParts;
  private final List<String> told = new ArrayList<>();
  private final GatewayLab lab = new GatewayLab(GatewaySettings.DEFAULT, ALL, this::finish);

  @BeforeEach
  void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  /** What a kernel does: adds the sum of what follows to what stands in the checksum field. */
  private Frame finish(Frame frame) {
    if (frame.body() != null) {
      inTwoParts++;
    }
    ByteBuf octets = frame.octets();
    if (frame.checksumStart() == 0) {
      return frame;
    }
    int start = octets.readerIndex() + frame.checksumStart();
    long sum = Checksum.sum(octets, start, octets.writerIndex() - start);
    octets.setShort(start + frame.checksumOffset(), Checksum.finish(sum));
    told.add(frame.gsoType() + " " + frame.gsoSize() + " of " + frame.length());
    return Frame.plain(octets);
  }

  @Test
  @DisplayName("a checksum that the link finishes is the right one, for TCP and UDP")
  void partialChecksums() {
    Segments connection = lab.connection(4000, WORLD, 80);
    ScriptedOutside.Host host = lab.establish(connection);
    lab.host(() -> host.says("200 OK"));
    assertThat(connection.hears().text()).isEqualTo("200 OK");
    lab.guest.udp(5000, WORLD, 7, "question");
    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, "answer"));
    assertThat(lab.guest.expectUdp().text()).isEqualTo("answer");
    assertThat(told).hasSize(3).allMatch(words -> words.startsWith("NONE 0 of "));
  }

  @Test
  @DisplayName("ten segments are one frame in two parts, which says where to cut")
  void superSegment() {
    Segments connection = lab.connection(4000, WORLD, 80);
    ScriptedOutside.Host host = lab.establish(connection);
    String text = "0123456789".repeat(1460);
    lab.host(() -> host.says(text));
    assertThat(connection.hears().text()).isEqualTo(text);
    assertThat(told).last().isEqualTo("TCP4 1460 of " + (54 + text.length()));
    assertThat(inTwoParts).isEqualTo(1);
  }

  @Test
  @DisplayName("a datagram longer than the MTU leaves in fragments, its checksum finished")
  void fragments() {
    lab.guest.udp(5000, WORLD, 7, "question");
    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, "x".repeat(3000)));
    assertThat(lab.guest.takeAll()).hasSize(3);
    assertThat(told).isEmpty();
  }

  @Test
  @DisplayName("a wrong checksum counts, unless whoever brought the frame answers for it")
  void verified() {
    Segments connection = lab.connection(4000, WORLD, 80);
    ScriptedOutside.Host host = lab.establish(connection);
    ByteBuf good = connection.saying("once").octets();
    spoil(good);
    lab.guest.send(Frame.plain(good.copy()));
    assertThat(host.heard.toString()).isEmpty();
    assertThat(lab.dropped(DropReason.BAD_CHECKSUM)).isEqualTo(1);
    lab.guest.send(Frame.verified(good));
    assertThat(host.heard.toString()).isEqualTo("once");
  }

  @Test
  @DisplayName("a super-segment of the guest is one segment here")
  void inbound() {
    Segments connection = lab.connection(4000, WORLD, 80);
    ScriptedOutside.Host host = lab.establish(connection);
    String text = "0123456789".repeat(4000);
    ByteBuf octets = connection.saying(text).octets();
    spoil(octets);
    lab.guest.send(Frame.unfinished(octets, GsoType.TCP4, 1460, 54, 34, TcpView.CHECKSUM));
    assertThat(host.heard.toString()).isEqualTo(text);
  }

  private static void spoil(ByteBuf octets) {
    int checksum = EthernetView.HEADER_LENGTH + Ipv4View.HEADER_LENGTH + TcpView.CHECKSUM;
    octets.setShort(checksum, octets.getShort(checksum) ^ 0x5555);
  }

  @Test
  @DisplayName("over IPv6 ten segments are one frame, too, with the IPv6 segment size")
  void superSegment6() {
    Ipv6Lab.learn(lab);
    Segments connection = lab.connection(4000, Ipv6Lab.WORLD, 80);
    ScriptedOutside.Host host = lab.establish(connection);
    String text = "0123456789".repeat(1440);
    lab.host(() -> host.says(text));
    assertThat(connection.hears().text()).isEqualTo(text);
    assertThat(told).last().isEqualTo("TCP6 1440 of " + (74 + text.length()));
    lab.guest.udp(5000, Ipv6Lab.WORLD, 7, "question");
    lab.host(() -> lab.outside.lastEndpoint().hears(Ipv6Lab.WORLD, 7, "answer"));
    assertThat(lab.guest.expectUdp().text()).isEqualTo("answer");
  }
}
