package io.qnet.slirp.tcp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which octets beyond the cumulative acknowledgment the guest has: the sender's half of RFC 2018,
 * with the questions of RFC 6675 section 4.
 *
 * <p>Ranges are kept sorted and apart from each other. There are at most {@value #MAX_RANGES};
 * blocks that would make more are not believed, which costs a retransmission and nothing else. Most
 * connections lose nothing, and have room for none.
 */
final class Scoreboard {
  static final int MAX_RANGES = 256;
  private static final int DUP_THRESH = 3;

  private static final int FEW = 8;
  private static final int[] NONE = {};

  private int[] lefts = NONE;
  private int[] rights = NONE;
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  /** The end of the highest range; only if not empty. */
  int highest() {
    return rights[count - 1];
  }

  /** Whether the octet at {@code sequence} is there. */
  boolean has(int sequence) {
    for (int i = 0; i < count && Seq.notAfter(lefts[i], sequence); i++) {
      if (Seq.before(sequence, rights[i])) {
        return true;
      }
    }
    return false;
  }

  void clear() {
    count = 0;
  }

  /**
   * Takes the blocks of one segment (edges, left and right in turn), as far as they lie within what
   * is outstanding.
   *
   * @return whether they told anything new
   */
  boolean take(int[] edges, int sndUna, int sndNxt) {
    boolean news = false;
    for (int i = 0; i + 1 < edges.length; i += 2) {
      int left = edges[i] - sndUna;
      int right = edges[i + 1] - sndUna;
      boolean sane = left > 0 && left < right && right <= sndNxt - sndUna;
      news |= sane && add(edges[i], edges[i + 1]);
    }
    return news;
  }

  private boolean add(int left, int right) {
    int first = 0;
    while (first < count && Seq.before(rights[first], left)) {
      first++;
    }
    int last = first;
    int newLeft = left;
    int newRight = right;
    while (last < count && Seq.notAfter(lefts[last], right)) {
      newLeft = Seq.min(newLeft, lefts[last]);
      newRight = Seq.max(newRight, rights[last]);
      last++;
    }
    if (last == first + 1 && newLeft == lefts[first] && newRight == rights[first]) {
      return false;
    }
    if (last == first && count == MAX_RANGES) {
      return false;
    }
    if (count == lefts.length) {
      int room = Math.min(MAX_RANGES, Math.max(FEW, 2 * count));
      lefts = Arrays.copyOf(lefts, room);
      rights = Arrays.copyOf(rights, room);
    }
    System.arraycopy(lefts, last, lefts, first + 1, count - last);
    System.arraycopy(rights, last, rights, first + 1, count - last);
    lefts[first] = newLeft;
    rights[first] = newRight;
    count += 1 - (last - first);
    return true;
  }

  /** Everything before {@code sndUna} is acknowledged now. */
  void advance(int sndUna) {
    int gone = 0;
    while (gone < count && Seq.notAfter(rights[gone], sndUna)) {
      gone++;
    }
    System.arraycopy(lefts, gone, lefts, 0, count - gone);
    System.arraycopy(rights, gone, rights, 0, count - gone);
    count -= gone;
    if (count > 0) {
      lefts[0] = Seq.max(lefts[0], sndUna);
    }
  }

  /**
   * IsLost() of RFC 6675, for all octets at once: what is missing below the result is lost, since
   * three ranges, or more than two full segments, lie above it.
   */
  int lostBelow(int sndUna, int mss) {
    int octets = 0;
    for (int i = count - 1; i >= 0; i--) {
      octets += rights[i] - lefts[i];
      if (count - i >= DUP_THRESH || octets > (DUP_THRESH - 1) * mss) {
        return lefts[i];
      }
    }
    return sndUna;
  }

  /**
   * SetPipe() of RFC 6675: octets between {@code from} and {@code to} that are not here, twice if
   * both still under way and sent again.
   *
   * @param lostBelow what is missing below this is lost
   * @param highRxt what lies below this was sent again
   */
  int pipe(int from, int to, int lostBelow, int highRxt) {
    int pipe = 0;
    int at = from;
    for (int i = 0; i <= count; i++) {
      int holeEnd = i < count ? lefts[i] : to;
      if (Seq.before(at, holeEnd)) {
        pipe += Math.max(0, holeEnd - Seq.max(at, lostBelow));
        pipe += Math.max(0, Seq.min(holeEnd, highRxt) - at);
      }
      if (i < count) {
        at = rights[i];
      }
    }
    return pipe;
  }

  /** The first hole at or after {@code from} and before {@code limit}, or null. */
  @Nullable Hole hole(int from, int limit) {
    int at = from;
    for (int i = 0; i < count && Seq.notAfter(lefts[i], at); i++) {
      at = Seq.max(at, rights[i]);
    }
    if (!Seq.before(at, limit)) {
      return null;
    }
    int end = limit;
    for (int i = 0; i < count; i++) {
      if (Seq.before(at, lefts[i])) {
        end = Seq.min(limit, lefts[i]);
        break;
      }
    }
    return new Hole(at, end);
  }

  /** Octets that are missing, from {@code left} up to but not including {@code right}. */
  record Hole(int left, int right) {}
}
