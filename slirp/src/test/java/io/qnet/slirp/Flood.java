package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.DNS;
import static io.qnet.slirp.GatewayLab.GUEST_MAC;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.ROUTER_MAC;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.flow.FlowLimits;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.ManualClock;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A gateway between guests that send anything at all, in reads of many frames as a socket brings
 * them, and a host that does whatever it likes.
 */
final class Flood {
  private static final FlowLimits LIMITS = new FlowLimits(64, 16, 32, 8, 8, 1 << 20);
  private static final int GUESTS = 5;

  private final ManualClock clock = new ManualClock();
  private final Burst burst = new Burst(clock);
  private final Cable cable = new Cable("flood", burst);
  private final Valve link = new Valve(cable.left(), burst);
  private final Link guest = cable.right();
  private final Drops drops = new Drops();
  private final List<ByteBuf> reads = new ArrayList<>();
  private final ChaosOutside outside;
  private final Gateway gateway;
  private final Random random;
  private long answers;

  /** Learned from what the gateway sends, so that some segments fit their connection. */
  private int plausible;

  Flood(Random random) {
    this.random = random;
    this.outside = new ChaosOutside(random);
    this.gateway =
        new Gateway(
            GatewaySettings.DEFAULT.with(LIMITS),
            link,
            new GatewayEnvironment(
                burst,
                outside,
                HostServices.of(TestNames.files()),
                new SecureRandom(),
                drops,
                event -> {},
                address -> false,
                (address, port) -> port == 9000));
    gateway.open();
    guest.open(this::hear, LinkEvents.IGNORED);
  }

  private void hear(Frame frame) {
    answers++;
    ByteBuf octets = frame.octets();
    assertThat(octets.refCnt()).isEqualTo(1);
    assertThat(octets.readableBytes()).isBetween(60, 1514);
    if (octets.getByte(23) == 6) {
      plausible = octets.getInt(38);
    }
    frame.release();
  }

  private Ipv4Address anyDestination() {
    return switch (random.nextInt(8)) {
      case 0 -> ROUTER;
      case 1 -> DNS;
      case 2 -> new Ipv4Address(random.nextInt());
      case 3 -> new Ipv4Address(0x0a000200 | random.nextInt(256));
      case 4 -> Ipv4Address.BROADCAST;
      default -> WORLD.plus(random.nextInt(4));
    };
  }

  private int anyPort() {
    int[] ports = {0, 53, 67, 68, 80, 9000, 65_535};
    return random.nextBoolean() ? 1024 + random.nextInt(200) : ports[random.nextInt(ports.length)];
  }

  private byte[] anyOctets() {
    byte[] octets = new byte[random.nextInt(20) == 0 ? random.nextInt(1400) : random.nextInt(40)];
    random.nextBytes(octets);
    return octets;
  }

  private Frame frame() {
    int who = random.nextInt(GUESTS);
    MacAddress station = new MacAddress(GUEST_MAC.bits() + who);
    MacAddress to = random.nextInt(10) == 0 ? MacAddress.BROADCAST : ROUTER_MAC;
    Ipv4Address destination = anyDestination();
    Ipv4Address source = new Ipv4Address(0x0a00020f + who);
    Frames frames = new Frames(station, to, source, destination);
    return switch (random.nextInt(10)) {
      case 0 -> frames.arpRequest();
      case 1 -> frames.udp(anyPort(), anyPort(), anyOctets());
      case 2 -> frames.echo(1, 1, anyOctets());
      case 3 -> frames.ipv4(random.nextInt(256), anyOctets());
      case 4 -> {
        int offset = 8 * random.nextInt(20);
        byte[] piece = new byte[8 * (1 + random.nextInt(20))];
        yield frames.fragment(17, random.nextInt(500), offset, random.nextBoolean(), piece);
      }
      case 5 -> frames.ethernet(random.nextInt(0x10000), anyOctets());
      default -> segment(frames);
    };
  }

  private Frame segment(Frames frames) {
    int flags = random.nextInt(3) == 0 ? TcpFlags.SYN : TcpFlags.ACK | random.nextInt(64);
    TcpOptions options =
        random.nextBoolean() ? TcpOptions.NONE : TcpOptions.syn(random.nextInt(0x10000), 14, true);
    int sequence = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(3);
    int window = random.nextInt(0x10000);
    int port = random.nextBoolean() ? 80 : anyPort();
    TcpHeader header =
        new TcpHeader(
            1024 + random.nextInt(300), port, sequence, plausible + 1, flags, window, options);
    return frames.tcp(header, anyOctets());
  }

  /** One read of the guest's socket: frames are slices of one buffer, some of them spoilt. */
  private void read(int count) {
    ByteBuf read = Unpooled.buffer(64 << 10, 64 << 10);
    burst.run(
        () -> {
          for (int i = 0; i < count; i++) {
            byte[] octets = ByteBufUtil.getBytes(frameOrLess());
            if (read.writableBytes() < octets.length) {
              break;
            }
            int at = read.writerIndex();
            read.writeBytes(octets);
            guest.send(Frame.plain(read.retainedSlice(at, octets.length)));
          }
          guest.flush();
        });
    read.release();
    if (read.refCnt() > 0) {
      reads.add(read);
    }
    reads.removeIf(old -> old.refCnt() == 0);
  }

  private ByteBuf frameOrLess() {
    ByteBuf octets = frame().octets();
    switch (random.nextInt(8)) {
      case 0 -> octets.writerIndex(random.nextInt(octets.readableBytes() + 1));
      case 1 -> octets.setByte(random.nextInt(octets.readableBytes()), random.nextInt(256));
      default -> {}
    }
    return octets;
  }

  private void expectWithinBounds() {
    GatewaySnapshot now = gateway.snapshot();
    long tcp = now.flows().stream().filter(row -> row.protocol().equals("tcp")).count();
    assertThat(tcp).isLessThanOrEqualTo(LIMITS.tcp());
    assertThat(now.flows().size() - tcp).isLessThanOrEqualTo(LIMITS.udp());
    assertThat(now.leases().size()).isLessThanOrEqualTo(256);
    assertThat(outside.dialing()).isLessThanOrEqualTo(LIMITS.halfOpen() + 64);
    assertThat(outside.streams()).isLessThanOrEqualTo(2 * LIMITS.tcp());
    assertThat(outside.endpoints()).isLessThanOrEqualTo(LIMITS.udp() + 256);
    assertThat(reads.size()).as("reads that are still held").isLessThan(300);
  }

  /** Everything at once; then all has to be given back. */
  void run(int rounds) {
    for (int round = 0; round < rounds; round++) {
      read(1 + random.nextInt(100));
      burst.run(outside::stir);
      switch (random.nextInt(12)) {
        case 0 -> link.shut();
        case 1, 2 -> link.reopen();
        case 3 -> clock.advance(Duration.ofMillis(random.nextInt(40_000)));
        case 4 -> {
          if (random.nextInt(20) == 0) {
            link.replug();
          }
        }
        default -> clock.advance(Duration.ofMillis(random.nextInt(300)));
      }
      expectWithinBounds();
    }
    gateway.close();
    gateway.close();
    clock.advance(Duration.ofHours(3));
    assertThat(outside.dialing()).isZero();
    assertThat(outside.streams()).isZero();
    assertThat(outside.endpoints()).isZero();
    assertThat(reads).as("reads that somebody still holds").allMatch(read -> read.refCnt() == 0);
    assertThat(gateway.snapshot().flows()).isEmpty();
    assertThat(answers).isPositive();
    assertThat(drops.of(DropReason.FAULT)).isZero();
  }

  /** Frame by frame, none of which may be counted twice. */
  void countOneByOne(int frames) {
    for (int i = 0; i < frames; i++) {
      long before = counted();
      read(1);
      assertThat(counted() - before).as("frame %d", i).isLessThanOrEqualTo(1);
      if (i % 16 == 0) {
        burst.run(outside::stir);
        clock.advance(Duration.ofMillis(10));
      }
    }
    gateway.close();
  }

  /** All drops, without those of others: evicted flows, and pieces of one datagram. */
  private long counted() {
    return drops.total()
        - drops.of(DropReason.TABLE_FULL)
        - drops.of(DropReason.BAD_FRAGMENT)
        - drops.of(DropReason.FRAGMENT_OVERLAP);
  }
}
