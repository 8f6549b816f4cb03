package io.qnet.redirect;

import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;

/** Calls guests. On the segment's loop, inside bursts. */
public interface GuestDialer {
  /** Who is meant where a rule names no guest; from any thread, and not always the same. */
  IpAddress first();

  /** Calls a TCP port; the stream may be written to at once, and is aborted if nobody answers. */
  ByteStream dial(IpAddress guest, int port);

  /** Calls a UDP port; what is sent goes there, whatever address is said. */
  DatagramFlow datagrams(IpAddress guest, int port);
}
