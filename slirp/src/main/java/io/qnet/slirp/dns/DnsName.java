package io.qnet.slirp.dns;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Domain names (RFC 1035, section 3.1): labels of up to 63 octets, 255 octets in all. In memory a
 * name is text in lower case without a final dot, in which an octet that is no ordinary character
 * is escaped as in zone files (section 5.1), so that different names are different texts.
 */
final class DnsName {
  private static final int MAX_LENGTH = 255;
  private static final int MAX_LABEL = 63;
  private static final int POINTER = 0xc0;

  private DnsName() {}

  /**
   * Reads the name at {@code at}; null if it is too long, runs past {@code end}, or points anywhere
   * but backwards (section 4.1.4), so that no name goes in circles.
   *
   * @param start where the message begins
   */
  static @Nullable String read(ByteBuf buf, int start, int at, int end) {
    StringBuilder name = new StringBuilder();
    int length = 1;
    int before = at;
    int next = at;
    while (next < end) {
      int octet = buf.getUnsignedByte(next);
      if (octet == 0) {
        return name.toString();
      }
      if (octet >= POINTER) {
        int target =
            next + 1 < end ? start + (buf.getUnsignedShort(next) & 0x3fff) : Integer.MAX_VALUE;
        if (target >= before || target < start + DnsView.HEADER_LENGTH) {
          return null;
        }
        before = target;
        next = target;
        continue;
      }
      length += 1 + octet;
      if (octet > MAX_LABEL || length > MAX_LENGTH || next + 1 + octet > end) {
        return null;
      }
      appendLabel(name, buf, next + 1, octet);
      next += 1 + octet;
    }
    return null;
  }

  /** Where the name at {@code at} ends; it is known to be sound. */
  static int skip(ByteBuf buf, int at) {
    int next = at;
    for (int octet = buf.getUnsignedByte(next);
        octet > 0 && octet < POINTER;
        octet = buf.getUnsignedByte(next)) {
      next += 1 + octet;
    }
    return buf.getUnsignedByte(next) == 0 ? next + 1 : next + 2;
  }

  /** Appends a name as labels; false, with nothing written, if it is not fit for that. */
  static boolean write(ByteBuf buf, String name) {
    if (!writable(name)) {
      return false;
    }
    for (String label : name.split("\\.", -1)) {
      buf.writeByte(label.length());
      buf.writeCharSequence(label, StandardCharsets.US_ASCII);
    }
    buf.writeByte(0);
    return true;
  }

  /** Whether a name is made of ordinary labels, none of them empty or too long. */
  static boolean writable(String name) {
    if (name.length() + 2 > MAX_LENGTH) {
      return false;
    }
    for (String label : name.split("\\.", -1)) {
      if (!label.matches("[!-\\[\\]-~]{1," + MAX_LABEL + "}")) {
        return false;
      }
    }
    return true;
  }

  private static void appendLabel(StringBuilder name, ByteBuf buf, int at, int length) {
    if (name.length() > 0) {
      name.append('.');
    }
    for (int i = at; i < at + length; i++) {
      int octet = buf.getUnsignedByte(i);
      if (octet >= 'A' && octet <= 'Z') {
        name.append((char) (octet | 0x20));
      } else if (octet <= ' ' || octet > '~') {
        name.append('\\').append(octet / 100).append(octet / 10 % 10).append(octet % 10);
      } else {
        name.append(octet == '.' || octet == '\\' ? "\\" : "").append((char) octet);
      }
    }
  }
}
