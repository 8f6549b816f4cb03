package io.qnet.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How a browser gets in, which cannot be given the token: a code, good once and for ten minutes, is
 * exchanged for a secret that the browser keeps as a cookie. Both are 256 bits of chance. The
 * oldest of many is forgotten. From any thread.
 */
final class Visits {
  private static final int MOST = 16;
  private static final int OCTETS = 32;
  private static final long GOOD_FOR = Duration.ofMinutes(10).toNanos();

  private final SecureRandom random = new SecureRandom();
  private final LongSupplier clock;
  private final Map<String, Long> codes = new Latest();
  private final Map<String, Long> secrets = new Latest();

  /**
   * Nobody is in.
   *
   * @param clock nanoseconds
   */
  Visits(LongSupplier clock) {
    this.clock = clock;
  }

  /** A new code. */
  synchronized String code() {
    String code = secret();
    codes.put(code, clock.getAsLong());
    return code;
  }

  /** Takes a code back for a secret; nothing for one that is not good, or no longer. */
  synchronized Optional<String> exchange(String code) {
    Long made = codes.remove(code);
    if (made == null || clock.getAsLong() - made > GOOD_FOR) {
      return Optional.empty();
    }
    String secret = secret();
    secrets.put(secret, clock.getAsLong());
    return Optional.of(secret);
  }

  /** Whether that secret was given away here. */
  synchronized boolean knows(String secret) {
    return secrets.containsKey(secret);
  }

  private String secret() {
    byte[] octets = new byte[OCTETS];
    random.nextBytes(octets);
    return HexFormat.of().formatHex(octets);
  }

  /** Forgets the oldest. */
  private static final class Latest extends LinkedHashMap<String, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      return size() > MOST;
    }
  }
}
