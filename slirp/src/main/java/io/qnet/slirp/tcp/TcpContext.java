package io.qnet.slirp.tcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.packet.TcpHeader;

/** What a connection asks of the flow around it. */
public interface TcpContext {
  /**
   * Sends one segment, or a super-segment: several in a row under one header, which the far end of
   * the link cuts. Both are borrowed; the readable octets of {@code payload} are the data.
   *
   * @param segmentSize octets of data in each segment
   */
  void send(TcpHeader header, ByteBuf payload, int segmentSize);

  /** Most octets of data in a super-segment; 0 if the link takes none. */
  default int superSegment() {
    return 0;
  }

  /**
   * Whether the link takes more data segments now; when it does again, {@code
   * TcpConnection.onWritable} is called.
   */
  boolean writable();

  /** The instant of the current burst, in nanoseconds. */
  long now();

  /**
   * Something is to be sent or told: {@code TcpConnection.finish} is called once the frames of this
   * burst are handled.
   */
  void finishLater();

  /**
   * The connection changed its state. {@link TcpState#CLOSED} is the last: forget the connection.
   */
  void onState(TcpState from, TcpState to, String why);
}
