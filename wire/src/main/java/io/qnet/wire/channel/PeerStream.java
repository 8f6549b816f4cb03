package io.qnet.wire.channel;

import io.qnet.wire.ByteStream;

/** A stream that a link drives: the link knows when its burst ends. */
interface PeerStream extends ByteStream {
  /** Sends now what was written, as far as the kernel takes it. */
  void flush();

  /** Ends both directions at once; what the kernel has taken still arrives. */
  void hangUp();
}
