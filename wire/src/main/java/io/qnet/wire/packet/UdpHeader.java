package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;

/** Writes a UDP header (RFC 768). */
public final class UdpHeader {
  private UdpHeader() {}

  /**
   * Writes the {@value UdpView#HEADER_LENGTH} octets at {@code offset}; the data already stands
   * behind them.
   *
   * @param pseudoHeader sum of the pseudo-header
   */
  public static void write(
      ByteBuf buf,
      int offset,
      int sourcePort,
      int destinationPort,
      int payloadLength,
      long pseudoHeader) {
    int length = UdpView.HEADER_LENGTH + payloadLength;
    writeFields(buf, offset, sourcePort, destinationPort, length, 0);
    int checksum = Checksum.finish(pseudoHeader + Checksum.sum(buf, offset, length));
    buf.setShort(
        offset + UdpView.CHECKSUM, checksum == 0 ? 0xffff : checksum); // 0 would mean "none"
  }

  /** The same with a checksum of the pseudo-header alone, for the far end of the link to finish. */
  public static void writePartial(
      ByteBuf buf,
      int offset,
      int sourcePort,
      int destinationPort,
      int payloadLength,
      long pseudoHeader) {
    int length = UdpView.HEADER_LENGTH + payloadLength;
    writeFields(buf, offset, sourcePort, destinationPort, length, Checksum.fold(pseudoHeader));
  }

  private static void writeFields(
      ByteBuf buf, int offset, int sourcePort, int destinationPort, int length, int checksum) {
    buf.setShort(offset + UdpView.SOURCE_PORT, sourcePort);
    buf.setShort(offset + UdpView.DESTINATION_PORT, destinationPort);
    buf.setShort(offset + UdpView.LENGTH, length);
    buf.setShort(offset + UdpView.CHECKSUM, checksum);
  }
}
