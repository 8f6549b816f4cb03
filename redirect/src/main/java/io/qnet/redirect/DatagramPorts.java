package io.qnet.redirect;

import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import java.io.IOException;

/** The host's UDP ports. On the segment's loop. */
@FunctionalInterface
public interface DatagramPorts {
  /**
   * A socket at an address of the host.
   *
   * @param port 0 for one that is free; {@link DatagramFlow#socket} tells which
   * @throws IOException if it is taken, or cannot be had
   */
  DatagramFlow bind(IpAddress address, int port) throws IOException;
}
