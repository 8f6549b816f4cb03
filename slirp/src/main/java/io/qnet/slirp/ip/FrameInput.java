package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.ip.NeighborTable;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Ipv4View;
import org.jspecify.annotations.Nullable;

/**
 * Takes every frame of the segment: answers ARP for the virtual hosts, hands IPv4 on, counts the
 * rest.
 */
public final class FrameInput implements FrameSink {
  private final VirtualHosts hosts;
  private final Burst burst;
  private final Drops drops;
  private final NeighborTable neighbors;
  private final FrameOutput output;
  private final IcmpErrors errors;
  private final PacketInput packets;

  /** The way in that belongs to {@code output}; all of it counts in {@code drops}. */
  public FrameInput(
      VirtualHosts hosts,
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
    this.packets =
        new PacketInput(hosts, burst, drops, neighbors, errors, transports, new Deadlines(burst));
  }

  @Override
  public void accept(Frame frame) {
    try {
      DropReason reason = take(frame.octets(), frame.checksumValid());
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
  }

  private @Nullable DropReason take(ByteBuf octets, boolean checksumValid) {
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
    switch (ethernet.type()) {
      case EtherType.IPV4 -> {
        Ipv4View packet = new Ipv4View(octets, ethernet.payload(), ethernet.payloadLength());
        errors.forEveryone(destination.isGroup());
        try {
          packets.accept(packet, station, checksumValid);
        } finally {
          errors.forEveryone(false);
        }
        return null;
      }
      case EtherType.ARP -> {
        return arp(new ArpView(octets, ethernet.payload(), ethernet.payloadLength()), station);
      }
      default -> {
        return DropReason.UNSUPPORTED;
      }
    }
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
