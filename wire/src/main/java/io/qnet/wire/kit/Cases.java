package io.qnet.wire.kit;

import java.util.Random;

/**
 * Random cases that can be had again: each has a seed of its own, and a failure names it. Run one
 * alone with {@code -Dcases.seed=N}.
 */
public final class Cases {
  private static final String SEED = "cases.seed";

  private Cases() {}

  /** One case; throws if it does not hold. */
  @FunctionalInterface
  public interface Case {
    /** Checks with values drawn from {@code random}. */
    void check(Random random) throws Exception;
  }

  /** Checks {@code count} cases, or only the one that {@code -Dcases.seed} names. */
  public static void check(int count, Case body) {
    Long only = Long.getLong(SEED);
    if (only != null) {
      checkOne(only, body);
      return;
    }
    for (long seed = 0; seed < count; seed++) {
      checkOne(seed, body);
    }
  }

  private static void checkOne(long seed, Case body) {
    try {
      body.check(new Random(seed));
    } catch (Exception | AssertionError failure) {
      throw new AssertionError(
          "repeat this case with -D" + SEED + "=" + seed + ": " + failure.getMessage(), failure);
    }
  }
}
