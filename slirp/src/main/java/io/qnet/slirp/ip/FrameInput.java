package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.GsoType;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.ip.NeighborTable;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes every frame of the segment: answers ARP for the virtual hosts, hands IPv4 and IPv6 on,
 * counts the rest.
 */
public final class FrameInput implements FrameSink {
  private final SegmentHosts hosts;
  private final Burst burst;
  private final Drops drops;
  private final NeighborTable neighbors;
  private final FrameOutput output;
  private final IcmpErrors errors;
  private final Transports transports;
  private final PacketInput packets;
  private @Nullable Supplier<Ipv6Input> ipv6Speaker;
  private @Nullable Ipv6Input ipv6;
  private final Ipv4View packet4 = new Ipv4View(Unpooled.EMPTY_BUFFER, 0, 0);
  private final Ipv6View packet6 = new Ipv6View(Unpooled.EMPTY_BUFFER, 0, 0);
  private boolean ipv4 = true;

  /** The way in that belongs to {@code output}; all of it counts in {@code drops}. */
  public FrameInput(
      SegmentHosts hosts,
      Burst burst,
      Drops drops,
      NeighborTable neighbors,
      PacketOutput output,
      IcmpErrors errors,
      Transports transports) {
    this.hosts = hosts;
    this.burst = burst;
    this.drops = drops;
    this.neighbors = neighbors;
    this.output = output.frames();
    this.errors = errors;
    this.transports = transports;
    this.packets =
        new PacketInput(
            hosts.four(), burst, drops, neighbors, errors, transports, new Deadlines(burst));
  }

  /** From now on neither IPv4 nor ARP is spoken. */
  public void leaveOutIpv4() {
    ipv4 = false;
  }

  /**
   * From now on IPv6 is spoken, too; nothing is made for it before a guest speaks it.
   *
   * @param random spreads the router's advertisements
   */
  public void speakIpv6(Supplier<RouterAdvertisement> advertisement, RandomGenerator random) {
    ipv6Speaker = () -> ipv6(advertisement.get(), random);
  }

  private Ipv6Input ipv6(RouterAdvertisement advertisement, RandomGenerator random) {
    Deadlines deadlines = new Deadlines(burst);
    NeighborDiscovery discovery =
        new NeighborDiscovery(advertisement, burst, neighbors, output, random, deadlines);
    return new Ipv6Input(advertisement, burst, drops, neighbors, errors, discovery, transports);
  }

  @Override
  public void accept(Frame frame) {
    try {
      boolean superSegment = frame.gsoType() != GsoType.NONE;
      DropReason reason = take(frame.octets(), frame.checksumValid(), superSegment);
      if (reason != null) {
        drops.count(reason);
      }
    } finally {
      frame.release();
    }
  }

  /** Forgets who and what was on the link, because it went down or is closed. */
  public void forget() {
    neighbors.clear();
    packets.forget();
    Ipv6Input six = ipv6;
    if (six != null) {
      six.forget();
    }
  }

  private @Nullable DropReason take(ByteBuf octets, boolean checksumValid, boolean superSegment) {
    EthernetView ethernet = new EthernetView(octets);
    DropReason reason = ethernet.check();
    if (reason != null) {
      return reason;
    }
    MacAddress station = ethernet.source();
    MacAddress destination = ethernet.destination();
    if (hosts.owns(station)) {
      return DropReason.SELF_SENT;
    }
    if (!destination.isGroup() && !hosts.owns(destination)) {
      return DropReason.NOT_FOR_US;
    }
    if (ethernet.tagged()) {
      return DropReason.UNSUPPORTED;
    }
    int at = octets.readerIndex() + EthernetView.HEADER_LENGTH;
    int length = octets.writerIndex() - at;
    boolean toGroup = destination.isGroup();
    return switch (ethernet.type()) {
      case EtherType.IPV4 -> {
        packet4.moveTo(octets, at, length);
        yield ipv4(packet4, station, toGroup, checksumValid);
      }
      case EtherType.IPV6 -> {
        packet6.moveTo(octets, at, length);
        yield ipv6(packet6, station, toGroup, checksumValid, superSegment);
      }
      case EtherType.ARP ->
          ipv4 ? arp(new ArpView(octets, at, length), station) : DropReason.UNSUPPORTED;
      default -> DropReason.UNSUPPORTED;
    };
  }

  private @Nullable DropReason ipv4(
      Ipv4View packet, MacAddress station, boolean toGroup, boolean checksumValid) {
    if (!ipv4) {
      return DropReason.UNSUPPORTED;
    }
    errors.forEveryone(toGroup);
    try {
      packets.accept(packet, station, checksumValid);
    } finally {
      errors.forEveryone(false);
    }
    return null;
  }

  private @Nullable DropReason ipv6(
      Ipv6View packet,
      MacAddress station,
      boolean toGroup,
      boolean checksumValid,
      boolean superSegment) {
    Ipv6Input six = ipv6();
    if (six == null) {
      return DropReason.UNSUPPORTED;
    }
    errors.forEveryone(toGroup);
    try {
      six.accept(packet, station, checksumValid, superSegment);
    } finally {
      errors.forEveryone(false);
    }
    return null;
  }

  /** Null if IPv6 is not spoken here. */
  private @Nullable Ipv6Input ipv6() {
    Supplier<Ipv6Input> speaker = ipv6Speaker;
    if (speaker != null) {
      ipv6Speaker = null;
      ipv6 = speaker.get();
    }
    return ipv6;
  }

  /** RFC 826, with the address probes of RFC 5227. */
  private @Nullable DropReason arp(ArpView message, MacAddress station) {
    DropReason reason = message.check();
    if (reason != null) {
      return reason;
    }
    Ipv4Address sender = message.senderIp();
    int operation = message.operation();
    if (operation != ArpView.REQUEST && operation != ArpView.REPLY) {
      return DropReason.UNSUPPORTED;
    }
    if (hosts.owns(sender) || hosts.owns(message.senderMac())) {
      return DropReason.SELF_SENT; // it claims an address of ours, and is not believed
    }
    boolean single = !message.senderMac().isGroup() && message.senderMac().equals(station);
    if (single && hosts.mayBeGuest(sender)) {
      neighbors.learn(sender, station, burst.now());
    }
    Ipv4Address target = message.targetIp();
    if (!hosts.owns(target)) {
      return DropReason.NOT_FOR_US;
    }
    if (operation == ArpView.REQUEST) {
      output.arpReply(target, station, sender);
    }
    return null;
  }
}
