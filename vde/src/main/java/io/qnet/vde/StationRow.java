package io.qnet.vde;

import io.qnet.wire.address.MacAddress;

/**
 * Where a station is.
 *
 * @param kind {@code learned}, {@code static} (entered by hand), or {@code sticky} (entered by
 *     hand, and stays where it is)
 * @param silence nanoseconds since it was heard
 */
public record StationRow(MacAddress mac, int vlan, int port, String kind, long silence) {}
