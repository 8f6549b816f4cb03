package io.qnet.slirp.tcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.OctetQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What arrived before its turn: islands of octets, sorted and apart from each other. Where segments
 * overlap, the octets that came first win.
 *
 * <p>Bounded by the window, by {@value #MAX_ISLANDS} islands, and in memory by what {@link
 * OctetQueue} promises; a segment that would need one island more is not kept, and comes again.
 */
final class OutOfOrderQueue {
  static final int MAX_ISLANDS = 256;

  private final List<Island> islands = new ArrayList<>();
  private long order;

  boolean isEmpty() {
    return islands.isEmpty();
  }

  /** The beginning of the first island; only if not empty. */
  int lowest() {
    return islands.get(0).left;
  }

  /** The end of the last island; only if not empty. */
  int highest() {
    return islands.get(islands.size() - 1).right();
  }

  /** Octets kept. */
  int size() {
    int size = 0;
    for (Island island : islands) {
      size += island.octets.size();
    }
    return size;
  }

  /** Octets of memory held. */
  long pinned() {
    long pinned = 0;
    for (int i = 0; i < islands.size(); i++) { // asked for each segment: no iterator
      pinned += islands.get(i).octets.pinned();
    }
    return pinned;
  }

  /**
   * Keeps what is new of the octets {@code left} to {@code right}.
   *
   * @param text borrowed; the octet {@code left} is at {@code index} in it
   */
  void insert(int left, int right, ByteBuf text, int index) {
    int i = lastStartingUpTo(left);
    int at = left;
    while (Seq.before(at, right)) {
      Island before = i >= 0 ? islands.get(i) : null;
      if (before != null && Seq.before(at, before.right())) {
        at = before.right();
      }
      Island after = i + 1 < islands.size() ? islands.get(i + 1) : null;
      int end = after == null ? right : Seq.min(right, after.left);
      if (Seq.before(at, end)) {
        if (before == null || before.right() != at) {
          if (islands.size() == MAX_ISLANDS) {
            return;
          }
          before = new Island(at);
          islands.add(++i, before);
        }
        before.octets.append(text.retainedSlice(index + (at - left), end - at));
        at = end;
      }
      if (before != null) {
        before.touched = ++order;
      }
      if (after != null && before != null && before.right() == after.left) {
        before.swallow(after);
        islands.remove(i + 1);
      } else {
        i++;
      }
    }
  }

  private int lastStartingUpTo(int sequence) {
    int i = islands.size() - 1;
    while (i >= 0 && Seq.before(sequence, islands.get(i).left)) {
      i--;
    }
    return i;
  }

  /**
   * Moves what has become due, at {@code rcvNxt}, to {@code sink}.
   *
   * @return the next octet missing
   */
  int drain(int rcvNxt, ArrayDeque<ByteBuf> sink) {
    if (islands.isEmpty() || islands.get(0).left != rcvNxt) {
      return rcvNxt;
    }
    Island first = islands.remove(0);
    int next = first.right();
    first.moveTo(sink);
    return next;
  }

  /**
   * SACK blocks (RFC 2018, section 4): edges, left and right in turn, the most recent block first.
   */
  int[] blocks(int most) {
    int count = Math.min(most, islands.size());
    int[] edges = new int[2 * count];
    long newerThan = Long.MAX_VALUE;
    for (int block = 0; block < count; block++) {
      Island newest = newestBefore(newerThan);
      if (newest == null) {
        break;
      }
      edges[2 * block] = newest.left;
      edges[2 * block + 1] = newest.right();
      newerThan = newest.touched;
    }
    return edges;
  }

  private @Nullable Island newestBefore(long limit) {
    Island newest = null;
    for (Island island : islands) {
      if (island.touched < limit && (newest == null || island.touched > newest.touched)) {
        newest = island;
      }
    }
    return newest;
  }

  /** Gives everything up. */
  void clear() {
    islands.forEach(island -> island.octets.clear());
    islands.clear();
  }

  /** Octets in a row, from the sequence number {@code left} on. */
  private static final class Island {
    private final int left;
    private final OctetQueue octets = new OctetQueue();
    private long touched;

    Island(int left) {
      this.left = left;
    }

    int right() {
      return left + octets.size();
    }

    void swallow(Island next) {
      for (ByteBuf chunk = next.octets.poll(); chunk != null; chunk = next.octets.poll()) {
        octets.append(chunk);
      }
    }

    void moveTo(ArrayDeque<ByteBuf> sink) {
      for (ByteBuf chunk = octets.poll(); chunk != null; chunk = octets.poll()) {
        sink.add(chunk);
      }
    }
  }
}
