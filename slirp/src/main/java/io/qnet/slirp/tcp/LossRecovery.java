package io.qnet.slirp.tcp;

import org.jspecify.annotations.Nullable;

/**
 * What to send again. With SACK as in RFC 6675; without, as in RFC 6582 (NewReno); after a time-out
 * everything from SND.UNA on, except what the guest is known to have.
 */
final class LossRecovery {
  private static final int DUP_THRESH = 3;

  private final Scoreboard scoreboard = new Scoreboard();
  private Mode mode = Mode.NONE;
  private boolean sack;
  private int mss;
  private int dupAcks;
  private int inflation;
  private int recoveryPoint;
  private int highRxt;
  private boolean firstDue;

  /** How far it has come to. */
  enum Mode {
    /** Nothing is missing, as far as we know. */
    NONE,
    /** Fast retransmit and fast recovery: duplicate acknowledgments showed a hole. */
    FAST,
    /** The time-out passed, or the octets have to be cut anew: everything is sent again. */
    AFRESH
  }

  /** Both SYNs are through; ours had the number {@code iss}. */
  void agreed(boolean withSack, int segmentSize, int iss) {
    sack = withSack;
    mss = segmentSize;
    recoveryPoint = iss;
  }

  void segmentSize(int segmentSize) {
    mss = segmentSize;
  }

  /** Whether the guest reports what it has beyond the cumulative acknowledgment. */
  boolean usesSack() {
    return sack;
  }

  /** Takes the SACK blocks of a segment; whether they told anything new. */
  boolean takeSack(int[] edges, int sndUna, int sndNxt) {
    return sack && edges.length > 0 && scoreboard.take(edges, sndUna, sndNxt);
  }

  /**
   * A duplicate acknowledgment (RFC 5681, section 2; with SACK: one with news).
   *
   * @return whether fast recovery begins with it
   */
  boolean duplicate(int sndUna, int sndNxt) {
    dupAcks++;
    if (mode == Mode.AFRESH) {
      return false;
    }
    if (mode == Mode.FAST) {
      inflation += sack ? 0 : mss;
      return false;
    }
    boolean lost =
        sack
            ? dupAcks >= DUP_THRESH || Seq.before(sndUna, scoreboard.lostBelow(sndUna, mss))
            : dupAcks >= DUP_THRESH && Seq.before(recoveryPoint, sndUna); // RFC 6582, 3.2, step 1
    if (!lost) {
      inflation = sack ? 0 : Math.min(dupAcks, DUP_THRESH - 1) * mss;
      return false;
    }
    mode = Mode.FAST;
    recoveryPoint = sndNxt;
    highRxt = sndUna;
    firstDue = true;
    inflation = sack ? 0 : DUP_THRESH * mss;
    return true;
  }

  /**
   * SND.UNA moved forward by {@code octets}.
   *
   * @return whether the congestion window may grow by it
   */
  boolean advanced(int sndUna, int octets) {
    scoreboard.advance(sndUna);
    dupAcks = 0;
    if (mode == Mode.NONE) {
      inflation = 0;
      highRxt = sndUna;
      recoveryPoint = sndUna - 1;
      return true;
    }
    boolean headResent = Seq.before(sndUna, highRxt);
    highRxt = Seq.max(highRxt, sndUna);
    if (!Seq.before(sndUna, recoveryPoint)) {
      boolean grows = mode == Mode.AFRESH;
      mode = Mode.NONE;
      firstDue = false;
      inflation = 0;
      return grows;
    }
    if (mode == Mode.FAST && !sack) {
      inflation = Math.max(0, inflation - octets) + mss;
      highRxt = sndUna;
    }
    firstDue |= mode == Mode.FAST && !(sack && headResent); // a partial one shows the next hole
    return mode == Mode.AFRESH;
  }

  /** Everything outstanding is to be sent again, from SND.UNA on. */
  void beginAfresh(int sndUna, int sndNxt) {
    if (!scoreboard.isEmpty() && scoreboard.has(sndUna)) {
      scoreboard.clear(); // RFC 2018, section 8: the guest gave back what it had reported
    }
    mode = Mode.AFRESH;
    recoveryPoint = sndNxt;
    highRxt = sndUna;
    firstDue = true;
    inflation = 0;
    dupAcks = 0;
  }

  /** Octets under way, as far as we can tell. */
  int pipe(int sndUna, int sndNxt) {
    if (mode == Mode.NONE && scoreboard.isEmpty()) {
      return Math.max(0, sndNxt - sndUna - inflation);
    }
    if (mode == Mode.FAST && !sack) {
      return Math.max(0, sndNxt - sndUna - inflation);
    }
    int rxt = mode == Mode.NONE ? sndUna : highRxt;
    return scoreboard.pipe(sndUna, sndNxt, lostBelow(sndUna), rxt);
  }

  private int lostBelow(int sndUna) {
    return mode == Mode.AFRESH ? recoveryPoint : scoreboard.lostBelow(sndUna, mss);
  }

  /** NextSeg() of RFC 6675, rule 1: what is known to be lost and was not sent again, or null. */
  Scoreboard.@Nullable Hole nextLost(int sndUna) {
    if (mode == Mode.NONE) {
      return null;
    }
    if (mode == Mode.FAST && !sack) {
      return firstDue ? new Scoreboard.Hole(sndUna, Seq.min(sndUna + mss, recoveryPoint)) : null;
    }
    int limit = Seq.min(lostBelow(sndUna), recoveryPoint);
    if (firstDue) {
      limit = Seq.max(limit, Seq.min(sndUna + mss, recoveryPoint));
    }
    return scoreboard.hole(Seq.max(sndUna, highRxt), limit);
  }

  /** NextSeg(), rule 3: what may be lost, if there is nothing better to send; or null. */
  Scoreboard.@Nullable Hole nextDoubtful(int sndUna) {
    if (mode != Mode.FAST || scoreboard.isEmpty()) {
      return null;
    }
    int limit = Seq.min(scoreboard.highest(), recoveryPoint);
    return scoreboard.hole(Seq.max(sndUna, highRxt), limit);
  }

  /** Whether the next lost octets leave even if the window is full (RFC 6675, 5, step 4.3). */
  boolean ignoresWindow() {
    return firstDue;
  }

  /** Octets up to {@code end} were sent again. */
  void resent(int end) {
    highRxt = Seq.max(highRxt, end);
    firstDue = false;
  }
}
