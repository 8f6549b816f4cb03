package io.qnet.slirp.dns;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The first question of a message (RFC 1035, section 4.1.2). Two that differ only in the case of
 * their letters are equal.
 *
 * @param name as {@link DnsName} has it
 */
record DnsQuestion(String name, int type, int dnsClass) {
  static final int A = 1;
  static final int PTR = 12;
  static final int AAAA = 28;
  static final int INCREMENTAL_TRANSFER = 251;
  static final int TRANSFER = 252;
  static final int ANY = 255;
  static final int INTERNET = 1;

  /** Stands for the question of a message that has none. */
  static final DnsQuestion NONE = new DnsQuestion("", 0, 0);

  private static final int TYPE_AND_CLASS = 4;

  /** Reads it from a checked message; {@link #NONE} if there is none, null if it is malformed. */
  static @Nullable DnsQuestion read(DnsView view) {
    if (view.questions() == 0) {
      return NONE;
    }
    ByteBuf buf = view.buf();
    int at = view.offset() + DnsView.HEADER_LENGTH;
    int end = view.offset() + view.available();
    String name = DnsName.read(buf, view.offset(), at, end);
    if (name == null) {
      return null;
    }
    int fixed = DnsName.skip(buf, at);
    return fixed + TYPE_AND_CLASS > end
        ? null
        : new DnsQuestion(name, buf.getUnsignedShort(fixed), buf.getUnsignedShort(fixed + 2));
  }

  /** Octets that it takes in the message it was read from. */
  static int length(DnsView view) {
    int at = view.offset() + DnsView.HEADER_LENGTH;
    return DnsName.skip(view.buf(), at) + TYPE_AND_CLASS - at;
  }

  /**
   * Whether {@code response} answers this question: it repeats it (RFC 5452, section 9.1), or it is
   * the complaint of a server that did not understand it.
   */
  boolean answeredBy(DnsView response) {
    DnsQuestion question = read(response);
    if (question == null || equals(question)) {
      return question != null;
    }
    boolean complaint =
        response.rcode() == DnsView.FORMAT_ERROR || response.rcode() == DnsView.NOT_IMPLEMENTED;
    return complaint && question.equals(NONE);
  }

  /** Whether the answer may come in more than one message (RFC 5936). */
  boolean transfer() {
    return type == TRANSFER || type == INCREMENTAL_TRANSFER;
  }
}
