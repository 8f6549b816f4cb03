package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.ip.NeighborTable;
import io.qnet.wire.ip.Reassembler;
import io.qnet.wire.packet.ExtensionHeaders;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.UdpView;
import org.jspecify.annotations.Nullable;

/**
 * Proves each IPv6 packet of the guest sane (RFC 8200), puts fragments together, answers Neighbor
 * Discovery, and hands on what is for others.
 */
final class Ipv6Input {
  private static final int NO_NEXT_HEADER = 59;
  private static final int DHCP_SERVER = 547;

  private final Ipv6Hosts hosts;
  private final int mtu;
  private final Burst burst;
  private final Drops drops;
  private final NeighborTable neighbors;
  private final IcmpErrors errors;
  private final NeighborDiscovery discovery;
  private final Transports transports;
  private final PayloadInput payloads;
  private final ExtensionPolicy extensions;
  private final Reassembler reassembler;
  private final Deadlines.Entry reassemblyTimer;

  Ipv6Input(
      RouterAdvertisement advertisement,
      Burst burst,
      Drops drops,
      NeighborTable neighbors,
      IcmpErrors errors,
      NeighborDiscovery discovery,
      Transports transports) {
    this.hosts = advertisement.hosts();
    this.mtu = advertisement.mtu();
    this.burst = burst;
    this.drops = drops;
    this.neighbors = neighbors;
    this.errors = errors;
    this.discovery = discovery;
    this.transports = transports;
    this.payloads = new PayloadInput(transports);
    this.extensions = new ExtensionPolicy(errors);
    this.reassembler = Reassembler.ipv6(drops, this::onReassemblyTimeout);
    this.reassemblyTimer = new Deadlines(burst).entry(this::expire);
  }

  /**
   * Takes the packet of a frame that {@code station} sent, not checked yet; borrowed.
   *
   * @param checksumValid whether its transport checksum needs no look
   * @param superSegment whether the link is to cut it yet, so that its length is no matter
   */
  void accept(Ipv6View packet, MacAddress station, boolean checksumValid, boolean superSegment) {
    DropReason reason = packet.check();
    if (reason == null) {
      reason = checkAddresses(packet);
    }
    if (reason == null && packet.totalLength() > mtu && !superSegment) {
      reason = errors.about(packet, IcmpError.TOO_BIG, mtu, DropReason.OVERSIZE);
    }
    if (reason == null) {
      reason = extensions.check(packet);
    }
    if (reason == null) {
      reason = packet.fragment() ? collect(packet, station) : route(packet, station, checksumValid);
    }
    if (reason != null) {
      drops.count(reason);
    }
  }

  /** Gives up what still waits for its other fragments. */
  void forget() {
    reassembler.clear();
    reassemblyTimer.set(reassembler.deadline());
    discovery.forget();
  }

  /** Which addresses a guest of this segment may write as its own. */
  private @Nullable DropReason checkAddresses(Ipv6View packet) {
    Ipv6Address source = packet.source();
    if (hosts.owns(source)) {
      return DropReason.SELF_SENT;
    }
    boolean unnamed = source.isUnspecified() && packet.protocol() == IpProtocol.ICMPV6;
    return (unnamed || hosts.mayBeGuest(source)) && !source.equals(packet.destination())
        ? null
        : DropReason.BAD_ADDRESS;
  }

  private @Nullable DropReason collect(Ipv6View fragment, MacAddress station) {
    ByteBuf whole = reassembler.add(fragment, burst.now());
    reassemblyTimer.set(reassembler.deadline());
    if (whole == null) {
      return null; // kept, or counted by the reassembler
    }
    try {
      Ipv6View packet = new Ipv6View(whole, whole.readerIndex(), whole.readableBytes());
      DropReason reason = packet.check();
      if (reason == null) {
        reason = packet.fragment() ? DropReason.BAD_FRAGMENT : extensions.check(packet);
      }
      return reason != null ? reason : route(packet, station, false);
    } finally {
      whole.release();
    }
  }

  private void expire(long now) {
    reassembler.expire(now);
    reassemblyTimer.set(reassembler.deadline());
  }

  private void onReassemblyTimeout(ByteBuf first) {
    Ipv6View packet = new Ipv6View(first, first.readerIndex(), first.readableBytes());
    IcmpError error = IcmpError.REASSEMBLY_TIME_EXCEEDED;
    errors.about(packet, error, DropReason.FRAGMENT_TIMEOUT);
  }

  private @Nullable DropReason route(Ipv6View packet, MacAddress station, boolean checksumValid) {
    if (packet.protocol() == IpProtocol.ICMPV6) {
      return onIcmp(packet, station, checksumValid);
    }
    Ipv6Address destination = packet.destination();
    if (destination.isMulticast()) {
      if (!forDhcp(packet)) {
        return DropReason.UNSUPPORTED;
      }
      neighbors.learn(packet.source(), station, burst.now());
      return payloads.udp(packet, station, checksumValid);
    }
    DropReason reason = checkRoute(packet, station);
    return reason != null ? reason : deliver(packet, station, checksumValid);
  }

  /** Of all groups only DHCPv6's means something here. */
  private static boolean forDhcp(Ipv6View packet) {
    int length = packet.payloadLength();
    return packet.protocol() == IpProtocol.UDP
        && length >= UdpView.HEADER_LENGTH
        && new UdpView(packet.buf(), packet.payload(), length).destinationPort() == DHCP_SERVER;
  }

  private @Nullable DropReason checkRoute(Ipv6View packet, MacAddress station) {
    Ipv6Address destination = packet.destination();
    neighbors.learn(packet.source(), station, burst.now());
    boolean local = hosts.owns(destination);
    if (packet.hopLimit() == 0) {
      return DropReason.TTL_EXPIRED;
    }
    if (packet.hopLimit() == 1 && !local) {
      return errors.about(packet, IcmpError.HOPS_EXCEEDED, DropReason.TTL_EXPIRED);
    }
    boolean routable = !destination.embedsIpv4();
    return local || routable
        ? null
        : errors.about(packet, IcmpError.PROHIBITED, DropReason.PROHIBITED);
  }

  private @Nullable DropReason onIcmp(Ipv6View packet, MacAddress station, boolean checksumValid) {
    Icmpv6View message = new Icmpv6View(packet.buf(), packet.payload(), packet.payloadLength());
    DropReason reason = message.check(packet.pseudoHeader(), checksumValid);
    if (reason != null) {
      return reason;
    }
    if (message.neighborDiscovery()) {
      return discovery.take(packet, message, station);
    }
    if (packet.destination().isMulticast()) {
      return message.type() == Icmpv6View.ECHO
          ? DropReason.NO_RECEIVER
          : DropReason.UNSUPPORTED; // among them the reports of MLD: there is nobody to tell
    }
    if (packet.source().isUnspecified()) {
      return DropReason.BAD_ADDRESS;
    }
    reason = checkRoute(packet, station);
    return reason != null ? reason : transports.onIcmpv6(packet, message);
  }

  private @Nullable DropReason deliver(Ipv6View packet, MacAddress station, boolean checksumValid) {
    return switch (packet.protocol()) {
      case IpProtocol.TCP -> payloads.tcp(packet, checksumValid);
      case IpProtocol.UDP ->
          checksumValid || hasChecksum(packet)
              ? payloads.udp(packet, station, checksumValid)
              : DropReason.BAD_CHECKSUM;
      case NO_NEXT_HEADER -> DropReason.NO_RECEIVER;
      default -> {
        IcmpError error = IcmpError.PROTOCOL_UNREACHABLE;
        yield errors.about(packet, error, typeAt(packet), DropReason.UNSUPPORTED);
      }
    };
  }

  /** RFC 8200, 8.1: there is none that says "none was made". */
  private static boolean hasChecksum(Ipv6View packet) {
    return packet.payloadLength() < UdpView.HEADER_LENGTH
        || packet.buf().getUnsignedShort(packet.payload() + UdpView.CHECKSUM) != 0;
  }

  private static int typeAt(Ipv6View packet) {
    ExtensionHeaders header = packet.extensions();
    while (header.skippable()) {
      header.next();
    }
    return header.typeAt() - packet.offset();
  }
}
