package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.ip.NeighborTable;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.Ipv6Header;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.NeighborView;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The router's part in Neighbor Discovery (RFC 4861): tells where the virtual hosts are, advertises
 * the prefix when asked and from time to time, and learns where the guests are.
 *
 * <p>It owns no address but the virtual hosts'; a guest's probe for an address of its own (RFC
 * 4862, 5.4) is never answered, so that the guest keeps it. What guests advertise as routers is not
 * believed.
 */
final class NeighborDiscovery {
  /** RFC 4861, 6.2.1: MinRtrAdvInterval and MaxRtrAdvInterval, in seconds. */
  static final int SHORTEST_INTERVAL = 200;

  static final int LONGEST_INTERVAL = 600;

  /** RFC 4861, 6.2.6: to all at most every 3 s; who asks in between gets an answer of its own. */
  private static final long MIN_DELAY = TimeUnit.SECONDS.toNanos(3);

  private final Ipv6Hosts hosts;
  private final Burst burst;
  private final NeighborTable neighbors;
  private final FrameOutput output;
  private final RouterAdvertisement advertisement;
  private final RandomGenerator random;
  private final Deadlines.Entry timer;
  private boolean heard;
  private long lastToAll;

  NeighborDiscovery(
      RouterAdvertisement advertisement,
      Burst burst,
      NeighborTable neighbors,
      FrameOutput output,
      RandomGenerator random,
      Deadlines deadlines) {
    this.hosts = advertisement.hosts();
    this.burst = burst;
    this.neighbors = neighbors;
    this.output = output;
    this.advertisement = advertisement;
    this.random = random;
    this.timer = deadlines.entry(this::onTimer);
    this.lastToAll = burst.now() - MIN_DELAY;
  }

  /** Takes a message whose checksum is right. */
  @Nullable DropReason take(Ipv6View packet, Icmpv6View message, MacAddress station) {
    if (packet.hopLimit() != Ipv6Header.NEIGHBOR_HOP_LIMIT) {
      return DropReason.BAD_MESSAGE; // it crossed a router, or wants to look as if
    }
    NeighborView view = new NeighborView(message.buf(), message.offset(), message.available());
    DropReason reason = view.check();
    if (reason != null) {
      return reason;
    }
    if (!heard) {
      heard = true;
      schedule();
    }
    Ipv6Address source = packet.source();
    return switch (view.type()) {
      case Icmpv6View.NEIGHBOR_SOLICITATION -> solicited(packet, view, station);
      case Icmpv6View.NEIGHBOR_ADVERTISEMENT -> advertised(packet, view);
      case Icmpv6View.ROUTER_SOLICITATION -> routerSolicited(source, view, station);
      default -> DropReason.UNSUPPORTED; // another router, or a redirect: not for a router
    };
  }

  /** RFC 4861, 7.1.1 and 7.2.3. */
  private @Nullable DropReason solicited(Ipv6View packet, NeighborView view, MacAddress station) {
    Ipv6Address source = packet.source();
    Ipv6Address target = view.target();
    MacAddress mac = view.linkLayer(NeighborView.SOURCE_LINK_LAYER);
    if (source.isUnspecified()) {
      if (mac != null || !packet.destination().equals(target.solicitedNode())) {
        return DropReason.BAD_MESSAGE;
      }
    } else if (mac != null) {
      neighbors.learn(source, mac, burst.now());
    }
    if (!hosts.owns(target)) {
      return DropReason.NOT_FOR_US; // a probe for a guest's own address, among others
    }
    ByteBuf octets = NeighborMessages.advertisement(hosts, target, source);
    MacAddress to =
        source.isUnspecified()
            ? Ipv6Address.ALL_NODES.groupMac()
            : mac == null || mac.isGroup() ? station : mac;
    output.send(Frame.plain(octets), to, hosts.macOf(target), EtherType.IPV6);
    return null;
  }

  /** RFC 4861, 7.1.2 and 7.2.5. */
  private @Nullable DropReason advertised(Ipv6View packet, NeighborView view) {
    boolean solicited = (view.flags() & NeighborView.SOLICITED) != 0;
    Ipv6Address target = view.target();
    if (packet.source().isUnspecified() || (solicited && packet.destination().isMulticast())) {
      return DropReason.BAD_MESSAGE;
    }
    if (hosts.owns(target)) {
      return DropReason.SELF_SENT; // it claims an address of ours, and is not believed
    }
    MacAddress mac = view.linkLayer(NeighborView.TARGET_LINK_LAYER);
    boolean override = (view.flags() & NeighborView.OVERRIDE) != 0;
    if (mac != null
        && hosts.mayBeGuest(target)
        && (override || neighbors.find(target, burst.now()) == null)) {
      neighbors.learn(target, mac, burst.now());
    }
    return null;
  }

  /** RFC 4861, 6.1.1 and 6.2.6. */
  private @Nullable DropReason routerSolicited(
      Ipv6Address source, NeighborView view, MacAddress station) {
    MacAddress mac = view.linkLayer(NeighborView.SOURCE_LINK_LAYER);
    if (source.isUnspecified()) {
      if (mac != null) {
        return DropReason.BAD_MESSAGE;
      }
    } else if (mac != null) {
      neighbors.learn(source, mac, burst.now());
    }
    long now = burst.now();
    if (now - lastToAll >= MIN_DELAY) {
      toAll(now);
    } else if (!source.isUnspecified()) {
      advertise(source, station);
    } else {
      return DropReason.RATE_LIMITED; // all were told a moment ago
    }
    return null;
  }

  private void toAll(long now) {
    lastToAll = now;
    advertise(Ipv6Address.ALL_NODES, Ipv6Address.ALL_NODES.groupMac());
    schedule();
  }

  private void advertise(Ipv6Address to, MacAddress station) {
    ByteBuf octets = advertisement.write(to);
    MacAddress mac = hosts.macOf(Ipv6Hosts.LINK_LOCAL_HOST);
    output.send(Frame.plain(octets), station, mac, EtherType.IPV6);
  }

  private void schedule() {
    long span = TimeUnit.SECONDS.toNanos(LONGEST_INTERVAL - SHORTEST_INTERVAL);
    timer.set(
        burst.now() + TimeUnit.SECONDS.toNanos(SHORTEST_INTERVAL) + random.nextLong(span + 1));
  }

  private void onTimer(long now) {
    toAll(now);
  }

  /** Nobody is there any more: who comes next will ask. */
  void forget() {
    heard = false;
    timer.set(Deadlines.NEVER);
  }
}
