package io.qnet.launcher.user;

import io.qnet.slirp.event.GatewayEvent;
import io.qnet.web.LabApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The last events, numbered from 1 without a gap. One thread adds, others read; a sentence is made
 * only when somebody reads it.
 */
final class EventRing {
  /** How many are kept. */
  static final int SIZE = 4096;

  private final GatewayEvent[] events = new GatewayEvent[SIZE];
  private final long[] millis = new long[SIZE];
  private long last;

  /**
   * Keeps an event, in place of the oldest.
   *
   * @param now in milliseconds since 1970
   */
  synchronized void add(GatewayEvent event, long now) {
    last++;
    events[slot(last)] = event;
    millis[slot(last)] = now;
  }

  /**
   * What came after the event {@code id} and is still kept, oldest first.
   *
   * @param most at most so many
   */
  synchronized List<LabApi.Event> after(long id, int most) {
    List<LabApi.Event> found = new ArrayList<>();
    // A number from before this ring's time, as after a restart, asks for all there is.
    long seen = id > last ? 0 : id;
    for (long next = Math.max(seen, last - SIZE) + 1; next <= last && found.size() < most; next++) {
      GatewayEvent event = events[slot(next)];
      Instant time = Instant.ofEpochMilli(millis[slot(next)]);
      found.add(new LabApi.Event(next, time, event.type(), event.sentence()));
    }
    return found;
  }

  private static int slot(long number) {
    return (int) (number % SIZE);
  }
}
