package io.qnet.slirp.flow;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.HostSocket;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.nat.NatBehaviour;
import io.qnet.wire.nat.NatBehaviour.Dependence;
import io.qnet.wire.nat.NatBehaviour.Refresh;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A guest's UDP endpoint and the host socket that speaks for it. */
final class UdpFlow implements DatagramFlow.Receiver {
  private final Segment segment;
  private final long id;
  private final FlowKey key;
  private final Endpoint guest;
  private final NatBehaviour nat;
  private final boolean forAll;
  private final boolean forAllPorts;
  private final long idle;
  private final int hostPort;
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

  /** A flow of the guest in {@code key}, which speaks through {@code host}. */
  UdpFlow(
      UdpFlows flows,
      Segment segment,
      long id,
      FlowKey key,
      NatBehaviour nat,
      DatagramFlow host,
      int maxPeers) {
    this.segment = segment;
    this.id = id;
    this.key = key;
    this.guest = new Endpoint(key.guest(), key.guestPort());
    this.nat = nat;
    this.forAll = nat.mapping() == Dependence.ENDPOINT_INDEPENDENT;
    this.forAllPorts = nat.mapping() == Dependence.ADDRESS;
    this.idle = nat.udpTimeout().toNanos();
    HostSocket socket = nat.hairpin() ? null : host.socket();
    this.hostPort = socket == null ? 0 : socket.port();
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

  FlowKey key() {
    return key;
  }

  /** Whether a guest's datagram is this flow's to send; costs nothing. */
  boolean carries(IpAddress source, int sourcePort, IpAddress remote, int remotePort) {
    return guest.is(source, sourcePort)
        && (forAll
            || (key.remote().equals(remote) && (forAllPorts || key.remotePort() == remotePort)));
  }

  /** The host socket's port; 0 where nobody has to know it. */
  int hostPort() {
    return hostPort;
  }

  /** Whom a guest has written to, as the filter sees it. */
  private Endpoint filtered(IpAddress address, int port) {
    return new Endpoint(address, nat.filtering() == Dependence.ADDRESS ? 0 : port);
  }

  /** RFC 4787, REQ-8: by default nobody whom the guest did not write to. */
  private boolean mayAnswer(IpAddress address, int port) {
    return nat.filtering() == Dependence.ENDPOINT_INDEPENDENT
        || lastPeer.is(address, port)
        || peers.containsKey(filtered(address, port));
  }

  /** Sends for the guest; takes ownership of {@code payload}. */
  void send(ByteBuf payload, IpAddress target, IpAddress to, int port, int hopLimit) {
    if (!lastPeer.is(to, port)) {
      Endpoint peer = filtered(to, port);
      Endpoint known = peers.putIfAbsent(peer, peer);
      Endpoint kept = known == null ? peer : known;
      lastPeer = kept.port == port ? kept : new Endpoint(to, port);
    }
    octetsOut += payload.readableBytes();
    timer.set(segment.burst().now() + idle);
    host.send(payload, target, port, hopLimit);
  }

  @Override
  public void onDatagram(ByteBuf payload, IpAddress from, int port) {
    try {
      IpAddress source = segment.hosts().toGuest(from, guest.address());
      if (!mayAnswer(source, port)) {
        segment.drops().count(DropReason.PROHIBITED);
        return;
      }
      if (nat.refresh() == Refresh.BOTH) {
        timer.set(segment.burst().now() + idle);
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
