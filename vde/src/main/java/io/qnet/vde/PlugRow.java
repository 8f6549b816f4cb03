package io.qnet.vde;

import io.qnet.wire.DropReason;
import java.util.Map;

/**
 * One cable of a port.
 *
 * @param id its number, of which no two cables of the switch have the same
 * @param link the link's name
 * @param up whether its peer is there
 * @param lost what was to leave by it and did not, by reason
 */
public record PlugRow(int id, String link, Owner owner, boolean up, Map<DropReason, Long> lost) {}
