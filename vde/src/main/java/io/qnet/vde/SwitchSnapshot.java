package io.qnet.vde;

import java.util.List;

/**
 * A switch at one instant.
 *
 * @param ports in the order of their numbers; those that nobody ever used are left out
 * @param stations in the order of VLANs and addresses
 * @param evicted stations that had to make room
 */
public record SwitchSnapshot(
    boolean hub, List<PortRow> ports, List<StationRow> stations, long evicted) {}
