package io.qnet.vde;

import io.qnet.wire.DropReason;
import java.util.List;
import java.util.Map;

/**
 * One port.
 *
 * @param untagged the VLAN of frames without a tag; {@link VirtualSwitch#NO_VLAN} for none
 * @param tagged the VLANs whose frames bear a tag here
 * @param stations how many are learned there
 * @param dropped frames that came in here and went nowhere, by reason
 * @param rules what the port was told, in the words of {@link PortOrder}
 */
public record PortRow(
    int number,
    PortState state,
    int untagged,
    List<Integer> tagged,
    List<PlugRow> plugs,
    int stations,
    Traffic traffic,
    Map<DropReason, Long> dropped,
    String rules) {
  /** What went through a port: in is what came from its cables. */
  public record Traffic(long framesIn, long octetsIn, long framesOut, long octetsOut) {}

  /** Whether one of its cables works. */
  public boolean up() {
    return plugs.stream().anyMatch(PlugRow::up);
  }
}
