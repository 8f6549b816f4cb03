package io.qnet.vde.plug;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * A {@code struct sockaddr_un} of Linux (unix(7)).
 *
 * <pre>
 *  0        2                              110
 *  | family | path, and zeros to the end   |
 * </pre>
 */
final class SunPath {
  static final int LENGTH = 110;

  private static final int FAMILY = 0;
  private static final int PATH = 2;
  private static final int AF_UNIX = 1;

  private SunPath() {}

  /** The path at {@code index}; empty if there is none, or it is of another family. */
  static String read(ByteBuf buf, int index) {
    if (buf.getUnsignedShortLE(index + FAMILY) != AF_UNIX) {
      return "";
    }
    int end = buf.indexOf(index + PATH, index + LENGTH, (byte) 0);
    int length = (end < 0 ? index + LENGTH : end) - index - PATH;
    return buf.toString(index + PATH, length, StandardCharsets.UTF_8);
  }

  /** Appends {@value #LENGTH} octets. */
  static void write(ByteBuf buf, String path) {
    byte[] octets = path.getBytes(StandardCharsets.UTF_8);
    buf.writeShortLE(AF_UNIX).writeBytes(octets).writeZero(LENGTH - PATH - octets.length);
  }
}
