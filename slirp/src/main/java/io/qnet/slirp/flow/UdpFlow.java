package io.qnet.slirp.flow;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A guest's UDP endpoint and the host socket that speaks for it. */
final class UdpFlow implements DatagramFlow.Receiver {
  /** RFC 4787, REQ-5: at least two minutes, five recommended. */
  static final Duration IDLE = Duration.ofMinutes(5);

  private static final long IDLE_NANOS = IDLE.toNanos();

  private final Segment segment;
  private final long id;
  private final Endpoint guest;
  private final DatagramFlow host;
  private final Deadlines.Entry timer;
  private final Map<Endpoint, Endpoint> peers;
  private Endpoint lastPeer;
  private long octetsOut;
  private long octetsIn;

  /** One end of a datagram's way; {@code address} is as the guest writes it. */
  record Endpoint(IpAddress address, int port) {
    /** Whether this is it; costs nothing. */
    boolean is(IpAddress otherAddress, int otherPort) {
      return port == otherPort && address.equals(otherAddress);
    }
  }

  /** A flow of {@code guest}, which speaks through {@code host}. */
  UdpFlow(
      UdpFlows flows, Segment segment, long id, Endpoint guest, DatagramFlow host, int maxPeers) {
    this.segment = segment;
    this.id = id;
    this.guest = guest;
    this.lastPeer = guest;
    this.host = host;
    this.timer = segment.deadlines().entry(now -> flows.close(this, "idle"));
    this.peers =
        new LinkedHashMap<>(4, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Endpoint, Endpoint> eldest) {
            return size() > maxPeers;
          }
        };
    host.open(this);
  }

  Endpoint guest() {
    return guest;
  }

  /** Sends for the guest; takes ownership of {@code payload}. */
  void send(ByteBuf payload, IpAddress target, IpAddress to, int port, int hopLimit) {
    if (!lastPeer.is(to, port)) {
      Endpoint peer = new Endpoint(to, port);
      Endpoint known = peers.putIfAbsent(peer, peer);
      lastPeer = known == null ? peer : known;
    }
    octetsOut += payload.readableBytes();
    timer.set(segment.burst().now() + IDLE_NANOS);
    host.send(payload, target, port, hopLimit);
  }

  @Override
  public void onDatagram(ByteBuf payload, IpAddress from, int port) {
    try {
      IpAddress source = segment.hosts().toGuest(from, guest.address());
      if (!lastPeer.is(source, port) && !peers.containsKey(new Endpoint(source, port))) {
        segment
            .drops()
            .count(
                DropReason.PROHIBITED); // RFC 4787, REQ-8: nobody whom the guest did not write to
        return;
      }
      octetsIn += payload.readableBytes();
      segment.output().udp(source, port, guest.address(), guest.port(), payload);
    } finally {
      payload.release();
    }
  }

  @Override
  public void onError(DatagramFlow.DatagramError error) {
    segment.errors().aboutDatagram(error, guest.address(), guest.port());
  }

  void close(String why) {
    timer.set(Deadlines.NEVER);
    host.close();
    segment.events().accept(new GatewayEvent.FlowClosed(id, why, octetsOut, octetsIn));
  }

  FlowRow row() {
    long left = timer.deadline() - segment.burst().now();
    boolean one = peers.size() == 1;
    return new FlowRow(
        id,
        "udp",
        guest.address(),
        guest.port(),
        one ? lastPeer.address() : null,
        one ? lastPeer.port() : 0,
        peers.size() + (one ? " peer" : " peers"),
        Duration.ofNanos(left).toSeconds(),
        octetsOut,
        octetsIn,
        host.socket(),
        0,
        0);
  }

  void announce(Endpoint peer) {
    segment
        .events()
        .accept(
            new GatewayEvent.FlowOpened(
                id, "udp", guest.address(), guest.port(), peer.address(), peer.port()));
  }
}
