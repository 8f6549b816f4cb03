package io.qnet.wire.kit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.NeighborView;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpView;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A frame that a station received: a copy, so that nothing has to be released. Whatever is asked of
 * it is checked first, checksums included, and a frame that fails is an {@link AssertionError}.
 *
 * @param octets the frame, on the heap
 */
public record Received(ByteBuf octets) {
  /** What the frame carries, as far as it is spoken here. */
  public enum Kind {
    /** An ARP message. */
    ARP,
    /** An ICMP message over IPv4. */
    ICMP,
    /** An ICMPv6 message. */
    ICMPV6,
    /** A TCP segment. */
    TCP,
    /** A UDP datagram. */
    UDP,
    /** A fragment of a packet. */
    FRAGMENT,
    /** Something else. */
    OTHER
  }

  /** Copies a frame and releases it. */
  static Received of(Frame frame) {
    byte[] octets = ByteBufUtil.getBytes(frame.octets());
    frame.release();
    return new Received(Unpooled.wrappedBuffer(octets));
  }

  /** What it carries; only headers that are whole are looked at. */
  public Kind kind() {
    EthernetView ethernet = new EthernetView(octets);
    if (ethernet.check() != null) {
      return Kind.OTHER;
    }
    if (ethernet.type() == EtherType.ARP) {
      return Kind.ARP;
    }
    IpPacket ip = packet(ethernet);
    if (ip == null) {
      return Kind.OTHER;
    }
    if (ip.fragment()) {
      return Kind.FRAGMENT;
    }
    return switch (ip.protocol()) {
      case IpProtocol.ICMP -> Kind.ICMP;
      case IpProtocol.ICMPV6 -> Kind.ICMPV6;
      case IpProtocol.TCP -> Kind.TCP;
      case IpProtocol.UDP -> Kind.UDP;
      default -> Kind.OTHER;
    };
  }

  /** Null if it has none whose headers are whole. */
  private @Nullable IpPacket packet(EthernetView ethernet) {
    int length = ethernet.payloadLength();
    if (ethernet.type() == EtherType.IPV4 && length >= Ipv4View.HEADER_LENGTH) {
      return new Ipv4View(octets, ethernet.payload(), length);
    }
    if (ethernet.type() == EtherType.IPV6) {
      Ipv6View view = new Ipv6View(octets, ethernet.payload(), length);
      return view.check() == null ? view : null;
    }
    return null;
  }

  /** The frame. */
  public EthernetView ethernet() {
    EthernetView view = new EthernetView(octets);
    return intact(view, view.check());
  }

  /** The ARP message in it. */
  public ArpView arp() {
    ArpView view = new ArpView(octets, ethernet().payload(), ethernet().payloadLength());
    return intact(view, view.check());
  }

  /** The IPv4 packet in it. */
  public Ipv4View ip() {
    Ipv4View view = new Ipv4View(octets, ethernet().payload(), ethernet().payloadLength());
    return intact(view, view.check());
  }

  /** The IPv6 packet in it. */
  public Ipv6View ipv6() {
    Ipv6View view = new Ipv6View(octets, ethernet().payload(), ethernet().payloadLength());
    return intact(view, view.check());
  }

  /** The packet in it, of either version. */
  public IpPacket packet() {
    return ethernet().type() == EtherType.IPV6 ? ipv6() : ip();
  }

  /** The ICMPv6 message in it. */
  public Icmpv6View icmpv6() {
    Ipv6View ip = ipv6();
    Icmpv6View view = new Icmpv6View(octets, ip.payload(), ip.payloadLength());
    return intact(view, view.check(ip.pseudoHeader()));
  }

  /** The message of Neighbor Discovery in it. */
  public NeighborView neighbor() {
    Icmpv6View message = icmpv6();
    NeighborView view = new NeighborView(octets, message.offset(), message.available());
    return intact(view, view.check());
  }

  /** The ICMP message in it. */
  public Icmpv4View icmp() {
    Ipv4View ip = ip();
    Icmpv4View view = new Icmpv4View(octets, ip.payload(), ip.payloadLength());
    return intact(view, view.check());
  }

  /** The UDP datagram in it. */
  public UdpView udp() {
    IpPacket ip = packet();
    UdpView view = new UdpView(octets, ip.payload(), ip.payloadLength());
    return intact(view, view.check(ip.pseudoHeader()));
  }

  /** The TCP segment in it. */
  public TcpView tcp() {
    IpPacket ip = packet();
    TcpView view = new TcpView(octets, ip.payload(), ip.payloadLength());
    return intact(view, view.check(ip.pseudoHeader()));
  }

  /** Whether it asks who has {@code address}. */
  boolean asksFor(Ipv4Address address) {
    EthernetView frame = new EthernetView(octets);
    if (frame.check() != null || frame.type() != EtherType.ARP) {
      return false;
    }
    ArpView message = new ArpView(octets, frame.payload(), frame.payloadLength());
    return message.check() == null
        && message.operation() == ArpView.REQUEST
        && message.targetIp().equals(address);
  }

  private <V> V intact(V view, @Nullable DropReason reason) {
    if (reason != null) {
      throw new AssertionError(reason + ": " + reason.sentence() + "\n" + dump());
    }
    return view;
  }

  /** What the innermost protocol carries. */
  public byte[] payload() {
    return switch (kind()) {
      case UDP -> octetsOf(udp().payload(), udp().payloadLength());
      case TCP -> octetsOf(tcp().payload(), tcp().payloadLength());
      case ICMP -> octetsOf(icmp().payload(), icmp().payloadLength());
      case ICMPV6 -> octetsOf(icmpv6().payload(), icmpv6().payloadLength());
      case FRAGMENT -> octetsOf(packet().payload(), packet().payloadLength());
      default -> octetsOf(ethernet().payload(), ethernet().payloadLength());
    };
  }

  /** The payload as text, one character for each octet. */
  public String text() {
    return new String(payload(), StandardCharsets.ISO_8859_1);
  }

  private byte[] octetsOf(int index, int length) {
    return ByteBufUtil.getBytes(octets, index, length);
  }

  private String dump() {
    return ByteBufUtil.prettyHexDump(octets);
  }

  @Override
  public String toString() {
    try {
      return switch (kind()) {
        case ARP -> arp().toString();
        case UDP -> addresses() + udp();
        case TCP -> addresses() + tcp();
        case ICMP -> addresses() + icmp() + " length " + icmp().payloadLength();
        case ICMPV6 -> addresses() + icmpv6() + " length " + icmpv6().payloadLength();
        case FRAGMENT ->
            addresses() + "fragment at " + packet().fragmentOffset() + " of " + packet();
        default -> ethernet() + " length " + octets.readableBytes();
      };
    } catch (AssertionError broken) {
      return "broken: " + broken.getMessage();
    }
  }

  private String addresses() {
    IpPacket ip = packet();
    return ip.source() + " > " + ip.destination() + " ";
  }
}
