package io.qnet.slirp.dhcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a search list (option 119, RFC 3397): names as in DNS, and compressed as in DNS, with
 * pointers that count from the beginning of the option.
 */
final class DomainSearch {
  private static final int MAX_LABEL = 63;
  private static final int MAX_NAME = 255;
  private static final int MAX_POINTER = 0x3fff;
  private static final int POINTER = 0xc000;

  private DomainSearch() {}

  /**
   * The octets for {@code domains}, however many they are (RFC 3396 cuts them).
   *
   * @throws IllegalArgumentException if one of them is no domain name
   */
  static byte[] encode(List<String> domains) {
    ByteBuf buf = Unpooled.buffer();
    Map<String, Integer> written = new HashMap<>();
    for (String domain : domains) {
      String rest = check(domain);
      while (!rest.isEmpty() && !written.containsKey(rest)) {
        if (buf.writerIndex() <= MAX_POINTER) {
          written.put(rest, buf.writerIndex());
        }
        int dot = rest.indexOf('.');
        String label = dot < 0 ? rest : rest.substring(0, dot);
        rest = dot < 0 ? "" : rest.substring(dot + 1);
        buf.writeByte(label.length());
        buf.writeCharSequence(label, StandardCharsets.US_ASCII);
      }
      Integer before = written.get(rest);
      if (before == null) {
        buf.writeByte(0);
      } else {
        buf.writeShort(POINTER | before);
      }
    }
    return ByteBufUtil.getBytes(buf);
  }

  /** The name in lower case, without the dot that may end it. */
  private static String check(String domain) {
    String name = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    boolean fits = name.length() + 2 <= MAX_NAME;
    for (String label : name.split("\\.", -1)) {
      fits &= label.length() <= MAX_LABEL && label.matches("[\\x21-\\x7e]+");
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "'" + domain + "' is not a domain to search; write labels such as lab.example.org");
    }
    return name.toLowerCase(Locale.ROOT);
  }
}
