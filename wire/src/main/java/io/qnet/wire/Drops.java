package io.qnet.wire;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what went nowhere, by reason. */
@SuppressWarnings(
    "EnumOrdinal") // an index into this array only: nothing is stored or sent by ordinal
public final class Drops {
  private static final DropReason[] REASONS = DropReason.values();

  private final long[] counts = new long[REASONS.length];
  private @Nullable DropReason last;

  /** Counts one. */
  public void count(DropReason reason) {
    counts[reason.ordinal()]++;
    last = reason;
  }

  /** Counts one and releases its frame. */
  public void count(DropReason reason, Frame frame) {
    count(reason);
    frame.release();
  }

  /** The reason counted last, or null if nothing was since this was asked before. */
  public @Nullable DropReason takeLast() {
    DropReason taken = last;
    last = null;
    return taken;
  }

  /** How many went for this reason. */
  public long of(DropReason reason) {
    return counts[reason.ordinal()];
  }

  /** How many went, for any reason. */
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** The reasons that occurred, with their counts: a copy. */
  public Map<DropReason, Long> snapshot() {
    Map<DropReason, Long> occurred = new EnumMap<>(DropReason.class);
    for (DropReason reason : REASONS) {
      if (counts[reason.ordinal()] > 0) {
        occurred.put(reason, counts[reason.ordinal()]);
      }
    }
    return occurred;
  }

  @Override
  public String toString() {
    return snapshot().toString();
  }
}
