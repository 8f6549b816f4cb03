package io.qnet.slirp.dhcp;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has which address, and until when. At most one lease per client and per address; the pool is
 * the bound.
 */
final class LeaseTable {
  /** How long an offered address waits for its client, in nanoseconds: 60 s. */
  static final long OFFER_HOLD = Duration.ofSeconds(60).toNanos();

  /** How long a declined address is set aside, in nanoseconds: ten minutes. */
  static final long DECLINE_HOLD = Duration.ofMinutes(10).toNanos();

  private final Ipv4Address first;
  private final int size;
  private final Map<MacAddress, Ipv4Address> fixed;

  /** Offsets into the pool that are not to be given out: for ever, or while leased. */
  private final BitSet taken = new BitSet();

  private final BitSet excluded = new BitSet();
  private final Map<Ipv4Address, Lease> byAddress = new HashMap<>();
  private final Map<ClientId, Lease> byClient = new HashMap<>();
  private final Map<ClientId, Ipv4Address> remembered = new LinkedHashMap<>();
  private final List<Lease> expired = new ArrayList<>();
  private long earliest;

  /** An empty table over the pool of {@code settings}. */
  LeaseTable(DhcpSettings settings) {
    first = settings.first();
    size = settings.poolSize();
    fixed = settings.fixed();
    settings.notForLease().forEach(address -> mark(excluded, address, true));
    fixed.values().forEach(address -> mark(excluded, address, true));
    taken.or(excluded);
  }

  /**
   * Holds an address for a client: the one it has, had or wants, else the lowest that is free.
   *
   * @return null if none is free
   */
  @Nullable Lease offer(Client client, @Nullable Ipv4Address wanted, long now) {
    expire(now);
    Lease held = held(client);
    if (held != null && held.state() == Lease.State.BOUND) {
      return held;
    }
    Ipv4Address address = held != null ? held.address() : choose(client, wanted);
    return address == null ? null : put(client, address, Lease.State.OFFERED, now + OFFER_HOLD);
  }

  /**
   * Gives an address to a client, or renews it.
   *
   * @param lifetime in nanoseconds
   * @return null if that address is not for this client
   */
  @Nullable Lease bind(Client client, Ipv4Address address, long lifetime, long now) {
    expire(now);
    Lease held = held(client);
    boolean granted = held != null ? held.address().equals(address) : mayHave(client, address);
    return granted ? put(client, address, Lease.State.BOUND, now + lifetime) : null;
  }

  /** Frees what a client gives back; null if it does not have it. */
  @Nullable Lease release(Client client, Ipv4Address address, long now) {
    Lease lease = lease(client, address, now);
    if (lease != null) {
      remove(lease);
    }
    return lease;
  }

  /** Sets aside what a client found in use; null if it does not have it. */
  @Nullable Lease decline(Client client, Ipv4Address address, long now) {
    Lease lease = lease(client, address, now);
    if (lease == null) {
      return null;
    }
    remove(lease);
    remembered.remove(lease.client());
    Lease aside = lease.in(Lease.State.DECLINED, now + DECLINE_HOLD);
    keep(aside);
    return aside;
  }

  /** Frees what was held for a client that took another server's offer. */
  void withdraw(Client client, long now) {
    expire(now);
    Lease held = held(client);
    if (held != null && held.state() == Lease.State.OFFERED) {
      remove(held);
    }
  }

  /** The leases whose time has come since this was last asked; forgets them. */
  List<Lease> takeExpired(long now) {
    expire(now);
    List<Lease> taken = List.copyOf(expired);
    expired.clear();
    return taken;
  }

  /** What is not free, by address: a copy. */
  List<Lease> snapshot(long now) {
    expire(now);
    List<Lease> leases = new ArrayList<>(byAddress.values());
    leases.sort(
        Comparator.comparing((Lease lease) -> lease.address().bits(), Integer::compareUnsigned));
    return List.copyOf(leases);
  }

  /** The lease that {@code client} has or is offered, or null. */
  @Nullable Lease held(Client client) {
    Lease lease = byClient.get(client.id());
    return lease != null ? lease : sameCard(client);
  }

  /** A lease of the same card, where one of the two messages came without an identifier. */
  private @Nullable Lease sameCard(Client client) {
    ClientId ofCard = ClientId.of(client.mac());
    if (!client.id().equals(ofCard)) {
      return byClient.get(ofCard);
    }
    for (Lease lease : byClient.values()) {
      if (lease.mac().equals(client.mac())) {
        return lease;
      }
    }
    return null;
  }

  private @Nullable Lease lease(Client client, Ipv4Address address, long now) {
    expire(now);
    Lease held = held(client);
    return held != null && held.address().equals(address) ? held : null;
  }

  /** In the order of RFC 2131, section 4.3.1; null if nothing is free. */
  private @Nullable Ipv4Address choose(Client client, @Nullable Ipv4Address wanted) {
    Ipv4Address reserved = fixed.get(client.mac());
    if (reserved != null && !byAddress.containsKey(reserved)) {
      return reserved;
    }
    Ipv4Address before = remembered.get(client.id());
    if (before != null && free(before)) {
      return before;
    }
    if (wanted != null && free(wanted)) {
      return wanted;
    }
    int lowest = taken.nextClearBit(0);
    return lowest < size ? first.plus(lowest) : null;
  }

  private boolean mayHave(Client client, Ipv4Address address) {
    Ipv4Address reserved = fixed.get(client.mac());
    boolean owed = reserved != null && !byAddress.containsKey(reserved);
    return owed ? address.equals(reserved) : free(address);
  }

  private boolean free(Ipv4Address address) {
    int index = address.bits() - first.bits();
    return index >= 0 && index < size && !taken.get(index);
  }

  private Lease put(Client client, Ipv4Address address, Lease.State state, long until) {
    Lease before = byAddress.get(address);
    if (before != null) {
      byClient.remove(before.client());
    }
    String hostName =
        client.hostName().isEmpty() && before != null ? before.hostName() : client.hostName();
    Lease lease = new Lease(client.id(), client.mac(), hostName, address, state, until);
    byClient.put(client.id(), lease);
    keep(lease);
    return lease;
  }

  private void keep(Lease lease) {
    if (byAddress.isEmpty() || lease.expiresAt() - earliest < 0) {
      earliest = lease.expiresAt();
    }
    byAddress.put(lease.address(), lease);
    mark(taken, lease.address(), true);
  }

  private void remove(Lease lease) {
    byAddress.remove(lease.address());
    forget(lease);
  }

  private void forget(Lease lease) {
    int index = lease.address().bits() - first.bits();
    mark(taken, lease.address(), index >= 0 && excluded.get(index));
    if (lease.state() == Lease.State.DECLINED) {
      return;
    }
    byClient.remove(lease.client());
    remembered.remove(lease.client());
    remembered.put(lease.client(), lease.address());
    if (remembered.size() > DhcpSettings.MAX_POOL) {
      remembered.remove(remembered.keySet().iterator().next());
    }
  }

  private void expire(long now) {
    if (byAddress.isEmpty() || earliest - now > 0) {
      return;
    }
    long next = now + Duration.ofDays(365).toNanos();
    for (Iterator<Lease> leases = byAddress.values().iterator(); leases.hasNext(); ) {
      Lease lease = leases.next();
      if (lease.expiresAt() - now <= 0) {
        leases.remove();
        forget(lease);
        if (lease.state() == Lease.State.BOUND && expired.size() < DhcpSettings.MAX_POOL) {
          expired.add(lease);
        }
      } else if (lease.expiresAt() - next < 0) {
        next = lease.expiresAt();
      }
    }
    earliest = next;
  }

  private void mark(BitSet set, Ipv4Address address, boolean value) {
    int index = address.bits() - first.bits();
    if (index >= 0 && index < size) {
      set.set(index, value);
    }
  }

  /** Who asks. */
  record Client(ClientId id, MacAddress mac, String hostName) {}
}
