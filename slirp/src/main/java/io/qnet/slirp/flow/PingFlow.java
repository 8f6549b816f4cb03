package io.qnet.slirp.flow;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6View;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** An identifier that a guest pings with, and the host's that speaks for it. */
final class PingFlow implements DatagramFlow.Receiver {
  /** RFC 5508, REQ-1: an ICMP query session lives at least 60 s. */
  static final long IDLE = Duration.ofSeconds(60).toNanos();

  private final Segment segment;
  private final long id;
  private final FlowKey key;
  private final DatagramFlow host;
  private final Deadlines.Entry timer;
  private final Set<IpAddress> peers;
  private IpAddress lastPeer;
  private long octetsOut;
  private long octetsIn;

  PingFlow(PingFlows flows, Segment segment, FlowKey key, DatagramFlow host, int maxPeers) {
    this.segment = segment;
    this.id = segment.ids().getAsLong();
    this.key = key;
    this.host = host;
    this.lastPeer = key.guest();
    this.timer = segment.deadlines().entry(now -> flows.close(this, "idle"));
    this.peers =
        Collections.newSetFromMap(
            new LinkedHashMap<>(4, 0.75f, true) {
              private static final long serialVersionUID = 1L;

              @Override
              protected boolean removeEldestEntry(Map.Entry<IpAddress, Boolean> eldest) {
                return size() > maxPeers;
              }
            });
    host.open(this);
  }

  FlowKey key() {
    return key;
  }

  /**
   * Sends for the guest; takes ownership of {@code echo}.
   *
   * @param target where the host sends what the guest sends to {@code to}
   */
  void send(ByteBuf echo, IpAddress target, IpAddress to, int hopLimit) {
    lastPeer = to;
    peers.add(to);
    octetsOut += echo.readableBytes();
    timer.set(segment.burst().now() + IDLE);
    host.send(echo, target, 0, hopLimit);
  }

  @Override
  public void onDatagram(ByteBuf message, IpAddress from, int port) {
    try {
      IpAddress source = segment.hosts().toGuest(from, key.guest());
      if (!source.equals(lastPeer) && !peers.contains(source)) {
        segment.drops().count(DropReason.PROHIBITED); // RFC 5508, REQ-2: nobody else answers
        return;
      }
      octetsIn += message.readableBytes();
      reply(source, message);
    } finally {
      message.release();
    }
  }

  private void reply(IpAddress source, ByteBuf message) {
    int at = message.readerIndex();
    int length = message.readableBytes();
    boolean six = key.guest() instanceof Ipv6Address;
    if (length < Icmpv4View.HEADER_LENGTH
        || message.getUnsignedByte(at) != (six ? Icmpv6View.ECHO_REPLY : Icmpv4View.ECHO_REPLY)) {
      segment.drops().count(DropReason.UNSUPPORTED);
      return;
    }
    int rest = key.guestPort() << 16 | (new Icmpv4View(message, at, length).rest() & 0xffff);
    ByteBuf data = message.slice(at + Icmpv4View.HEADER_LENGTH, length - Icmpv4View.HEADER_LENGTH);
    if (key.guest() instanceof Ipv6Address guest6) {
      segment.output().echoReply((Ipv6Address) source, guest6, rest, data);
    } else {
      segment.output().echoReply((Ipv4Address) source, (Ipv4Address) key.guest(), rest, data);
    }
  }

  @Override
  public void onError(DatagramFlow.DatagramError error) {
    segment.errors().aboutEcho(error, key.guest(), key.guestPort());
  }

  void close(String why) {
    timer.set(Deadlines.NEVER);
    host.close();
    segment.events().accept(new GatewayEvent.FlowClosed(id, why, octetsOut, octetsIn));
  }

  FlowRow row() {
    boolean one = peers.size() == 1;
    return new FlowRow(
        id,
        "icmp",
        key.guest(),
        key.guestPort(),
        one ? lastPeer : null,
        0,
        peers.size() + (one ? " peer" : " peers"),
        Duration.ofNanos(timer.deadline() - segment.burst().now()).toSeconds(),
        octetsOut,
        octetsIn,
        host.socket(),
        0,
        0);
  }

  void announce(IpAddress peer) {
    segment
        .events()
        .accept(new GatewayEvent.FlowOpened(id, "icmp", key.guest(), key.guestPort(), peer, 0));
  }
}
