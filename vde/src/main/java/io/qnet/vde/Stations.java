package io.qnet.vde;

import io.qnet.vde.Station.Kind;
import io.qnet.wire.clock.Deadlines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Learns, forgets and makes room. */
final class Stations {
  private final PortTable ports;
  private final Consumer<SwitchEvent> events;
  private final StationTable table;
  private final Deadlines.Entry sweep;
  private MoveListener moves = (station, to, now) -> {};
  private long ageing;
  private long hold;
  private long evicted;

  Stations(
      SwitchSettings settings, PortTable ports, Deadlines deadlines, Consumer<SwitchEvent> events) {
    this.ports = ports;
    this.events = events;
    this.table = new StationTable(settings.stations(), settings.seed());
    this.sweep = deadlines.entry(this::sweep);
    this.ageing = settings.ageing();
    this.hold = settings.hold();
  }

  /** Where the station is; null if nobody knows. */
  @Nullable SwitchPort find(long key) {
    Station station = table.find(key);
    return station == null ? null : station.port;
  }

  @Nullable Station entry(long key) {
    return table.find(key);
  }

  /** The station of {@code key} sent from {@code port}. */
  void learn(long key, SwitchPort port, long now) {
    Station station = table.find(key);
    if (station == null) {
      add(new Station(key, port, Kind.LEARNED, now));
      return;
    }
    if (station.port != port) {
      if (station.kind != Kind.LEARNED || now - station.seen < hold) {
        return;
      }
      move(station, port, now);
    }
    station.seen = now;
    if (station.kind == Kind.LEARNED) {
      port.stations.heard(station);
    }
  }

  /** Somebody wants to know of stations that move. */
  void onMove(MoveListener newMoves) {
    moves = newMoves;
  }

  /** Told of stations that were heard at another port than before. */
  @FunctionalInterface
  interface MoveListener {
    void moved(Station station, SwitchPort to, long now);
  }

  private void move(Station station, SwitchPort to, long now) {
    SwitchPort from = station.port;
    station.port = to;
    from.stations.remove(station);
    to.stations.add(station);
    moves.moved(station, to, now);
    events.accept(
        new SwitchEvent.StationMoved(station.mac(), station.vlan(), from.number, to.number));
  }

  private void add(Station station) {
    if (table.isFull() && !makeRoom()) {
      return;
    }
    table.add(station);
    if (station.kind == Kind.LEARNED) {
      station.port.stations.add(station);
      if (sweep.deadline() == Deadlines.NEVER) {
        sweep.set(station.seen + ageing);
      }
    }
  }

  /** Forgets the oldest station of the port that has most. */
  private boolean makeRoom() {
    SwitchPort richest = null;
    for (SwitchPort port : ports.all()) {
      if (richest == null || port.stations.size() > richest.stations.size()) {
        richest = port;
      }
    }
    Station victim = richest == null ? null : richest.stations.first();
    if (richest == null || victim == null) {
      return false;
    }
    if (Long.bitCount(++evicted) == 1) { // the first, the second, the fourth, ...
      events.accept(new SwitchEvent.TableFull(richest.number, richest.stations.size()));
    }
    forget(victim);
    return true;
  }

  private void forget(Station station) {
    table.remove(station);
    if (station.kind == Kind.LEARNED) {
      station.port.stations.remove(station);
    }
  }

  /**
   * Enters a station by hand; what was known of it is replaced.
   *
   * @return false if there is no room for it
   */
  boolean enter(long key, SwitchPort port, boolean sticky, long now) {
    Station known = table.find(key);
    if (known != null) {
      forget(known);
    }
    add(new Station(key, port, sticky ? Kind.STICKY : Kind.STATIC, now));
    return table.find(key) != null;
  }

  /** Forgets one station, however it came in. */
  boolean remove(long key) {
    Station known = table.find(key);
    if (known != null) {
      forget(known);
    }
    return known != null;
  }

  /** Forgets what was learned at {@code port}. */
  void forget(SwitchPort port) {
    for (Station each = port.stations.first(); each != null; each = port.stations.first()) {
      forget(each);
    }
  }

  /** Forgets everything that was learned. */
  void forgetLearned() {
    ports.all().forEach(this::forget);
  }

  /** Forgets what was entered at a port that is taken away. */
  void forgetEntered(SwitchPort port) {
    List<Station> gone = new ArrayList<>();
    table.forEach(
        station -> {
          if (station.port == port) {
            gone.add(station);
          }
        });
    gone.forEach(this::forget);
  }

  private void sweep(long now) {
    long next = Deadlines.NEVER;
    for (SwitchPort port : ports.all()) {
      Station first = port.stations.first();
      while (first != null && first.seen + ageing - now <= 0) {
        forget(first);
        first = port.stations.first();
      }
      if (first != null && (next == Deadlines.NEVER || first.seen + ageing - next < 0)) {
        next = first.seen + ageing;
      }
    }
    sweep.set(next);
  }

  void setAgeing(long newAgeing, long now) {
    ageing = newAgeing;
    sweep(now);
  }

  void setHold(long newHold) {
    hold = newHold;
  }

  void resize(int capacity) {
    forgetLearned();
    table.reset(capacity);
  }

  long ageing() {
    return ageing;
  }

  long hold() {
    return hold;
  }

  int capacity() {
    return table.capacity();
  }

  long evicted() {
    return evicted;
  }

  List<StationRow> rows(long now) {
    List<StationRow> rows = new ArrayList<>();
    table.forEach(
        station ->
            rows.add(
                new StationRow(
                    station.mac(),
                    station.vlan(),
                    station.port.number,
                    station.kind.name().toLowerCase(java.util.Locale.ROOT),
                    now - station.seen)));
    rows.sort(Comparator.comparingInt(StationRow::vlan).thenComparingLong(row -> row.mac().bits()));
    return rows;
  }
}
