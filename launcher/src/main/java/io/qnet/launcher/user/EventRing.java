package io.qnet.launcher.user;

import io.qnet.slirp.event.GatewayEvent;
import io.qnet.web.LabApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last events, numbered from 1 without a gap. Any thread adds, any reads; a sentence is made
 * only when somebody reads it.
 */
public final class EventRing {
  /** How many are kept. */
  static final int SIZE = 4096;

  private final @Nullable Entry[] entries = new Entry[SIZE];
  private long last;

  /** One event; {@code millis} since 1970. */
  private record Entry(
      String type, Supplier<String> sentence, Supplier<Map<String, Object>> fields, long millis) {}

  /**
   * Keeps an event, in place of the oldest.
   *
   * @param now in milliseconds since 1970
   */
  public void add(GatewayEvent event, long now) {
    add(event.type(), event::sentence, event::fields, now);
  }

  /**
   * Keeps an event of another kind, in place of the oldest.
   *
   * @param now in milliseconds since 1970
   */
  public synchronized void add(
      String type, Supplier<String> sentence, Supplier<Map<String, Object>> fields, long now) {
    last++;
    entries[slot(last)] = new Entry(type, sentence, fields, now);
  }

  /**
   * What came after the event {@code id} and is still kept, oldest first.
   *
   * @param most at most so many
   */
  public synchronized List<LabApi.Event> after(long id, int most) {
    List<LabApi.Event> found = new ArrayList<>();
    // A number from before this ring's time, as after a restart, asks for all there is.
    long seen = id > last ? 0 : id;
    for (long next = Math.max(seen, last - SIZE) + 1; next <= last && found.size() < most; next++) {
      Entry entry = Objects.requireNonNull(entries[slot(next)]);
      Instant time = Instant.ofEpochMilli(entry.millis);
      found.add(new LabApi.Event(next, time, entry.type, entry.sentence.get(), entry.fields.get()));
    }
    return found;
  }

  private static int slot(long number) {
    return (int) (number % SIZE);
  }
}
