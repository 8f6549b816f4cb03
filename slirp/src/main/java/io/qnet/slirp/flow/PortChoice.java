package io.qnet.slirp.flow;

import io.qnet.wire.nat.NatBehaviour;
import java.util.random.RandomGenerator;

/** Which port of the host a guest's port becomes (RFC 4787, section 4.2). */
final class PortChoice {
  /** The host chooses. */
  static final int ANY = 0;

  /** Wishes that are tried before the host chooses. */
  private static final int MOST_TRIES = 16;

  private final NatBehaviour nat;
  private final RandomGenerator random;
  private int next;

  PortChoice(NatBehaviour nat, RandomGenerator random) {
    this.nat = nat;
    this.random = random;
  }

  /**
   * The port to try.
   *
   * @param attempt how many were tried already
   */
  int wish(int guestPort, int attempt) {
    if (attempt >= MOST_TRIES) {
      return ANY;
    }
    return switch (nat.ports()) {
      case PRESERVE -> preserved(guestPort, attempt);
      case SEQUENTIAL -> sequential(guestPort);
      case RANDOM ->
          nat.parity() ? EphemeralPorts.of((random.nextInt() & ~1) | (guestPort & 1)) : ANY;
    };
  }

  /** The guest's own, or one that follows, of the same half of the ports (REQ-3a). */
  private int preserved(int guestPort, int attempt) {
    int wish = guestPort + attempt * (nat.parity() ? 2 : 1);
    return wish > 0xffff || (wish < 1024) != (guestPort < 1024) ? ANY : wish;
  }

  private int sequential(int guestPort) {
    if (nat.parity() && ((next ^ guestPort) & 1) != 0) {
      next++;
    }
    return EphemeralPorts.of(next++);
  }
}
