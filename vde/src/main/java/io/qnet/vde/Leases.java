package io.qnet.vde;

import io.netty.util.collection.LongObjectHashMap;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which address a DHCP server gave to which station at which port. Bounded: when it is full, those
 * that have ended go, and if none has, the new one is not taken and its station cannot speak.
 */
final class Leases {
  private static final int MOST = 8192;
  private static final long SECOND = 1_000_000_000L;

  private final LongObjectHashMap<Lease> byAddress = new LongObjectHashMap<>();

  /** The last that each station was given. */
  private final LongObjectHashMap<Lease> byStation = new LongObjectHashMap<>();

  private record Lease(int vlan, int address, long mac, SwitchPort port, long ends) {
    boolean holds(long now) {
      return ends - now > 0;
    }

    Snooping.Lease row(long now) {
      return new Snooping.Lease(
          new Ipv4Address(address), MacAddress.of(mac), vlan, port.number, ends - now);
    }
  }

  private static long key(int vlan, int address) {
    return (long) vlan << Integer.SIZE | Integer.toUnsignedLong(address);
  }

  /** A server gave an address to a station that is at {@code heard}, unless its lease is older. */
  void add(int vlan, DhcpGlance dhcp, SwitchPort heard, long now) {
    if (byAddress.size() >= MOST) {
      forgetEnded(now);
    }
    if (byAddress.size() < MOST) {
      SwitchPort holder = holder(vlan, dhcp.client(), now);
      long ends = now + dhcp.leaseSeconds() * SECOND;
      Lease lease =
          new Lease(vlan, dhcp.address(), dhcp.client(), holder == null ? heard : holder, ends);
      @Nullable Lease before = byAddress.put(key(vlan, dhcp.address()), lease);
      if (before != null) {
        boolean unused = byStation.remove(dhcp.clientKey(vlan), before);
      }
      byStation.put(dhcp.clientKey(vlan), lease);
    }
  }

  private void forgetEnded(long now) {
    forget(all().stream().filter(lease -> !lease.holds(now)).toList());
  }

  private List<Lease> all() {
    return new ArrayList<>(byAddress.values());
  }

  boolean has(int vlan, int address, long mac, SwitchPort port, long now) {
    @Nullable Lease lease = byAddress.get(key(vlan, address));
    return lease != null && lease.mac == mac && lease.port == port && lease.holds(now);
  }

  /** The port of the station's lease; null if it has none. */
  @Nullable SwitchPort holder(int vlan, long mac, long now) {
    @Nullable Lease lease = byStation.get(Station.key(vlan, mac));
    return lease == null || !lease.holds(now) ? null : lease.port;
  }

  /**
   * A station at {@code port} gives an address back.
   *
   * @return false if it is somebody else's
   */
  boolean release(int vlan, DhcpGlance dhcp, SwitchPort port) {
    @Nullable Lease lease = byAddress.get(key(vlan, dhcp.address()));
    if (lease == null) {
      return true;
    }
    if (lease.mac != dhcp.client() || lease.port != port) {
      return false;
    }
    forget(List.of(lease));
    return true;
  }

  void forget(SwitchPort port) {
    forget(all().stream().filter(lease -> lease.port == port).toList());
  }

  private void forget(List<Lease> gone) {
    for (Lease lease : gone) {
      byAddress.remove(key(lease.vlan, lease.address));
      boolean unused = byStation.remove(Station.key(lease.vlan, lease.mac), lease);
    }
  }

  /** Those that have not ended, in the order of VLANs and addresses. */
  List<Snooping.Lease> rows(long now) {
    return byAddress.values().stream()
        .filter(lease -> lease.holds(now))
        .map(lease -> lease.row(now))
        .sorted(
            Comparator.comparingInt(Snooping.Lease::vlan)
                .thenComparing(row -> row.address().bits(), Integer::compareUnsigned))
        .toList();
  }

  void clear() {
    byAddress.clear();
    byStation.clear();
  }
}
