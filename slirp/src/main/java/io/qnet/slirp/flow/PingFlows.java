package io.qnet.slirp.flow;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.packet.IpPacket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers that a segment's guests ping with (RFC 5508, section 3): each is mapped to one of
 * the host's, whomever it pings.
 */
public final class PingFlows {
  private final Segment segment;
  private final FlowLimits limits;
  private final LinkedHashMap<FlowKey, PingFlow> flows = new LinkedHashMap<>(16, 0.75f, true);

  /** Nobody pings yet. */
  public PingFlows(Segment segment, FlowLimits limits) {
    this.segment = segment;
    this.limits = limits;
  }

  /**
   * An echo request to somebody on the outside.
   *
   * @param identifier the guest's
   * @param echo the ICMP message; borrowed
   * @param target where the host sends it
   */
  public @Nullable DropReason onEcho(
      IpPacket packet, int identifier, ByteBuf echo, IpAddress target) {
    FlowKey key = new FlowKey(packet.source(), identifier, packet.source(), 0);
    PingFlow flow = flows.get(key);
    if (flow == null) {
      flow = open(key, packet.destination());
    }
    if (flow == null) {
      return DropReason.HOST_REFUSED;
    }
    flow.send(echo.retain(), target, packet.destination(), packet.hopLimit() - 1);
    return null;
  }

  private @Nullable PingFlow open(FlowKey key, IpAddress peer) {
    if (flows.size() >= limits.pings()) {
      segment.drops().count(DropReason.TABLE_FULL);
      close(
          flows.values().iterator().next(),
          "too many identifiers; the least recently used one went");
    }
    DatagramFlow host = segment.outside().pings(peer);
    if (host == null) {
      return null;
    }
    PingFlow flow = new PingFlow(this, segment, key, host, limits.udpPeers());
    flows.put(key, flow);
    flow.announce(peer);
    return flow;
  }

  void close(PingFlow flow, String why) {
    if (flows.remove(flow.key(), flow)) {
      flow.close(why);
    }
  }

  /** All of them, the least recently used first. */
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
