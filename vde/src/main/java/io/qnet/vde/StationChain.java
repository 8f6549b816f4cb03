package io.qnet.vde;

import org.jspecify.annotations.Nullable;

/** The learned stations of one port, the one that was silent longest first. */
final class StationChain {
  private @Nullable Station first;
  private @Nullable Station last;
  private int size;

  @Nullable Station first() {
    return first;
  }

  int size() {
    return size;
  }

  void add(Station station) {
    station.quieter = last;
    station.livelier = null;
    if (last == null) {
      first = station;
    } else {
      last.livelier = station;
    }
    last = station;
    size++;
  }

  void remove(Station station) {
    Station before = station.quieter;
    Station after = station.livelier;
    if (before == null) {
      first = after;
    } else {
      before.livelier = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.quieter = before;
    }
    station.quieter = null;
    station.livelier = null;
    size--;
  }

  /** The station was heard just now. */
  void heard(Station station) {
    if (station != last) {
      remove(station);
      add(station);
    }
  }
}
