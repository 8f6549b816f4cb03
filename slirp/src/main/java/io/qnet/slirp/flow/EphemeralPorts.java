package io.qnet.slirp.flow;

/** The dynamic ports (RFC 6335, section 6): 49152 to 65535. */
public final class EphemeralPorts {
  private static final int FIRST = 0xc000;
  private static final int MASK = 0x3fff;

  private EphemeralPorts() {}

  /** One of them, chosen by 14 bits of {@code number}; an even number's is even. */
  public static int of(int number) {
    return FIRST | (number & MASK);
  }
}
