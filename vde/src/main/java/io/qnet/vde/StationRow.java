package io.qnet.vde;

import io.qnet.wire.address.MacAddress;

/**
 * Where a station is.
 *
 * @param kind {@code learned}, {@code static} (entered by hand: never forgotten, and never
 *     elsewhere), or {@code sticky} (the same, and pinned: its port takes no others)
 * @param silence nanoseconds since it was heard
 */
public record StationRow(MacAddress mac, int vlan, int port, String kind, long silence) {}
