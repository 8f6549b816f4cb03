package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.Offloads;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.ip.NeighborTable;
import io.qnet.wire.packet.ArpHeader;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetHeader;
import io.qnet.wire.packet.EthernetView;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes the Ethernet header of what goes to the guest, and sends it. */
final class FrameOutput {
  /** Shortest frame without its check sequence (IEEE 802.3, clause 3.2.8). */
  private static final int MINIMUM = 60;

  /** RFC 1122, 2.3.2.1: nobody is looked for more often than this, in nanoseconds: 1 s. */
  private static final long ASK_AGAIN = TimeUnit.SECONDS.toNanos(1);

  private static final int MOST_ASKED = 256;

  private final Link link;
  private final Burst burst;
  private final Drops drops;
  private final SegmentHosts hosts;
  private final NeighborTable neighbors;

  /** Who was looked for and when, the first asked for first. */
  private final LinkedHashMap<IpAddress, Long> asked = new LinkedHashMap<>();

  FrameOutput(Link link, Burst burst, Drops drops, SegmentHosts hosts, NeighborTable neighbors) {
    this.link = link;
    this.burst = burst;
    this.drops = drops;
    this.hosts = hosts;
    this.neighbors = neighbors;
  }

  Offloads offloads() {
    return link.offloads();
  }

  boolean writable() {
    return link.writable();
  }

  /**
   * A buffer for a frame whose payload of {@code length} octets begins after the Ethernet header.
   */
  static ByteBuf allocate(int length) {
    int frame = EthernetView.HEADER_LENGTH + length;
    ByteBuf octets = ByteBufAllocator.DEFAULT.directBuffer(Math.max(frame, MINIMUM));
    for (int i = 0; i < MINIMUM; i += Integer.BYTES) {
      octets.setInt(i, 0); // setZero is a call into the JVM
    }
    return octets.writerIndex(frame);
  }

  /**
   * Sends a packet to the guest that has {@code destination}; asks who that is if nobody knows.
   * Takes over {@code frame}, all but whose Ethernet header is written.
   */
  void packet(Frame frame, IpAddress source, IpAddress destination) {
    MacAddress station = stationOf(destination);
    if (station == null) {
      drops.count(DropReason.NO_RECEIVER, frame);
      who(destination);
      return;
    }
    int type = destination instanceof Ipv4Address ? EtherType.IPV4 : EtherType.IPV6;
    send(frame, station, hosts.macOf(source), type);
  }

  /** Sends an IPv4 packet to a station whose address is known otherwise: the answers of DHCP. */
  void packetTo(Frame frame, Ipv4Address source, MacAddress station) {
    send(frame, station, hosts.macOf(source), EtherType.IPV4);
  }

  private @Nullable MacAddress stationOf(IpAddress destination) {
    return destination instanceof Ipv4Address four && hosts.four().isBroadcast(four)
        ? MacAddress.BROADCAST
        : neighbors.find(destination, burst.now());
  }

  /** Answers "who has": {@code owned} is here. */
  void arpReply(Ipv4Address owned, MacAddress askerMac, Ipv4Address asker) {
    MacAddress mac = hosts.macOf(owned);
    arp(new ArpHeader(ArpView.REPLY, mac, owned, askerMac, asker), askerMac, mac);
  }

  boolean heardSince(IpAddress guest, long since) {
    return neighbors.confirmedSince(guest, since);
  }

  /** Asks who has an address, unless that was asked a moment ago. */
  void who(IpAddress target) {
    long now = burst.now();
    Long before = asked.get(target);
    if (before != null && now - before < ASK_AGAIN) {
      return;
    }
    asked.remove(target);
    asked.put(target, now);
    if (asked.size() > MOST_ASKED) {
      asked.remove(asked.keySet().iterator().next());
    }
    Ipv4Address host = hosts.four().host();
    if (target instanceof Ipv4Address four) {
      MacAddress mac = hosts.macOf(host);
      ArpHeader request = new ArpHeader(ArpView.REQUEST, mac, host, new MacAddress(0), four);
      arp(request, MacAddress.BROADCAST, mac);
    } else if (hosts.six() != null) {
      solicit(hosts.six(), (Ipv6Address) target);
    }
  }

  private void solicit(Ipv6Hosts six, Ipv6Address target) {
    ByteBuf octets = NeighborMessages.solicitation(six, target);
    MacAddress group = target.solicitedNode().groupMac();
    send(Frame.plain(octets), group, six.macOf(Ipv6Hosts.LINK_LOCAL_HOST), EtherType.IPV6);
  }

  private void arp(ArpHeader message, MacAddress destination, MacAddress source) {
    ByteBuf octets = allocate(ArpView.LENGTH);
    message.write(octets, EthernetView.HEADER_LENGTH);
    send(Frame.plain(octets), destination, source, EtherType.ARP);
  }

  /** Sends a frame, all but whose Ethernet header is written; takes it over. */
  void send(Frame frame, MacAddress destination, MacAddress source, int type) {
    ByteBuf octets = frame.head();
    EthernetHeader.write(octets, 0, destination, source, type);
    if (frame.body() == null && octets.writerIndex() < MINIMUM) {
      octets.writerIndex(MINIMUM);
    }
    link.send(frame);
  }
}
