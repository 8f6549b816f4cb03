package io.qnet.vde.stp;

import io.netty.buffer.ByteBuf;

/** Where BPDUs leave. */
@FunctionalInterface
public interface BpduSink {
  /**
   * Sends a whole Ethernet frame, without a tag, whatever the state of the port; takes it over.
   *
   * @param port by which it leaves
   */
  void send(int port, ByteBuf frame);
}
