package io.qnet.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.launcher.cli.Failure;
import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.kit.Cases;
import io.qnet.wire.kit.ManualClock;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetHeader;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.UdpHeader;
import io.qnet.wire.packet.UdpView;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever is at the other end, a station neither breaks nor leaks. */
@DisplayName("A hostile segment")
class HostileAnswersTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
  private static final MacAddress OTHER = MacAddress.parse("02:00:00:00:00:02");
  private static final Ipv4Address SERVER = Ipv4Address.parse("10.0.2.2");

  private final ManualClock clock = new ManualClock();
  private final Burst burst = new Burst(clock);
  private final Cable cable = new Cable("hostile", burst);
  private final List<Frame> heard = new ArrayList<>();
  private final Link far = cable.left();
  private final Station station = new Station(cable.right(), burst, MAC, new Random(7));

  private void plugIn() {
    far.open(
        frame -> {
          heard.add(frame);
          frame.release();
        },
        LinkEvents.IGNORED);
    assertThat(station.open()).isCompleted();
  }

  private ByteBuf datagram(int from, int to, ByteBuf payload) {
    int data = payload.readableBytes();
    int transport = EthernetView.HEADER_LENGTH + Ipv4View.HEADER_LENGTH;
    int length = UdpView.HEADER_LENGTH + data;
    ByteBuf octets = Unpooled.buffer(transport + length).writerIndex(transport + length);
    new EthernetHeader(MAC, OTHER, EtherType.IPV4).write(octets, 0);
    Ipv4Header.atomic(SERVER, Ipv4Address.BROADCAST, IpProtocol.UDP)
        .write(octets, EthernetView.HEADER_LENGTH, length);
    octets.setBytes(transport + UdpView.HEADER_LENGTH, payload, 0, data);
    long pseudo = Checksum.pseudoHeader(SERVER, Ipv4Address.BROADCAST, IpProtocol.UDP, length);
    UdpHeader.write(octets, transport, from, to, data, pseudo);
    return octets;
  }

  private void send(ByteBuf octets) {
    burst.run(() -> far.send(Frame.plain(octets)));
  }

  private static ByteBuf noise(RandomGenerator random, int most) {
    byte[] octets = new byte[1 + random.nextInt(most)];
    random.nextBytes(octets);
    return Unpooled.wrappedBuffer(octets);
  }

  @Test
  @DisplayName("frames of noise are passed over")
  void noise() {
    plugIn();
    Cases.check(
        5_000,
        random -> {
          ByteBuf octets = noise(random, 120);
          if (octets.readableBytes() >= EthernetView.HEADER_LENGTH) {
            int type = random.nextBoolean() ? EtherType.IPV4 : EtherType.ARP;
            new EthernetHeader(MAC, OTHER, type).write(octets, 0);
          }
          send(octets);
          assertThat(octets.refCnt()).isZero();
        });
    assertThat(heard).isEmpty();
  }

  @Test
  @DisplayName("RFC 2131: offers with damaged options lead to an address, or to nothing")
  void damagedOffers() {
    plugIn();
    CompletableFuture<StationAddress> lease = new CompletableFuture<>();
    burst.run(() -> station.dhcp().thenAccept(lease::complete));
    int xid = new Random(7).nextInt();
    Cases.check(
        5_000,
        random -> {
          ByteBuf message = Unpooled.buffer(400).writeZero(236).writeInt(0x63825363);
          message.setByte(0, 2).setInt(4, xid).setInt(16, 0x0a00020f);
          message.writeByte(53).writeByte(1).writeByte(random.nextBoolean() ? 2 : 5);
          int[] codes = {0, 1, 3, 6, 26, 51, 54, 255, random.nextInt(256)};
          for (int i = random.nextInt(6); i > 0; i--) {
            ByteBuf value = noise(random, 6);
            message.writeByte(codes[random.nextInt(codes.length)]);
            message.writeByte(random.nextInt(8) == 0 ? 200 : value.readableBytes());
            message.writeBytes(value);
          }
          ByteBuf octets = datagram(67, 68, message);
          send(octets);
          assertThat(octets.refCnt()).isZero();
        });
    assertThat(lease).isCompleted();
    assertThat(lease.join().mtu()).isBetween(88, 65_535);
    assertThat(lease.join().subnet().prefixLength()).isBetween(0, 32);
  }

  @Test
  @DisplayName("RFC 1035: damaged answers about a name end the question, or are passed over")
  void damagedAnswers() {
    plugIn();
    Cases.check(
        2_000,
        random -> {
          StationPort port = new StationPort(cable.right(), burst, MAC);
          StationUdp udp = new StationUdp(port);
          StationDns dns = new StationDns(port, udp, new Random(1), SERVER);
          List<CompletableFuture<List<Ipv4Address>>> asked = new ArrayList<>();
          burst.run(() -> asked.add(dns.ask("a.test")));
          Random same = new Random(1);
          int id = same.nextInt(0x10000);
          int localPort = StationUdp.FIRST_EPHEMERAL + same.nextInt(StationUdp.EPHEMERALS);
          ByteBuf answer = Unpooled.buffer().writeShort(id).writeShort(0x8180).writeShort(1);
          answer.writeShort(random.nextInt(3)).writeInt(0).writeBytes(noise(random, 60));
          ByteBuf octets = datagram(53, localPort, answer);
          Ipv4View packet =
              new Ipv4View(
                  octets,
                  EthernetView.HEADER_LENGTH,
                  octets.readableBytes() - EthernetView.HEADER_LENGTH);
          burst.run(() -> udp.onPacket(packet));

          assertThat(asked.get(0)).isDone();
          asked
              .get(0)
              .whenComplete(
                  (found, failed) ->
                      assertThat(failed == null || failed instanceof Failure).isTrue());
          port.close();
        });
  }
}
