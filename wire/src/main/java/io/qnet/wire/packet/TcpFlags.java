package io.qnet.wire.packet;

/** The control bits of a TCP segment (RFC 9293, section 3.1). */
public final class TcpFlags {
  /** No more data from the sender. */
  public static final int FIN = 0x01;

  /** Synchronize sequence numbers. */
  public static final int SYN = 0x02;

  /** Reset the connection. */
  public static final int RST = 0x04;

  /** Push. */
  public static final int PSH = 0x08;

  /** The acknowledgment field counts. */
  public static final int ACK = 0x10;

  /** The urgent pointer counts. */
  public static final int URG = 0x20;

  private static final String LETTERS = "FSRP.U";

  private TcpFlags() {}

  /** The letters of tcpdump, such as {@code S.} for SYN and ACK. */
  public static String toString(int flags) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < LETTERS.length(); bit++) {
      if ((flags >>> bit & 1) != 0) {
        text.append(LETTERS.charAt(bit));
      }
    }
    return text.length() == 0 ? "none" : text.toString();
  }
}
