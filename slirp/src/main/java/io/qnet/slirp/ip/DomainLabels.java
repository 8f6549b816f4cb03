package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Domain names as labels, never compressed (RFC 1035, section 3.1). */
public final class DomainLabels {
  private DomainLabels() {}

  /** Octets that {@code domain} takes. */
  static int length(String domain) {
    return domain.length() + (domain.endsWith(".") ? 1 : 2);
  }

  /** Appends {@code domain}, whose labels were checked; a dot may end it. */
  public static void write(String domain, ByteBuf to) {
    for (String label : domain.split("\\.", 0)) {
      to.writeByte(label.length());
      to.writeCharSequence(label, StandardCharsets.US_ASCII);
    }
    to.writeByte(0); // the root
  }
}
