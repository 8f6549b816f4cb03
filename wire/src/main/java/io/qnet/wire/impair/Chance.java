package io.qnet.wire.impair;

import java.util.SplittableRandom;

/**
 * The chances of one direction. Each kind has a sequence of its own, so that a value that is
 * changed leaves the fates alone that hang on others.
 */
final class Chance {
  final SplittableRandom loss;
  final SplittableRandom duplicate;
  final SplittableRandom corrupt;
  final SplittableRandom reorder;
  final SplittableRandom jitter;

  Chance(long seed) {
    SplittableRandom root = new SplittableRandom(seed);
    loss = root.split();
    duplicate = root.split();
    corrupt = root.split();
    reorder = root.split();
    jitter = root.split();
  }

  /** No draw where nothing can happen. */
  static boolean happens(SplittableRandom random, double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }
}
