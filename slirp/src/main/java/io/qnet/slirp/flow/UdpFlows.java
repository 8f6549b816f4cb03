package io.qnet.slirp.flow;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.flow.UdpFlow.Endpoint;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.packet.IpPacket;
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

  /** The most recently used; not looked up again while its guest goes on sending. */
  private @Nullable UdpFlow last;

  /** No endpoints yet. */
  public UdpFlows(Segment segment, FlowLimits limits) {
    this.segment = segment;
    this.limits = limits;
  }

  /** A datagram to somebody on the outside; {@code target} is where the host sends it. */
  public @Nullable DropReason onDatagram(IpPacket packet, UdpView datagram, IpAddress target) {
    if (datagram.sourcePort() == 0 || datagram.destinationPort() == 0) {
      return DropReason.BAD_ADDRESS;
    }
    IpAddress destination = packet.destination();
    int port = datagram.destinationPort();
    UdpFlow flow = last;
    if (flow == null || !flow.guest().is(packet.source(), datagram.sourcePort())) {
      flow = find(new Endpoint(packet.source(), datagram.sourcePort()), destination, port);
      last = flow;
    }
    if (flow == null) {
      return DropReason.HOST_REFUSED;
    }
    ByteBuf payload = datagram.buf().retainedSlice(datagram.payload(), datagram.payloadLength());
    flow.send(payload, target, destination, port, packet.hopLimit() - 1);
    return null;
  }

  private @Nullable UdpFlow find(Endpoint guest, IpAddress destination, int port) {
    UdpFlow flow = flows.get(guest);
    return flow == null ? open(guest, new Endpoint(destination, port)) : flow;
  }

  private @Nullable UdpFlow open(Endpoint guest, Endpoint peer) {
    if (flows.size() >= limits.udp()) {
      segment.drops().count(DropReason.TABLE_FULL);
      close(
          flows.values().iterator().next(), "too many endpoints; the least recently used one went");
    }
    DatagramFlow host = segment.outside().datagrams(peer.address());
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
      if (last == flow) {
        last = null;
      }
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
