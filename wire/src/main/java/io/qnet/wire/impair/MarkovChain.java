package io.qnet.wire.impair;

import java.util.SplittableRandom;

/**
 * Which state a link is in. Nobody wakes it: when it is asked, it draws for the periods that have
 * passed since it was asked before.
 */
final class MarkovChain {
  /** Draws for one question; what is older is forgotten, which only a pause of hours reaches. */
  private static final long MOST_DRAWS = 1 << 20;

  private final ImpairmentPlan plan;
  private final SplittableRandom random;
  private final long period;
  private int state;
  private long drawn;

  MarkovChain(ImpairmentPlan plan, long now) {
    this.plan = plan;
    this.random = new SplittableRandom(plan.seed());
    this.period = plan.period().toNanos();
    this.drawn = now;
  }

  ImpairmentPlan.State at(long now) {
    if (!plan.edges().isEmpty()) {
      long periods = (now - drawn) / period;
      drawn += periods * period;
      for (long draws = Math.min(periods, MOST_DRAWS); draws > 0; draws--) {
        draw();
      }
    }
    return plan.states().get(state);
  }

  private void draw() {
    String from = plan.states().get(state).name();
    double drop = random.nextDouble();
    for (ImpairmentPlan.Edge edge : plan.edges()) {
      if (edge.from().equals(from)) {
        drop -= edge.chance();
        if (drop < 0) {
          state = index(edge.to());
          return;
        }
      }
    }
  }

  private int index(String name) {
    int at = 0;
    while (!plan.states().get(at).name().equals(name)) {
      at++;
    }
    return at;
  }
}
