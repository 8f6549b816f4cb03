package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.DatagramFlow.DatagramError;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.UdpHeader;
import io.qnet.wire.packet.UdpView;

/**
 * Tells a guest why a packet of its own went nowhere (RFC 792; RFC 1122 section 3.2.2; RFC 1812
 * section 4.3.2).
 *
 * <p>Never about an ICMP error, a fragment that is not the first, a broadcast, what came in a frame
 * for every station, or a source that is no single host. At most {@value #PER_SECOND} a second,
 * {@value #AT_ONCE} at once (RFC 1812, 4.3.2.8).
 */
public final class IcmpErrors {
  static final int PER_SECOND = 1000;
  static final int AT_ONCE = 200;
  private static final long INTERVAL = 1_000_000_000L / PER_SECOND;

  /** RFC 1812, 4.3.2.3: as much of the packet as fits into 576 octets. */
  private static final int MOST_QUOTED = 576 - Ipv4View.HEADER_LENGTH - Icmpv4View.HEADER_LENGTH;

  private final PacketOutput output;
  private final VirtualHosts hosts;
  private final Burst burst;
  private final Drops drops;
  private long nextAllowed;
  private boolean forEveryone;

  /** Errors that leave through {@code output}. */
  public IcmpErrors(PacketOutput output, VirtualHosts hosts, Burst burst, Drops drops) {
    this.output = output;
    this.hosts = hosts;
    this.burst = burst;
    this.drops = drops;
    this.nextAllowed = burst.now() - AT_ONCE * INTERVAL;
  }

  /**
   * Keeps of a packet what an error would quote, on the heap: for an answer after its buffer is
   * gone.
   */
  public static Ipv4View keep(Ipv4View packet) {
    int quoted = Math.min(packet.totalLength(), MOST_QUOTED);
    ByteBuf copy = Unpooled.copiedBuffer(packet.buf().slice(packet.offset(), quoted));
    return new Ipv4View(copy, 0, quoted);
  }

  /**
   * Whether the frame at hand was for every station: then nothing is said about its packet (RFC
   * 1122, 3.2.2).
   */
  void forEveryone(boolean now) {
    forEveryone = now;
  }

  /**
   * The router says that {@code packet} went nowhere.
   *
   * @param reason why
   * @return {@code reason}, or {@link DropReason#RATE_LIMITED} if the guest has to be left without
   *     word: what the packet counts as
   */
  public DropReason about(Ipv4View packet, int type, int code, DropReason reason) {
    return about(packet, type, code, reason, hosts.host());
  }

  /** The same, said by {@code from}. */
  public DropReason about(
      Ipv4View packet, int type, int code, DropReason reason, Ipv4Address from) {
    if (!deserves(packet)) {
      return reason;
    }
    if (!allowed()) {
      return DropReason.RATE_LIMITED;
    }
    int quoted = Math.min(packet.totalLength(), MOST_QUOTED);
    ByteBuf quotation = packet.buf().slice(packet.offset(), quoted);
    output.icmp(from, packet.source(), new Icmpv4Header(type, code, 0), quotation);
    return reason;
  }

  /**
   * The network answered a datagram that a host socket sent for a guest's endpoint with an error:
   * the guest gets it about its own datagram, whose headers are written anew. Counted if it is one
   * too many.
   */
  public void aboutDatagram(DatagramError error, Ipv4Address guest, int guestPort) {
    if (!allowed()) {
      drops.count(DropReason.RATE_LIMITED);
      return;
    }
    Ipv4Address to = hosts.toGuest(error.to());
    ByteBuf quoted = Unpooled.buffer(Ipv4View.HEADER_LENGTH + UdpView.HEADER_LENGTH);
    long pseudo = Checksum.pseudoHeader(guest, to, IpProtocol.UDP, UdpView.HEADER_LENGTH);
    new UdpHeader(guestPort, error.port()).write(quoted, Ipv4View.HEADER_LENGTH, 0, pseudo);
    Ipv4Header.atomic(guest, to, IpProtocol.UDP).write(quoted, 0, UdpView.HEADER_LENGTH);
    quoted.writerIndex(quoted.capacity());
    Icmpv4Header header = new Icmpv4Header(error.type(), error.code(), error.mtu());
    output.icmp(hosts.toGuest(error.offender()), guest, header, quoted);
  }

  private boolean allowed() {
    long now = burst.now();
    long earliest = now - (AT_ONCE - 1) * INTERVAL;
    if (nextAllowed - earliest < 0) {
      nextAllowed = earliest;
    }
    if (nextAllowed - now > 0) {
      return false;
    }
    nextAllowed += INTERVAL;
    return true;
  }

  private boolean deserves(Ipv4View packet) {
    if (forEveryone
        || packet.fragmentOffset() != 0
        || hosts.isBroadcast(packet.destination())
        || packet.destination().isMulticast()
        || !hosts.mayBeGuest(packet.source())) {
      return false;
    }
    if (packet.protocol() != IpProtocol.ICMP) {
      return true;
    }
    int length = packet.payloadLength();
    return length > 0 && !new Icmpv4View(packet.buf(), packet.payload(), length).error();
  }
}
