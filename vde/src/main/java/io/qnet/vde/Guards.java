package io.qnet.vde;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one place where rules refuse a frame that came in: who may speak at a port, and what he may
 * say. Asked before anything is learned from the frame, and only for ports that have rules.
 */
final class Guards {
  private final Stations stations;
  private final Consumer<SwitchEvent> events;
  private final Leases leases = new Leases();
  private boolean snooping;

  Guards(Stations stations, Consumer<SwitchEvent> events) {
    this.stations = stations;
    this.events = events;
  }

  /** Turns snooping of DHCP and inspection of ARP on or off, for all ports. */
  void setSnooping(boolean on, PortTable ports) {
    if (on == snooping) {
      return; // what is known goes on
    }
    snooping = on;
    ports.snooping = on;
    leases.clear();
    ports.all().forEach(this::decide);
  }

  Snooping snooping(long now) {
    return new Snooping(snooping, leases.rows(now));
  }

  /** Whether frames of {@code port} have to be looked at. */
  void decide(SwitchPort port) {
    port.guarded = snooping || port.rules.limitsStations();
  }

  /** Why the frame goes no further, or null. */
  @Nullable DropReason refusal(SwitchPort port, Ingress frame, ByteBuf octets, long now) {
    DropReason reason = port.rules.limitsStations() ? stranger(port, frame) : null;
    if (reason == null && snooping) {
      reason = said(port, frame, octets, now);
    }
    if (reason != null && Long.bitCount(++port.rules.refused) == 1) { // 1, 2, 4, ...
      events.accept(
          new SwitchEvent.Refused(port.number, frame.source(), reason, port.rules.refused));
    }
    return reason;
  }

  private @Nullable DropReason stranger(SwitchPort port, Ingress frame) {
    PortRules rules = port.rules;
    if (!rules.admits(frame.sourceBits())) {
      return DropReason.SOURCE_REFUSED;
    }
    boolean full = rules.mostStations > 0 && port.stations.size() >= rules.mostStations;
    return full && stations.find(frame.sourceKey()) != port ? DropReason.SOURCE_REFUSED : null;
  }

  private @Nullable DropReason said(SwitchPort port, Ingress frame, ByteBuf octets, long now) {
    if (frame.isArp()) {
      return port.rules.trusted ? null : inspect(port, frame, octets, now);
    }
    if (!frame.isIpv4()) {
      return frame.disguised() && !port.rules.trusted ? DropReason.DISGUISED : null;
    }
    DhcpGlance dhcp = DhcpGlance.at(octets, frame.payload());
    if (dhcp == null) {
      return null;
    }
    if (port.rules.trusted) {
      SwitchPort client = dhcp.acknowledges() ? stations.find(dhcp.clientKey(frame.vlan())) : null;
      if (client != null) {
        leases.add(frame.vlan(), dhcp, client, now);
      }
      return null;
    }
    return mayAsk(port, frame, dhcp, now) ? null : DropReason.DHCP_REFUSED;
  }

  /** Who asks a server asks for himself, from where his lease is, and gives back what is his. */
  private boolean mayAsk(SwitchPort port, Ingress frame, DhcpGlance dhcp, long now) {
    if (dhcp.fromServer() || dhcp.client() != frame.sourceBits()) {
      return false;
    }
    SwitchPort holder = leases.holder(frame.vlan(), dhcp.client(), now);
    return (holder == null || holder == port)
        && (!dhcp.releases() || leases.release(frame.vlan(), dhcp, port));
  }

  /** The sender of an ARP message has to be who he says, at the address that he was given. */
  private @Nullable DropReason inspect(SwitchPort port, Ingress frame, ByteBuf octets, long now) {
    int at = frame.payload();
    if (octets.writerIndex() - at < ArpGlance.LENGTH) {
      return DropReason.TRUNCATED;
    }
    long sender = ArpGlance.sender(octets, at);
    int address = ArpGlance.address(octets, at);
    if (sender != frame.sourceBits()) {
      return DropReason.ARP_REFUSED;
    }
    boolean known =
        address == 0 // asks whether somebody has it (RFC 5227)
            || port.rules.hasAddress(address)
            || leases.has(frame.vlan(), address, sender, port, now);
    return known ? null : DropReason.ARP_REFUSED;
  }

  /** A port goes away. */
  void forget(SwitchPort port) {
    leases.forget(port);
  }

  /** Where the sender stands in an ARP message (RFC 826). */
  private static final class ArpGlance {
    static final int LENGTH = 28;
    private static final int SENDER = 8;
    private static final int ADDRESS = 14;

    private ArpGlance() {}

    static long sender(ByteBuf octets, int at) {
      return (long) octets.getUnsignedShort(at + SENDER) << Integer.SIZE
          | octets.getUnsignedInt(at + SENDER + 2);
    }

    static int address(ByteBuf octets, int at) {
      return octets.getInt(at + ADDRESS);
    }
  }
}
