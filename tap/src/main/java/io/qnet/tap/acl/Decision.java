package io.qnet.tap.acl;

import io.qnet.wire.address.MacAddress;
import java.util.Set;

/**
 * What the list says.
 *
 * @param allowed whether the caller gets a port of the bridge
 * @param reason the line that decided, or what is missing
 * @param macs the addresses that the machine may have; none for any
 */
public record Decision(boolean allowed, String reason, Set<MacAddress> macs) {
  /** Keeps a copy of its own. */
  public Decision {
    macs = Set.copyOf(macs);
  }
}
