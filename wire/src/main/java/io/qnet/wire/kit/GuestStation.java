package io.qnet.wire.kit;

import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.TcpHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A guest that says what it is told to, and keeps what it hears. What it expects and does not hear
 * is an {@link AssertionError} that lists what it heard instead.
 *
 * <p>It learns nothing by itself: {@link #arp} asks, and until then unicast goes to the broadcast
 * address. Frames are taken in the order in which they came.
 */
public final class GuestStation {
  private final Link link;
  private final Burst burst;
  private final MacAddress mac;
  private final Map<IpAddress, MacAddress> neighbors = new HashMap<>();
  private final ArrayDeque<Received> inbox = new ArrayDeque<>();
  private Ipv4Address ip;
  private Ipv6Address ip6 = Ipv6Address.ANY;
  private MacAddress gateway = MacAddress.BROADCAST;
  private boolean answersArp;

  /** A guest on {@code link}, which it opens. */
  public GuestStation(Link link, Burst burst, MacAddress mac, Ipv4Address ip) {
    this.link = link;
    this.burst = burst;
    this.mac = mac;
    this.ip = ip;
    link.open(this::receive, LinkEvents.IGNORED);
  }

  /** From now on it answers ARP requests for its address, and does not keep them. */
  public GuestStation answeringArp() {
    answersArp = true;
    return this;
  }

  /** Sends to unknown addresses through the station at {@code newGateway}. */
  public GuestStation via(MacAddress newGateway) {
    gateway = newGateway;
    return this;
  }

  /** Its Ethernet address. */
  public MacAddress mac() {
    return mac;
  }

  /** Its IP address. */
  public Ipv4Address ip() {
    return ip;
  }

  /** Gives it another IP address. */
  public void become(Ipv4Address newIp) {
    ip = newIp;
  }

  /** Its IPv6 address; :: until it has one. */
  public Ipv6Address ip6() {
    return ip6;
  }

  /** Gives it another IPv6 address. */
  public void become(Ipv6Address newIp) {
    ip6 = newIp;
  }

  private void receive(Frame frame) {
    Received received = Received.of(frame);
    if (answersArp && received.asksFor(ip)) {
      ArpView request = received.arp();
      link.send(new Frames(mac, request.senderMac(), ip, request.senderIp()).arpReply());
    } else {
      inbox.add(received);
    }
  }

  /** Frames from it to {@code destination}, to be sent or to be spoilt before. */
  public Frames to(IpAddress destination) {
    IpAddress from = destination instanceof Ipv6Address ? ip6 : ip;
    return new Frames(mac, stationOf(destination), from, destination);
  }

  private MacAddress stationOf(IpAddress destination) {
    return destination instanceof Ipv6Address six && six.isMulticast()
        ? six.groupMac()
        : neighbors.getOrDefault(destination, gateway);
  }

  /** Sends a frame, in a burst of its own unless one is running. */
  public void send(Frame frame) {
    burst.run(() -> link.send(frame));
  }

  /** Sends frames in one burst. */
  public void send(List<Frame> frames) {
    burst.run(() -> frames.forEach(link::send));
  }

  /** Asks who has {@code address}, expects the answer next, and remembers it. */
  public MacAddress arp(Ipv4Address address) {
    send(to(address).arpRequest());
    Received reply = expectArp();
    if (reply.arp().operation() != ArpView.REPLY || !reply.arp().senderIp().equals(address)) {
      throw new AssertionError("expected where " + address + " is, but heard " + reply);
    }
    neighbors.put(address, reply.arp().senderMac());
    return reply.arp().senderMac();
  }

  /** Sends a UDP datagram. */
  public void udp(int sourcePort, IpAddress destination, int port, byte[] payload) {
    send(to(destination).udp(sourcePort, port, payload));
  }

  /** Sends a UDP datagram of text, one octet for each character. */
  public void udp(int sourcePort, IpAddress destination, int port, String text) {
    udp(sourcePort, destination, port, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends an echo request. */
  public void ping(IpAddress destination, int identifier, int sequence, byte[] payload) {
    send(to(destination).echo(identifier, sequence, payload));
  }

  /** Sends a TCP segment. */
  public void tcp(IpAddress destination, TcpHeader header, byte[] payload) {
    send(to(destination).tcp(header, payload));
  }

  /** The next frame, which is an ARP message. */
  public Received expectArp() {
    Received received = expect(Received.Kind.ARP);
    received.arp();
    return received;
  }

  /** The next frame, which is an intact UDP datagram. */
  public Received expectUdp() {
    Received received = expect(Received.Kind.UDP);
    received.udp();
    return received;
  }

  /** The next frame, which is an intact ICMP message. */
  public Received expectIcmp() {
    Received received = expect(Received.Kind.ICMP);
    received.icmp();
    return received;
  }

  /** The next frame, which is an intact ICMPv6 message. */
  public Received expectIcmpv6() {
    Received received = expect(Received.Kind.ICMPV6);
    received.icmpv6();
    return received;
  }

  /** The next frame, which is an intact TCP segment. */
  public Received expectTcp() {
    Received received = expect(Received.Kind.TCP);
    received.tcp();
    return received;
  }

  /** The next frame, which is an intact fragment. */
  public Received expectFragment() {
    Received received = expect(Received.Kind.FRAGMENT);
    received.packet();
    return received;
  }

  private Received expect(Received.Kind kind) {
    Received next = inbox.peek();
    if (next == null || next.kind() != kind) {
      throw new AssertionError("expected " + kind + " next, but " + heard());
    }
    return inbox.remove();
  }

  /** Nothing was heard that was not taken. */
  public void expectNothing() {
    if (!inbox.isEmpty()) {
      throw new AssertionError("expected nothing more, but " + heard());
    }
  }

  /** Everything heard and not taken yet, in order; it is taken now. */
  public List<Received> takeAll() {
    List<Received> all = List.copyOf(inbox);
    inbox.clear();
    return all;
  }

  private String heard() {
    if (inbox.isEmpty()) {
      return mac + " (" + ip + ") heard nothing";
    }
    StringBuilder listing = new StringBuilder(mac + " (" + ip + ") heard:");
    inbox.forEach(received -> listing.append("\n  ").append(received));
    return listing.toString();
  }
}
