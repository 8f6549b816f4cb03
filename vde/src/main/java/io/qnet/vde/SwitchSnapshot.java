package io.qnet.vde;

import io.qnet.vde.stp.TreeSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A switch at one instant.
 *
 * @param ports in the order of their numbers; those that nobody ever used are left out
 * @param stations in the order of VLANs and addresses
 * @param evicted stations that had to make room
 * @param tree the spanning tree as this switch sees it; null where there is none
 */
public record SwitchSnapshot(
    boolean hub,
    List<PortRow> ports,
    List<StationRow> stations,
    long evicted,
    @Nullable TreeSnapshot tree) {}
