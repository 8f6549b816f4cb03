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

  private final LongObjectHashMap<Lease> all = new LongObjectHashMap<>();

  private record Lease(long mac, SwitchPort port, long ends) {}

  private static long key(int vlan, int address) {
    return (long) vlan << Integer.SIZE | Integer.toUnsignedLong(address);
  }

  void add(int vlan, DhcpGlance dhcp, SwitchPort port, long now) {
    if (all.size() >= MOST) {
      forgetEnded(now);
    }
    if (all.size() < MOST) {
      long ends = now + dhcp.leaseSeconds() * SECOND;
      all.put(key(vlan, dhcp.address()), new Lease(dhcp.client(), port, ends));
    }
  }

  private void forgetEnded(long now) {
    List<Long> ended = new ArrayList<>();
    all.forEach(
        (key, lease) -> {
          if (lease.ends - now <= 0) {
            ended.add(key);
          }
        });
    forget(ended);
  }

  boolean has(int vlan, int address, long mac, SwitchPort port, long now) {
    @Nullable Lease lease = all.get(key(vlan, address));
    return lease != null && lease.mac == mac && lease.port == port && lease.ends - now > 0;
  }

  void release(int vlan, DhcpGlance dhcp, SwitchPort port) {
    long key = key(vlan, dhcp.address());
    @Nullable Lease lease = all.get(key);
    if (lease != null && lease.mac == dhcp.client() && lease.port == port) {
      all.remove(key);
    }
  }

  void forget(SwitchPort port) {
    List<Long> gone = new ArrayList<>();
    all.forEach(
        (key, lease) -> {
          if (lease.port == port) {
            gone.add(key);
          }
        });
    forget(gone);
  }

  private void forget(List<Long> keys) {
    for (long key : keys) {
      all.remove(key);
    }
  }

  /** Those that have not ended, in the order of VLANs and addresses. */
  List<Snooping.Lease> rows(long now) {
    List<Snooping.Lease> rows = new ArrayList<>();
    all.forEach(
        (key, lease) -> {
          long left = lease.ends - now;
          if (left > 0) {
            int vlan = (int) (key >>> Integer.SIZE);
            rows.add(
                new Snooping.Lease(
                    new Ipv4Address((int) (long) key),
                    MacAddress.of(lease.mac),
                    vlan,
                    lease.port.number,
                    left));
          }
        });
    rows.sort(
        Comparator.comparingInt(Snooping.Lease::vlan)
            .thenComparing(row -> row.address().bits(), Integer::compareUnsigned));
    return rows;
  }

  void clear() {
    all.clear();
  }
}
