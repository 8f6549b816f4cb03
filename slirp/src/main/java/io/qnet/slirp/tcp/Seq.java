package io.qnet.slirp.tcp;

/**
 * Comparisons of sequence numbers, modulo 2^32 (RFC 9293, section 3.4): right as long as the two
 * lie less than 2^31 apart.
 */
final class Seq {
  private Seq() {}

  /** {@code a < b}. */
  static boolean before(int a, int b) {
    return a - b < 0;
  }

  /** {@code a <= b}. */
  static boolean notAfter(int a, int b) {
    return a - b <= 0;
  }

  /** The later of two. */
  static int max(int a, int b) {
    return a - b < 0 ? b : a;
  }

  /** The earlier of two. */
  static int min(int a, int b) {
    return a - b < 0 ? a : b;
  }
}
