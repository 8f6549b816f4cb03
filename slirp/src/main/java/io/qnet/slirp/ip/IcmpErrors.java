package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.DatagramFlow.DatagramError;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.UdpHeader;
import io.qnet.wire.packet.UdpView;

/**
 * Tells a guest why a packet of its own went nowhere (RFC 792; RFC 1122 section 3.2.2; RFC 1812
 * section 4.3.2; RFC 4443 section 2.4).
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

  /** RFC 4443, section 3: as much of the packet as fits into 1280 octets. */
  private static final int MOST_QUOTED_6 =
      Ipv6View.MINIMUM_MTU - Ipv6View.HEADER_LENGTH - Icmpv6View.HEADER_LENGTH;

  private final PacketOutput output;
  private final SegmentHosts hosts;
  private final Burst burst;
  private final Drops drops;
  private long nextAllowed;
  private boolean forEveryone;

  /** Errors that leave through {@code output}. */
  public IcmpErrors(PacketOutput output, SegmentHosts hosts, Burst burst, Drops drops) {
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
  public static IpPacket keep(IpPacket packet) {
    int quoted = quoted(packet);
    ByteBuf copy = Unpooled.copiedBuffer(packet.buf().slice(packet.offset(), quoted));
    return packet instanceof Ipv4View
        ? new Ipv4View(copy, 0, quoted)
        : new Ipv6View(copy, 0, quoted);
  }

  private static int quoted(IpPacket packet) {
    int most = packet instanceof Ipv4View ? MOST_QUOTED : MOST_QUOTED_6;
    return Math.min(packet.totalLength(), most);
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
  public DropReason about(IpPacket packet, IcmpError error, DropReason reason) {
    return about(packet, error, 0, reason);
  }

  /** The same; {@code rest} is what goes with the error: an MTU, or where in the packet it is. */
  DropReason about(IpPacket packet, IcmpError error, int rest, DropReason reason) {
    return about(packet, error, rest, reason, hosts.routerFor(packet.source()));
  }

  /** The same without such, said by {@code from}. */
  public DropReason about(IpPacket packet, IcmpError error, DropReason reason, IpAddress from) {
    return about(packet, error, 0, reason, from);
  }

  private DropReason about(
      IpPacket packet, IcmpError error, int rest, DropReason reason, IpAddress from) {
    if (!deserves(packet, error)) {
      return reason;
    }
    if (!allowed()) {
      return DropReason.RATE_LIMITED;
    }
    ByteBuf quotation = packet.buf().slice(packet.offset(), quoted(packet));
    if (packet instanceof Ipv4View four) {
      output.icmp((Ipv4Address) from, four.source(), error.four(rest), quotation);
    } else {
      output.icmpv6((Ipv6Address) from, (Ipv6Address) packet.source(), error.six(rest), quotation);
    }
    return reason;
  }

  /**
   * The network answered a datagram that a host socket sent for a guest's endpoint with an error:
   * the guest gets it about its own datagram, whose headers are written anew. Counted if it is one
   * too many.
   */
  public void aboutDatagram(DatagramError error, IpAddress guest, int guestPort) {
    IpAddress to = hosts.toGuest(error.to(), guest);
    ByteBuf payload = error.quoted();
    int data = payload.readableBytes();
    int length = UdpView.HEADER_LENGTH + data;
    int ip = headerLength(guest);
    ByteBuf quoted = Unpooled.buffer(ip + length);
    quoted.writerIndex(ip + UdpView.HEADER_LENGTH).writeBytes(payload, payload.readerIndex(), data);
    long pseudo = Checksum.pseudoHeader(guest, to, IpProtocol.UDP, length);
    UdpHeader.write(quoted, ip, guestPort, error.port(), data, pseudo);
    tell(error, guest, IpProtocol.UDP, quoted);
  }

  /**
   * The same about an echo request, which the error quotes from its ICMP header on.
   *
   * @param identifier the guest's, which takes the place of the host's
   */
  public void aboutEcho(DatagramError error, IpAddress guest, int identifier) {
    ByteBuf echo = error.quoted();
    int length = echo.readableBytes();
    if (length < Icmpv4View.HEADER_LENGTH) {
      drops.count(DropReason.TRUNCATED);
      return;
    }
    int ip = headerLength(guest);
    ByteBuf quoted = Unpooled.buffer(ip + length);
    quoted.writerIndex(ip).writeBytes(echo, echo.readerIndex(), length);
    int at = echo.readerIndex();
    int data = length - Icmpv4View.HEADER_LENGTH;
    int rest = identifier << 16 | (new Icmpv4View(echo, at, length).rest() & 0xffff);
    if (guest instanceof Ipv6Address) {
      IpAddress to = hosts.toGuest(error.to(), guest);
      long pseudo = Checksum.pseudoHeader(guest, to, IpProtocol.ICMPV6, length);
      new Icmpv6Header(Icmpv6View.ECHO, 0, rest).write(quoted, ip, data, pseudo);
      tell(error, guest, IpProtocol.ICMPV6, quoted);
    } else {
      new Icmpv4Header(Icmpv4View.ECHO, 0, rest).write(quoted, ip, data);
      tell(error, guest, IpProtocol.ICMP, quoted);
    }
  }

  private static int headerLength(IpAddress family) {
    return family instanceof Ipv6Address ? Ipv6View.HEADER_LENGTH : Ipv4View.HEADER_LENGTH;
  }

  /** Sends {@code error}; {@code quoted} has room for the IP header of the guest's packet. */
  private void tell(DatagramError error, IpAddress guest, int protocol, ByteBuf quoted) {
    if (!allowed()) {
      drops.count(DropReason.RATE_LIMITED);
      return;
    }
    IpAddress to = hosts.toGuest(error.to(), guest);
    IpAddress offender = hosts.toGuest(error.offender(), guest);
    int length = quoted.readableBytes() - headerLength(guest);
    PacketOutput.writeIp(quoted, 0, guest, to, protocol, length);
    if (guest instanceof Ipv6Address guest6) {
      Icmpv6Header header = new Icmpv6Header(error.type(), error.code(), error.mtu());
      output.icmpv6((Ipv6Address) offender, guest6, header, quoted);
    } else {
      Icmpv4Header header = new Icmpv4Header(error.type(), error.code(), error.mtu());
      output.icmp((Ipv4Address) offender, (Ipv4Address) guest, header, quoted);
    }
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

  private boolean deserves(IpPacket packet, IcmpError error) {
    boolean toMany = forEveryone || hosts.isForMany(packet.destination());
    if ((toMany && !(packet instanceof Ipv6View && error.aboutGroups()))
        || (packet instanceof Ipv4View && packet.fragmentOffset() != 0)
        || !hosts.mayBeGuest(packet.source())) {
      return false;
    }
    int length = packet.payloadLength();
    return switch (packet.protocol()) {
      case IpProtocol.ICMP ->
          length > 0 && !new Icmpv4View(packet.buf(), packet.payload(), length).error();
      case IpProtocol.ICMPV6 ->
          length > 0 && !new Icmpv6View(packet.buf(), packet.payload(), length).error();
      default -> true;
    };
  }
}
