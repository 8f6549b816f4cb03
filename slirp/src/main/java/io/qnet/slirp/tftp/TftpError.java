package io.qnet.slirp.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Why a file is not sent (RFC 1350, appendix I).
 *
 * @param code what programs understand
 * @param text what people do, in ASCII
 */
public record TftpError(int code, String text) {
  static final TftpError NOT_FOUND = new TftpError(1, "File not found");
  static final TftpError DENIED = new TftpError(2, "Access violation");
  static final TftpError READ_ONLY = new TftpError(2, "This server is read only");
  static final TftpError BINARY_ONLY = new TftpError(4, "Only octet mode is supported");
  static final TftpError WRONG_PORT = new TftpError(5, "Unknown transfer ID");
  static final TftpError CHANGED = new TftpError(0, "The file changed while it was read");
  static final TftpError BUSY = new TftpError(0, "Busy, try again");

  /** The message; the caller's. */
  ByteBuf message() {
    ByteBuf message = Unpooled.buffer(5 + text.length());
    message.writeShort(TftpRequest.ERROR).writeShort(code);
    message.writeCharSequence(text, StandardCharsets.US_ASCII);
    return message.writeByte(0);
  }
}
