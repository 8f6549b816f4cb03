package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.ip.NeighborTable;
import io.qnet.wire.ip.Reassembler;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import org.jspecify.annotations.Nullable;

/**
 * Proves each IPv4 packet of the guest sane, puts fragments together, and hands on what it carries.
 */
final class PacketInput {
  private final VirtualHosts hosts;
  private final Burst burst;
  private final Drops drops;
  private final NeighborTable neighbors;
  private final IcmpErrors errors;
  private final Transports transports;
  private final PayloadInput payloads;
  private final Reassembler reassembler;
  private final Deadlines.Entry reassemblyTimer;

  PacketInput(
      VirtualHosts hosts,
      Burst burst,
      Drops drops,
      NeighborTable neighbors,
      IcmpErrors errors,
      Transports transports,
      Deadlines deadlines) {
    this.hosts = hosts;
    this.burst = burst;
    this.drops = drops;
    this.neighbors = neighbors;
    this.errors = errors;
    this.transports = transports;
    this.payloads = new PayloadInput(transports);
    this.reassembler = new Reassembler(drops, this::onReassemblyTimeout);
    this.reassemblyTimer = deadlines.entry(this::expire);
  }

  /**
   * Takes the packet of a frame that {@code station} sent, not checked yet; borrowed.
   *
   * @param checksumValid whether its transport checksum needs no look
   */
  void accept(Ipv4View packet, MacAddress station, boolean checksumValid) {
    DropReason reason = packet.check();
    if (reason == null) {
      reason = checkAddresses(packet);
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
  }

  /** RFC 1122, 3.2.1.3, and which addresses a guest of this segment may write as its own. */
  private @Nullable DropReason checkAddresses(Ipv4View packet) {
    Ipv4Address source = packet.source();
    Ipv4Address destination = packet.destination();
    if (hosts.owns(source)) {
      return DropReason.SELF_SENT;
    }
    boolean unnamed = source.isUnspecified() && packet.protocol() == IpProtocol.UDP;
    if ((!unnamed && !hosts.mayBeGuest(source)) || source.equals(destination)) {
      return DropReason.BAD_ADDRESS;
    }
    return Ipv4Options.check(packet);
  }

  private @Nullable DropReason collect(Ipv4View fragment, MacAddress station) {
    ByteBuf whole = reassembler.add(fragment, burst.now());
    reassemblyTimer.set(reassembler.deadline());
    if (whole == null) {
      return null; // kept, or counted by the reassembler
    }
    try {
      Ipv4View packet = new Ipv4View(whole, whole.readerIndex(), whole.readableBytes());
      return route(packet, station, false);
    } finally {
      whole.release();
    }
  }

  private void expire(long now) {
    reassembler.expire(now);
    reassemblyTimer.set(reassembler.deadline());
  }

  private void onReassemblyTimeout(ByteBuf first) {
    Ipv4View packet = new Ipv4View(first, first.readerIndex(), first.readableBytes());
    errors.about(packet, IcmpError.REASSEMBLY_TIME_EXCEEDED, DropReason.FRAGMENT_TIMEOUT);
  }

  private @Nullable DropReason route(Ipv4View packet, MacAddress station, boolean checksumValid) {
    Ipv4Address destination = packet.destination();
    if (destination.isMulticast()) {
      return DropReason.UNSUPPORTED;
    }
    if (!packet.source().isUnspecified()) {
      neighbors.learn(packet.source(), station, burst.now());
    }
    boolean local = hosts.owns(destination) || hosts.isBroadcast(destination);
    if (packet.ttl() == 0) {
      return DropReason.TTL_EXPIRED;
    }
    if (packet.ttl() == 1 && !local) {
      return errors.about(packet, IcmpError.HOPS_EXCEEDED, DropReason.TTL_EXPIRED);
    }
    if (!local && !routable(destination)) {
      return errors.about(packet, IcmpError.PROHIBITED, DropReason.PROHIBITED);
    }
    return deliver(packet, station, checksumValid);
  }

  /**
   * Whether the world has such addresses; the host's own loopback is reached by the router's
   * address alone.
   */
  private static boolean routable(Ipv4Address destination) {
    return !destination.isLoopback()
        && !destination.isThisNetwork()
        && !destination.isLinkLocal()
        && !destination.isReserved();
  }

  private @Nullable DropReason deliver(Ipv4View packet, MacAddress station, boolean checksumValid) {
    switch (packet.protocol()) {
      case IpProtocol.TCP -> {
        return payloads.tcp(packet, checksumValid);
      }
      case IpProtocol.UDP -> {
        return payloads.udp(packet, station, checksumValid);
      }
      case IpProtocol.ICMP -> {
        Icmpv4View message = new Icmpv4View(packet.buf(), packet.payload(), packet.payloadLength());
        DropReason reason = message.check();
        return reason != null ? reason : transports.onIcmp(packet, message);
      }
      default -> {
        return errors.about(packet, IcmpError.PROTOCOL_UNREACHABLE, DropReason.UNSUPPORTED);
      }
    }
  }
}
