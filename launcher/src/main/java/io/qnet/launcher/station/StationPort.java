package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.ArpHeader;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetHeader;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lower half of a station: Ethernet, ARP, and the IPv4 header of what it sends. */
final class StationPort {
  /** Where a transport header begins in a buffer of {@link #allocate}. */
  static final int TRANSPORT = EthernetView.HEADER_LENGTH + Ipv4View.HEADER_LENGTH;

  private static final int MAX_WAITING = 64;
  private static final int MAX_ASKED = 5;
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final Link link;
  private final Burst burst;
  private final MacAddress mac;
  private final Map<Ipv4Address, MacAddress> neighbors = new HashMap<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable StationAddress address;
  private boolean closed;

  private record Waiting(Ipv4Address nextHop, ByteBuf octets) {}

  StationPort(Link link, Burst burst, MacAddress mac) {
    this.link = link;
    this.burst = burst;
    this.mac = mac;
  }

  MacAddress mac() {
    return mac;
  }

  @Nullable StationAddress address() {
    return address;
  }

  void address(StationAddress newAddress) {
    address = newAddress;
  }

  /** Its own address, 0.0.0.0 before it has one. */
  Ipv4Address self() {
    return address == null ? Ipv4Address.ANY : address.address();
  }

  /** Whether a packet to {@code destination} is for this station. */
  boolean hears(Ipv4Address destination) {
    return address == null
        || destination.equals(address.address())
        || destination.equals(Ipv4Address.BROADCAST)
        || destination.equals(address.subnet().broadcast());
  }

  @Nullable MacAddress neighbor(Ipv4Address neighborAddress) {
    return neighbors.get(neighborAddress);
  }

  /** Somebody else may be at the far end now. */
  void forgetNeighbors() {
    neighbors.clear();
  }

  Burst burst() {
    return burst;
  }

  /** Does {@code work} later, in a burst of its own, unless the station is closed by then. */
  void after(Duration time, Runnable work) {
    burst
        .clock()
        .at(
            burst.now() + time.toNanos(),
            () -> {
              if (!closed) {
                burst.run(work);
              }
            });
  }

  boolean writable() {
    return link.writable();
  }

  /**
   * A buffer with room for the lower headers and {@code length} octets of transport header and
   * data.
   */
  static ByteBuf allocate(int length) {
    ByteBuf octets = ByteBufAllocator.DEFAULT.buffer(TRANSPORT + length);
    return octets.writerIndex(TRANSPORT + length);
  }

  /** Sends a packet whose transport part is complete; takes ownership. */
  void send(ByteBuf octets, int protocol, Ipv4Address destination) {
    int length = octets.writerIndex() - TRANSPORT;
    Ipv4Header.atomic(self(), destination, protocol)
        .write(octets, EthernetView.HEADER_LENGTH, length);
    if (destination.equals(Ipv4Address.BROADCAST) || address == null) {
      transmit(octets, MacAddress.BROADCAST, EtherType.IPV4);
      return;
    }
    Ipv4Address hop = address.nextHop(destination);
    MacAddress station = neighbors.get(hop);
    if (station != null) {
      transmit(octets, station, EtherType.IPV4);
    } else if (waiting.size() < MAX_WAITING) {
      boolean asking = waitsFor(hop);
      waiting.add(new Waiting(hop, octets));
      if (!asking) {
        ask(hop, 1);
      }
    } else {
      octets.release();
    }
  }

  private boolean waitsFor(Ipv4Address hop) {
    return waiting.stream().anyMatch(entry -> entry.nextHop.equals(hop));
  }

  private void ask(Ipv4Address hop, int times) {
    if (!waitsFor(hop)) {
      return;
    }
    if (times > MAX_ASKED) {
      waiting.removeIf(
          entry -> {
            boolean hopeless = entry.nextHop.equals(hop);
            if (hopeless) {
              entry.octets.release();
            }
            return hopeless;
          });
      return;
    }
    arp(ArpView.REQUEST, new MacAddress(0), hop, MacAddress.BROADCAST);
    after(ASK_AGAIN, () -> ask(hop, times + 1));
  }

  private void arp(int operation, MacAddress targetMac, Ipv4Address target, MacAddress to) {
    ByteBuf octets = ByteBufAllocator.DEFAULT.buffer(64);
    octets.writerIndex(EthernetView.HEADER_LENGTH + ArpView.LENGTH);
    new ArpHeader(operation, mac, self(), targetMac, target)
        .write(octets, EthernetView.HEADER_LENGTH);
    transmit(octets, to, EtherType.ARP);
  }

  private void transmit(ByteBuf octets, MacAddress to, int type) {
    if (closed) {
      octets.release();
      return;
    }
    new EthernetHeader(to, mac, type).write(octets, 0);
    link.send(Frame.plain(octets));
  }

  void onArp(ArpView message) {
    if (message.check() != null || message.senderMac().isGroup()) {
      return;
    }
    Ipv4Address sender = message.senderIp();
    if (message.operation() == ArpView.REQUEST && message.targetIp().equals(self())) {
      arp(ArpView.REPLY, message.senderMac(), sender, message.senderMac());
    }
    if (!waitsFor(sender) && !neighbors.containsKey(sender)) {
      return;
    }
    neighbors.put(sender, message.senderMac());
    for (int left = waiting.size(); left > 0; left--) {
      Waiting entry = waiting.remove();
      if (entry.nextHop.equals(sender)) {
        transmit(entry.octets, message.senderMac(), EtherType.IPV4);
      } else {
        waiting.add(entry);
      }
    }
  }

  /** Nothing is sent from now on, whatever timers still run. */
  void close() {
    closed = true;
    waiting.forEach(entry -> entry.octets.release());
    waiting.clear();
  }
}
