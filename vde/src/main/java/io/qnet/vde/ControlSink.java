package io.qnet.vde;

import io.qnet.wire.Frame;

/** Where the frames go that bridges send each other: a spanning tree. */
@FunctionalInterface
public interface ControlSink {
  /**
   * Takes a frame to 01:80:c2:00:00:00, without its tag if it had one; borrowed until this returns.
   *
   * @param port where it arrived
   */
  void accept(int port, Frame frame);
}
