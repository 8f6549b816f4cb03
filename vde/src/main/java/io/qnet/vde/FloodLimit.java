package io.qnet.vde;

import java.util.function.Consumer;

/** Storm control: how many frames a port may send to many at once. */
final class FloodLimit {
  private static final long SAID_AGAIN = 10_000_000_000L;

  private final Consumer<SwitchEvent> events;

  FloodLimit(Consumer<SwitchEvent> events) {
    this.events = events;
  }

  /** Whether {@code from} may send one more now; if not, an event says so now and then. */
  boolean admits(SwitchPort from, long now) {
    FrameBudget budget = from.storm;
    if (budget == null || budget.admits(now)) {
      return true;
    }
    if (!from.stormSaid || now - from.stormSaidAt > SAID_AGAIN) {
      from.stormSaid = true;
      from.stormSaidAt = now;
      events.accept(new SwitchEvent.StormHeld(from.number));
    }
    return false;
  }
}
