package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;

/**
 * Writes a TCP header with its options (RFC 9293, section 3.1). A connection uses one for all its
 * segments.
 */
public final class TcpHeader {
  private final int sourcePort;
  private final int destinationPort;
  private int sequence;
  private int acknowledgment;
  private int flags;
  private int window;
  private TcpOptions options = TcpOptions.NONE;

  /** Between these ports; the rest is to be {@link #set}. */
  public TcpHeader(int sourcePort, int destinationPort) {
    this.sourcePort = sourcePort;
    this.destinationPort = destinationPort;
  }

  /**
   * A header that is written once.
   *
   * @param flags see {@link TcpFlags}
   * @param window as it goes out, already scaled
   */
  public TcpHeader(
      int sourcePort,
      int destinationPort,
      int sequence,
      int acknowledgment,
      int flags,
      int window,
      TcpOptions options) {
    this(sourcePort, destinationPort);
    TcpHeader unused = set(sequence, acknowledgment, flags, window, options);
  }

  /** Makes this the header of another segment between the same ports; returns this. */
  public TcpHeader set(
      int newSequence, int newAcknowledgment, int newFlags, int newWindow, TcpOptions newOptions) {
    sequence = newSequence;
    acknowledgment = newAcknowledgment;
    flags = newFlags;
    window = newWindow;
    options = newOptions;
    return this;
  }

  /** From which port. */
  public int sourcePort() {
    return sourcePort;
  }

  /** To which port. */
  public int destinationPort() {
    return destinationPort;
  }

  /** Of the first octet of data. */
  public int sequence() {
    return sequence;
  }

  /** What is expected next. */
  public int acknowledgment() {
    return acknowledgment;
  }

  /** See {@link TcpFlags}. */
  public int flags() {
    return flags;
  }

  /** As it goes out, already scaled. */
  public int window() {
    return window;
  }

  /** The options. */
  public TcpOptions options() {
    return options;
  }

  /** Octets of the header, options included. */
  public int length() {
    return TcpView.HEADER_LENGTH + options.length();
  }

  /**
   * Writes {@link #length} octets at {@code offset}; the data already stands behind them.
   *
   * @param pseudoHeader sum of the pseudo-header
   */
  public void write(ByteBuf buf, int offset, int payloadLength, long pseudoHeader) {
    int data = offset + length();
    write(buf, offset, pseudoHeader + Checksum.sum(buf, data, payloadLength));
  }

  /**
   * Writes {@link #length} octets at {@code offset}; the data is elsewhere.
   *
   * @param sum of the pseudo-header and of the data
   */
  public void write(ByteBuf buf, int offset, long sum) {
    writeFields(buf, offset, 0);
    long all = sum + Checksum.sum(buf, offset, length());
    buf.setShort(offset + TcpView.CHECKSUM, Checksum.finish(all));
  }

  /**
   * The same with a checksum that the far end of the link finishes: of the pseudo-header alone, as
   * virtio_net_hdr wants it (VIRTIO_NET_HDR_F_NEEDS_CSUM).
   */
  public void writePartial(ByteBuf buf, int offset, long pseudoHeader) {
    writeFields(buf, offset, Checksum.fold(pseudoHeader));
  }

  private void writeFields(ByteBuf buf, int offset, int checksum) {
    buf.setShort(offset + TcpView.SOURCE_PORT, sourcePort);
    buf.setShort(offset + TcpView.DESTINATION_PORT, destinationPort);
    buf.setInt(offset + TcpView.SEQUENCE, sequence);
    buf.setInt(offset + TcpView.ACKNOWLEDGMENT, acknowledgment);
    buf.setByte(offset + TcpView.DATA_OFFSET, length() << 2);
    buf.setByte(offset + TcpView.FLAGS, flags);
    buf.setShort(offset + TcpView.WINDOW, window);
    buf.setShort(offset + TcpView.CHECKSUM, checksum);
    buf.setShort(offset + TcpView.URGENT, 0);
    options.write(buf, offset + TcpView.HEADER_LENGTH);
  }
}
