package io.qnet.slirp.flow;

import io.qnet.wire.address.IpAddress;

/**
 * Names a TCP connection of the segment, from the guest's point of view.
 *
 * @param guest the guest's address and port
 * @param remote whom it calls, as the guest writes it
 */
public record FlowKey(IpAddress guest, int guestPort, IpAddress remote, int remotePort) {
  @Override
  public String toString() {
    return guest + ":" + guestPort + " -> " + remote + ":" + remotePort;
  }
}
