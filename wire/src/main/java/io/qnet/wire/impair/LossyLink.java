package io.qnet.wire.impair;

import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A link that loses, doubles and reorders frames by chance.
 *
 * <p>A frame that is reordered is held back and overtaken by the next one; if none follows within
 * 10 ms, it goes on alone. Each frame is judged by itself, and for loss first.
 */
public final class LossyLink extends WrappedLink {
  /** How long a frame waits to be overtaken. */
  static final long HOLD = Duration.ofMillis(10).toNanos();

  /**
   * What goes wrong, as probabilities from 0.0 to 1.0.
   *
   * @param loss that a frame is lost
   * @param duplication that a frame arrives twice
   * @param reordering that a frame is overtaken by the next
   */
  public record Chances(double loss, double duplication, double reordering) {
    /** Checks the probabilities. */
    public Chances {
      probability("loss", loss);
      probability("duplication", duplication);
      probability("reordering", reordering);
    }

    /** Loss alone. */
    public static Chances ofLoss(double loss) {
      return new Chances(loss, 0.0, 0.0);
    }
  }

  private final Chances chances;
  private final RandomGenerator random;
  private final Deadlines.Entry hold;
  private final Burst burst;
  private @Nullable Frame held;

  /** Impairs what is sent to {@code link}; {@code random} decides. */
  public LossyLink(Link link, Chances chances, RandomGenerator random, Burst burst) {
    super(link);
    this.chances = chances;
    this.random = random;
    this.burst = burst;
    this.hold = new Deadlines(burst).entry(now -> release());
  }

  @Override
  public void send(Frame frame) {
    if (happens(chances.loss)) {
      drops().count(DropReason.IMPAIRED, frame);
      return;
    }
    boolean twice = happens(chances.duplication);
    if (held == null && happens(chances.reordering)) {
      held = frame.settled();
      hold.set(burst.now() + HOLD);
      if (twice) {
        link.send(held.share());
      }
      return;
    }
    if (twice) {
      link.send(frame.share());
    }
    link.send(frame);
    release();
  }

  /** No draw where nothing can happen, so that a chance of 0 leaves the others' sequence alone. */
  private boolean happens(double probability) {
    return probability > 0.0 && random.nextDouble() < probability;
  }

  private void release() {
    Frame late = held;
    if (late != null) {
      held = null;
      hold.set(Deadlines.NEVER);
      link.send(late);
    }
  }

  @Override
  public void close() {
    hold.set(Deadlines.NEVER);
    if (held != null) {
      held.release();
      held = null;
    }
    super.close();
  }
}
