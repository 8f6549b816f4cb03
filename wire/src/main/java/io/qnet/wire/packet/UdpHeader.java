package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;

/** Writes a UDP header (RFC 768). */
public record UdpHeader(int sourcePort, int destinationPort) {
  /**
   * Writes the {@value UdpView#HEADER_LENGTH} octets at {@code offset}; the data already stands
   * behind them.
   *
   * @param pseudoHeader sum of the pseudo-header
   */
  public void write(ByteBuf buf, int offset, int payloadLength, long pseudoHeader) {
    int length = UdpView.HEADER_LENGTH + payloadLength;
    writeFields(buf, offset, length, 0);
    int checksum = Checksum.finish(pseudoHeader + Checksum.sum(buf, offset, length));
    buf.setShort(
        offset + UdpView.CHECKSUM, checksum == 0 ? 0xffff : checksum); // 0 would mean "none"
  }

  /** The same with a checksum of the pseudo-header alone, for the far end of the link to finish. */
  public void writePartial(ByteBuf buf, int offset, int payloadLength, long pseudoHeader) {
    int length = UdpView.HEADER_LENGTH + payloadLength;
    writeFields(buf, offset, length, Checksum.fold(pseudoHeader));
  }

  private void writeFields(ByteBuf buf, int offset, int length, int checksum) {
    buf.setShort(offset + UdpView.SOURCE_PORT, sourcePort);
    buf.setShort(offset + UdpView.DESTINATION_PORT, destinationPort);
    buf.setShort(offset + UdpView.LENGTH, length);
    buf.setShort(offset + UdpView.CHECKSUM, checksum);
  }
}
