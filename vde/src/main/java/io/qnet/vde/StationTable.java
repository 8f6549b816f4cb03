package io.qnet.vde;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the stations are: a hash table with open addressing, half empty at least, that no frame
 * makes an object for.
 *
 * <p>The place of a key comes from its product with a random odd number, so that nobody who does
 * not know it can choose addresses that share one.
 */
final class StationTable {
  private final long multiplier;
  private int capacity;
  private long[] keys;
  private @Nullable Station[] slots;
  private int shift;
  private int size;

  /**
   * An empty table.
   *
   * @param capacity how many it holds
   */
  StationTable(int capacity, long seed) {
    this.multiplier = seed | 1;
    this.capacity = capacity;
    int length = lengthFor(capacity);
    keys = new long[length];
    slots = new @Nullable Station[length];
    shift = Long.SIZE - Integer.numberOfTrailingZeros(length);
  }

  private static int lengthFor(int capacity) {
    return Integer.highestOneBit(Math.max(8, capacity) * 2 - 1) * 2;
  }

  int size() {
    return size;
  }

  int capacity() {
    return capacity;
  }

  boolean isFull() {
    return size >= capacity;
  }

  @Nullable Station find(long key) {
    int mask = keys.length - 1;
    for (int at = place(key); keys[at] != 0; at = at + 1 & mask) {
      if (keys[at] == key) {
        return slots[at];
      }
    }
    return null;
  }

  /** Adds one that is not there, to a table that is not full. */
  void add(Station station) {
    int mask = keys.length - 1;
    int at = place(station.key);
    while (keys[at] != 0) {
      at = at + 1 & mask;
    }
    keys[at] = station.key;
    slots[at] = station;
    size++;
  }

  void remove(Station station) {
    int mask = keys.length - 1;
    int at = place(station.key);
    while (keys[at] != station.key) {
      at = at + 1 & mask;
    }
    size--;
    closeGap(at, mask);
  }

  /** Moves those up that were pushed behind the gap, so that a search may stop at one. */
  private void closeGap(int from, int mask) {
    int gap = from;
    for (int at = gap + 1 & mask; keys[at] != 0; at = at + 1 & mask) {
      int wanted = place(keys[at]);
      if ((at - wanted & mask) >= (at - gap & mask)) {
        keys[gap] = keys[at];
        slots[gap] = slots[at];
        gap = at;
      }
    }
    keys[gap] = 0;
    slots[gap] = null;
  }

  void forEach(Consumer<Station> each) {
    for (Station station : slots) {
      if (station != null) {
        each.accept(station);
      }
    }
  }

  /** Forgets all, and holds {@code newCapacity} from now on. */
  void reset(int newCapacity) {
    int length = lengthFor(newCapacity);
    capacity = newCapacity;
    size = 0;
    if (length != keys.length) {
      keys = new long[length];
      slots = new @Nullable Station[length];
      shift = Long.SIZE - Integer.numberOfTrailingZeros(length);
    } else {
      Arrays.fill(keys, 0);
      Arrays.fill(slots, null);
    }
  }

  private int place(long key) {
    return (int) ((key * multiplier) >>> shift);
  }
}
