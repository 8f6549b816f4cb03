package io.qnet.slirp;

import io.qnet.slirp.dhcp.Lease;
import io.qnet.slirp.dhcp6.AddressLease;
import io.qnet.slirp.flow.FlowRow;
import io.qnet.wire.DropReason;
import java.util.List;
import java.util.Map;

/**
 * A gateway at one instant.
 *
 * @param flows TCP connections and UDP endpoints, the least recently used of each first
 * @param leases what DHCP has given out
 * @param leases6 what DHCPv6 has given out
 * @param drops what went nowhere, by reason
 */
public record GatewaySnapshot(
    List<FlowRow> flows,
    List<Lease> leases,
    List<AddressLease> leases6,
    Map<DropReason, Long> drops) {
  /** Keeps its own copies. */
  public GatewaySnapshot {
    flows = List.copyOf(flows);
    leases = List.copyOf(leases);
    leases6 = List.copyOf(leases6);
    drops = Map.copyOf(drops);
  }
}
