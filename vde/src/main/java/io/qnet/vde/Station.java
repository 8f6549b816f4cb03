package io.qnet.vde;

import io.qnet.wire.address.MacAddress;
import org.jspecify.annotations.Nullable;

/** Where one station is; also a link of the chain of its port's stations, the quietest first. */
final class Station {
  private static final int VLAN_SHIFT = 48;

  final long key;
  final Kind kind;
  SwitchPort port;
  long seen;
  @Nullable Station quieter;
  @Nullable Station livelier;

  /** How an entry came about, and what may become of it. */
  enum Kind {
    /** Learned: moves, and is forgotten. */
    LEARNED,
    /** Was entered: stays where it is, and is not forgotten. */
    STATIC,
    /** The same, and its port takes no others: it is pinned. */
    STICKY
  }

  Station(long key, SwitchPort port, Kind kind, long now) {
    this.key = key;
    this.port = port;
    this.kind = kind;
    this.seen = now;
  }

  /** The key of an address in a VLAN; never 0, for no station has the address 0. */
  static long key(int vlan, long mac) {
    return (long) vlan << VLAN_SHIFT | mac;
  }

  int vlan() {
    return (int) (key >>> VLAN_SHIFT);
  }

  MacAddress mac() {
    return MacAddress.of(key & MacAddress.BROADCAST.bits());
  }
}
