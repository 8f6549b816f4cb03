package io.qnet.slirp.flow;

import io.qnet.slirp.flow.UdpFlow.Endpoint;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.Kept;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.UdpView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The UDP endpoints of a segment. */
public final class UdpFlows {
  private final Segment segment;
  private final FlowLimits limits;
  private final LinkedHashMap<Endpoint, UdpFlow> flows = new LinkedHashMap<>(64, 0.75f, true);

  /** No endpoints yet. */
  public UdpFlows(Segment segment, FlowLimits limits) {
    this.segment = segment;
    this.limits = limits;
  }

  /** A datagram to somebody on the outside; {@code target} is where the host sends it. */
  public @Nullable DropReason onDatagram(Ipv4View packet, UdpView datagram, IpAddress target) {
    if (datagram.sourcePort() == 0 || datagram.destinationPort() == 0) {
      return DropReason.BAD_ADDRESS;
    }
    Endpoint guest = new Endpoint(packet.source(), datagram.sourcePort());
    Endpoint peer = new Endpoint(packet.destination(), datagram.destinationPort());
    UdpFlow flow = flows.get(guest);
    if (flow == null) {
      flow = open(guest, peer);
    }
    if (flow == null) {
      return DropReason.HOST_REFUSED;
    }
    Kept payload = Kept.of(datagram.buf(), datagram.payload(), datagram.payloadLength());
    flow.send(payload.octets(), target, peer, packet.ttl() - 1);
    return null;
  }

  private @Nullable UdpFlow open(Endpoint guest, Endpoint peer) {
    if (flows.size() >= limits.udp()) {
      segment.drops().count(DropReason.TABLE_FULL);
      close(
          flows.values().iterator().next(), "too many endpoints; the least recently used one went");
    }
    DatagramFlow host = segment.outside().datagrams();
    if (host == null) {
      return null;
    }
    long id = segment.ids().getAsLong();
    UdpFlow flow = new UdpFlow(this, segment, id, guest, host, limits.udpPeers());
    flows.put(guest, flow);
    flow.announce(peer);
    return flow;
  }

  void close(UdpFlow flow, String why) {
    if (flows.remove(flow.guest(), flow)) {
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
