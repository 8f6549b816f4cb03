package io.qnet.captures;

/** Which way a frame went, seen from qnet's end of the link. */
enum Direction {
  /** From the machine into qnet. */
  INBOUND(1),
  /** From qnet to the machine. */
  OUTBOUND(2);

  /** The two lowest bits of a packet block's flags word. */
  final int flags;

  Direction(int flags) {
    this.flags = flags;
  }
}
