package io.qnet.slirp.dhcp6;

import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.wire.address.Ipv6Address;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who has which address, and until when. */
final class AddressTable {
  /** How long an address may be used. */
  static final Duration VALID = Duration.ofDays(1);

  /** How long it may be used for something new. */
  static final Duration PREFERRED = Duration.ofHours(4);

  private static final int MOST = 256;
  private static final int MOST_TRIES = 16;

  /** Above the virtual hosts, and below what guests make themselves of their cards' addresses. */
  private static final int FIRST = 0x10_0000;

  private final Ipv6Hosts hosts;
  private final Map<Owner, Lease> leases = new LinkedHashMap<>();
  private final Map<Ipv6Address, Owner> owners = new HashMap<>();

  AddressTable(Ipv6Hosts hosts) {
    this.hosts = hosts;
  }

  /** A client, and for what it wants an address. */
  record Owner(ByteBuffer client, int id) {
    static Owner of(byte[] client, int id) {
      return new Owner(ByteBuffer.wrap(Arrays.copyOf(client, client.length)), id);
    }
  }

  private record Lease(Ipv6Address address, long until) {}

  /**
   * The address that {@code owner} has, or would get; nothing is written down.
   *
   * @return null if there is none left
   */
  @Nullable Ipv6Address offer(Owner owner, long now) {
    Lease lease = leases.get(owner);
    if (lease != null) {
      return lease.address;
    }
    expire(now);
    if (leases.size() >= MOST) {
      return null;
    }
    int hash = owner.hashCode();
    for (int i = 0; i < MOST_TRIES; i++) {
      int mixed = (hash + i) * 0x9e3779b9; // one client's associations are far apart
      long number = (long) FIRST + (mixed >>> 12);
      Ipv6Address address =
          new Ipv6Address(hosts.prefix().high(), hosts.prefix().low() | (number & room()));
      boolean host = hosts.contains(address) && !address.equals(hosts.prefix());
      if (host && !hosts.owns(address) && !owners.containsKey(address)) {
        return address;
      }
    }
    return null;
  }

  /** The bits that the prefix leaves, as far as they are used. */
  private long room() {
    int bits = Math.min(Integer.SIZE, 128 - hosts.prefixLength());
    return (1L << bits) - 1;
  }

  /** Gives {@code owner} its address from now on; null if there is none left. */
  @Nullable Ipv6Address assign(Owner owner, long now) {
    Ipv6Address address = offer(owner, now);
    if (address != null) {
      leases.put(owner, new Lease(address, now + VALID.toNanos()));
      owners.put(address, owner);
    }
    return address;
  }

  /** All addresses that are not free. */
  List<AddressLease> leases(long now) {
    expire(now);
    List<AddressLease> all = new ArrayList<>(leases.size());
    leases.forEach(
        (owner, lease) ->
            all.add(AddressLease.of(lease.address, owner.client().array(), lease.until)));
    return all;
  }

  boolean has(Owner owner) {
    return leases.containsKey(owner);
  }

  /** Takes an address back. */
  void release(Owner owner) {
    Lease lease = leases.remove(owner);
    if (lease != null) {
      owners.remove(lease.address);
    }
  }

  /** Somebody else has the owner's address: for a day nobody gets it. */
  void decline(Owner owner, long now) {
    Lease lease = leases.get(owner);
    if (lease != null) {
      release(owner);
      Owner nobody = Owner.of(new byte[0], lease.address.hashCode());
      leases.put(nobody, new Lease(lease.address, now + VALID.toNanos()));
      owners.put(lease.address, nobody);
    }
  }

  private void expire(long now) {
    leases.entrySet().removeIf(entry -> entry.getValue().until - now < 0);
    owners.keySet().removeIf(address -> !leases.containsKey(owners.get(address)));
  }
}
