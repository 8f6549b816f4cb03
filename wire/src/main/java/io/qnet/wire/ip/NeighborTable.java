package io.qnet.wire.ip;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which Ethernet address the stations of the local network have, of either IP version (RFC 826; RFC
 * 4861, section 5.1). Bounded: the one used least recently makes room.
 *
 * <p>It believes what it is told. That nobody may claim an address of the gateway itself is the
 * business of its owner.
 */
public final class NeighborTable {
  /** Neighbours, unless told otherwise. */
  public static final int CAPACITY = 1024;

  /** How long an entry lives after it was last confirmed, in nanoseconds: 20 minutes, as in BSD. */
  public static final long MAX_AGE = TimeUnit.MINUTES.toNanos(20);

  private final int capacity;
  private final long maxAge;
  private final LinkedHashMap<IpAddress, Neighbor> byUse = new LinkedHashMap<>(16, 0.75f, true);

  /** A table with the usual bounds. */
  public NeighborTable() {
    this(CAPACITY, MAX_AGE);
  }

  /**
   * A table.
   *
   * @param capacity most neighbours
   * @param maxAge nanoseconds that an entry lives after it was last confirmed
   */
  public NeighborTable(int capacity, long maxAge) {
    this.capacity = capacity;
    this.maxAge = maxAge;
  }

  private static final class Neighbor {
    private MacAddress mac;
    private long confirmed;

    Neighbor(MacAddress mac, long confirmed) {
      this.mac = mac;
      this.confirmed = confirmed;
    }
  }

  /**
   * Notes that {@code ip} was seen at {@code mac}. Nobody has a group address or none at all, so
   * such are not learned.
   *
   * @return whether this is news: a new neighbour, or one that moved
   */
  public boolean learn(IpAddress ip, MacAddress mac, long now) {
    if (ip.isUnspecified()
        || ip.isMulticast()
        || ip.equals(Ipv4Address.BROADCAST)
        || mac.isGroup()) {
      return false;
    }
    Neighbor known = byUse.get(ip);
    if (known == null) {
      byUse.put(ip, new Neighbor(mac, now));
      if (byUse.size() > capacity) {
        byUse.remove(byUse.keySet().iterator().next());
      }
      return true;
    }
    boolean news = expired(known, now) || !known.mac.equals(mac);
    known.mac = mac;
    known.confirmed = now;
    return news;
  }

  /** Where {@code ip} is, or null if that is not known or no longer sure. */
  public @Nullable MacAddress find(IpAddress ip, long now) {
    Neighbor known = byUse.get(ip);
    if (known == null) {
      return null;
    }
    if (expired(known, now)) {
      byUse.remove(ip);
      return null;
    }
    return known.mac;
  }

  /** Whether {@code ip} was seen after the instant {@code since}. */
  public boolean confirmedSince(IpAddress ip, long since) {
    Neighbor known = byUse.get(ip);
    return known != null && known.confirmed - since > 0;
  }

  private boolean expired(Neighbor neighbor, long now) {
    return now - neighbor.confirmed >= maxAge;
  }

  /** Forgets one neighbour. */
  public void forget(IpAddress ip) {
    byUse.remove(ip);
  }

  /** Forgets all, because the link went down. */
  public void clear() {
    byUse.clear();
  }

  /** Neighbours known, aged ones included. */
  public int size() {
    return byUse.size();
  }

  /** The neighbours that are sure at {@code now}, the one used least recently first: a copy. */
  public Map<IpAddress, MacAddress> snapshot(long now) {
    Map<IpAddress, MacAddress> sure = new LinkedHashMap<>();
    byUse.forEach(
        (ip, neighbor) -> {
          if (!expired(neighbor, now)) {
            sure.put(ip, neighbor.mac);
          }
        });
    return sure;
  }
}
