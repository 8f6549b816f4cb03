package io.qnet.wire.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.kit.Cases;
import io.qnet.wire.kit.Frames;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Whatever the octets are, {@code check} gives a reason, or every accessor works and no payload
 * reaches beyond what arrived. The buffers end where the packet ends, so reading on is found.
 */
class HostileOctetsTest {
  private static final int CASES = 4_000;

  private static final Frames SIX =
      new Frames(
          Oracle.FRAMES.sourceMac(),
          Oracle.FRAMES.destinationMac(),
          Ipv6Address.parse("fe80::1"),
          Ipv6Address.parse("fec0::2"));

  /** Calls every accessor that a view offers. */
  private static void read(Object view) throws Exception {
    for (Method method : view.getClass().getDeclaredMethods()) {
      boolean accessor =
          Modifier.isPublic(method.getModifiers())
              && !Modifier.isStatic(method.getModifiers())
              && method.getParameterCount() == 0
              && !method.getName().equals("check");
      if (accessor) {
        method.setAccessible(true);
        assertThat(method.invoke(view)).as(method.getName()).isNotNull();
      }
    }
  }

  private static void assertInside(ByteBuf buf, int payload, int payloadLength) {
    assertThat(payloadLength).isNotNegative();
    assertThat(payload + payloadLength).isLessThanOrEqualTo(buf.writerIndex());
  }

  /** A good frame that was changed here and there and cut, or nothing but noise. */
  private static ByteBuf octets(Random random) {
    byte[] payload = Oracle.randomOctets(random, 40);
    TcpOptions options = TcpOptions.syn(1460, 7, true).withTimestamps(1, 2);
    List<Frame> good =
        List.of(
            Oracle.FRAMES.arpRequest(),
            Oracle.FRAMES.udp(1, 2, payload),
            Oracle.FRAMES.echo(1, 2, payload),
            Oracle.FRAMES.tcp(new TcpHeader(1, 2, 3, 4, TcpFlags.SYN, 5, options), payload),
            Frames.tagged(Oracle.FRAMES.arpReply(), 5, 1),
            SIX.udp(1, 2, payload),
            SIX.echo(1, 2, payload),
            SIX.fragment6(random.nextInt(256), 1, 8 * random.nextInt(9), true, payload),
            SIX.ipv6(random.nextBoolean() ? 0 : 60, 9, payload),
            SIX.neighborDiscovery(new Icmpv6Header(133 + random.nextInt(5), 0, 0), payload),
            Oracle.FRAMES.ethernet(random.nextInt(0x10000), Oracle.randomOctets(random, 80)));
    byte[] octets = ByteBufUtil.getBytes(good.get(random.nextInt(good.size())).octets());
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      octets[random.nextInt(octets.length)] = (byte) random.nextInt();
    }
    int length = random.nextInt(4) == 0 ? random.nextInt(octets.length + 1) : octets.length;
    return Unpooled.wrappedBuffer(octets, 0, length);
  }

  private static void readFrame(ByteBuf buf) throws Exception {
    EthernetView ethernet = new EthernetView(buf);
    if (ethernet.check() != null) {
      return;
    }
    read(ethernet);
    int at = ethernet.payload();
    int length = ethernet.payloadLength();
    assertInside(buf, at, length);
    ArpView arp = new ArpView(buf, at, length);
    if (arp.check() == null) {
      read(arp);
    }
    Ipv4View ip = new Ipv4View(buf, at, length);
    if (ip.check() == null) {
      read(ip);
      assertInside(buf, ip.payload(), ip.payloadLength());
      readTransports(ip);
    }
    Ipv6View six = new Ipv6View(buf, at, length);
    if (six.check() == null) {
      read(six);
      assertInside(buf, six.payload(), six.payloadLength());
      readTransports(six);
      NeighborView neighbor = new NeighborView(buf, six.payload(), six.payloadLength());
      if (six.payloadLength() >= Icmpv6View.HEADER_LENGTH && neighbor.check() == null) {
        neighbor.linkLayer(NeighborView.SOURCE_LINK_LAYER);
        assertThat(neighbor.toString()).isNotEmpty();
      }
    }
  }

  /** As each transport, whatever the protocol field says; a wrong checksum proves nothing here. */
  private static void readTransports(IpPacket ip) throws Exception {
    ByteBuf buf = ip.buf();
    Icmpv4View icmp = new Icmpv4View(buf, ip.payload(), ip.payloadLength());
    if (icmp.check() == null) {
      read(icmp);
      assertInside(buf, icmp.payload(), icmp.payloadLength());
    }
    UdpView udp = new UdpView(buf, ip.payload(), ip.payloadLength());
    if (passes(udp.check(ip.pseudoHeader()))) {
      read(udp);
      assertInside(buf, udp.payload(), udp.payloadLength());
    }
    TcpView tcp = new TcpView(buf, ip.payload(), ip.payloadLength());
    if (passes(tcp.check(ip.pseudoHeader()))) {
      read(tcp);
      assertInside(buf, tcp.payload(), tcp.payloadLength());
      TcpOptions.read(tcp);
    }
  }

  private static boolean passes(@Nullable DropReason reason) {
    return reason == null || reason == DropReason.BAD_CHECKSUM || reason == DropReason.BAD_FLAGS;
  }

  @DisplayName("spoilt frames")
  @Test
  void spoiltFrames() {
    Cases.check(CASES, random -> readFrame(octets(random)));
  }

  @DisplayName("spoilt frames whose IPv4 header was made right again")
  @Test
  void spoiltBehindTheHeader() {
    Cases.check(
        CASES,
        random -> {
          ByteBuf buf = octets(random);
          if (buf.readableBytes() >= 34) {
            int header = (buf.getByte(14) & 0xf) << 2;
            if (header >= 20 && 14 + header <= buf.readableBytes()) {
              buf.setShort(24, 0);
              buf.setShort(24, Checksum.finish(Checksum.sum(buf, 14, header)));
            }
          }
          readFrame(buf);
        });
  }

  @DisplayName("noise, given to each view alone")
  @Test
  void noise() {
    Cases.check(
        CASES,
        random -> {
          byte[] octets = Oracle.randomOctets(random, 100);
          ByteBuf buf = Unpooled.wrappedBuffer(octets);
          readFrame(buf);
          if (octets.length >= 20 && random.nextBoolean()) {
            octets[0] = (byte) (0x45 + random.nextInt(3));
            buf.setShort(2, random.nextInt(octets.length + 5));
            int header = Math.min((octets[0] & 0xf) << 2, octets.length);
            buf.setShort(10, 0).setShort(10, Checksum.finish(Checksum.sum(buf, 0, header)));
          }
          Ipv4View ip = new Ipv4View(buf, 0, octets.length);
          if (ip.check() == null) {
            read(ip);
            readTransports(ip);
          }
        });
  }
}
