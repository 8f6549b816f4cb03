package io.qnet.slirp.flow;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.flow.UdpFlow.Endpoint;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.nat.NatBehaviour;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.UdpView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The UDP endpoints of a segment. */
public final class UdpFlows {
  private final Segment segment;
  private final FlowLimits limits;
  private final NatBehaviour nat;
  private final PortChoice ports;

  /** The host's ports of all flows; kept only where they must not be reached from here. */
  private final BitSet own = new BitSet();

  private final LinkedHashMap<FlowKey, UdpFlow> flows = new LinkedHashMap<>(64, 0.75f, true);

  /** The most recently used; not looked up again while its guest goes on sending. */
  private @Nullable UdpFlow last;

  /** No endpoints yet. */
  public UdpFlows(Segment segment, FlowLimits limits, NatBehaviour nat, RandomGenerator random) {
    this.segment = segment;
    this.limits = limits;
    this.nat = nat;
    this.ports = new PortChoice(nat, random);
  }

  /** A datagram to somebody on the outside; {@code target} is where the host sends it. */
  public @Nullable DropReason onDatagram(IpPacket packet, UdpView datagram, IpAddress target) {
    if (datagram.sourcePort() == 0 || datagram.destinationPort() == 0) {
      return DropReason.BAD_ADDRESS;
    }
    IpAddress destination = packet.destination();
    int port = datagram.destinationPort();
    UdpFlow flow = last;
    if (flow == null || !flow.carries(packet.source(), datagram.sourcePort(), destination, port)) {
      flow = find(packet.source(), datagram.sourcePort(), destination, port);
      last = flow;
    }
    if (flow == null) {
      return DropReason.HOST_REFUSED;
    }
    ByteBuf payload = datagram.buf().retainedSlice(datagram.payload(), datagram.payloadLength());
    flow.send(payload, target, destination, port, packet.hopLimit() - 1);
    return null;
  }

  private @Nullable UdpFlow find(IpAddress guest, int guestPort, IpAddress remote, int port) {
    FlowKey key =
        switch (nat.mapping()) {
          case ENDPOINT_INDEPENDENT -> new FlowKey(guest, guestPort, guest, 0);
          case ADDRESS -> new FlowKey(guest, guestPort, remote, 0);
          case ADDRESS_AND_PORT -> new FlowKey(guest, guestPort, remote, port);
        };
    UdpFlow flow = flows.get(key);
    return flow == null ? open(key, new Endpoint(remote, port)) : flow;
  }

  private @Nullable UdpFlow open(FlowKey key, Endpoint peer) {
    if (flows.size() >= limits.udp()) {
      segment.drops().count(DropReason.TABLE_FULL);
      close(
          flows.values().iterator().next(), "too many endpoints; the least recently used one went");
    }
    DatagramFlow host = socket(key.guestPort(), peer.address());
    if (host == null) {
      return null;
    }
    long id = segment.ids().getAsLong();
    UdpFlow flow = new UdpFlow(this, segment, id, key, nat, host, limits.udpPeers());
    flows.put(key, flow);
    own.set(flow.hostPort(), !nat.hairpin());
    flow.announce(peer);
    return flow;
  }

  private @Nullable DatagramFlow socket(int guestPort, IpAddress peer) {
    for (int attempt = 0; ; attempt++) {
      int wish = ports.wish(guestPort, attempt);
      DatagramFlow host = segment.outside().datagrams(peer, wish);
      if (host != null || wish == PortChoice.ANY) {
        return host;
      }
    }
  }

  /** Whether {@code port} of the host is one of these, through which others may not be reached. */
  public boolean isHairpin(int port) {
    return own.get(port);
  }

  void close(UdpFlow flow, String why) {
    if (flows.remove(flow.key(), flow)) {
      if (last == flow) {
        last = null;
      }
      int port = flow.hostPort();
      own.set(port, own.get(port) && flows.values().stream().anyMatch(it -> it.hostPort() == port));
      flow.close(why);
    }
  }

  /** All endpoints, the least recently used first. */
  public List<FlowRow> rows() {
    List<FlowRow> rows = new ArrayList<>(flows.size());
    flows.values().forEach(flow -> rows.add(flow.row()));
    return rows;
  }

  /** Ends them all. */
  public void close() {
    List.copyOf(flows.values()).forEach(flow -> close(flow, "qnet stops"));
  }
}
