package io.qnet.vde;

import io.qnet.vde.stp.TreeEvent;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.MacAddress;
import java.time.Duration;
import java.util.Map;

/** Something that happened at a switch. */
public sealed interface SwitchEvent {
  /** A stable name, such as {@code port.up}. */
  String type();

  /** The same for people. */
  String sentence();

  /** Its parts: numbers, booleans, and whatever else as its text; each has a stable name. */
  Map<String, Object> fields();

  /** A cable of a port works from now on. */
  record PortUp(int port, String link) implements SwitchEvent {
    @Override
    public String type() {
      return "port.up";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("port", port, "link", link);
    }

    @Override
    public String sentence() {
      return "port " + port + ": " + link + " is up";
    }
  }

  /**
   * A cable of a port works no more.
   *
   * @param last whether no other cable of the port does
   */
  record PortDown(int port, String link, String why, boolean last) implements SwitchEvent {
    @Override
    public String type() {
      return "port.down";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("port", port, "link", link, "why", why, "last", last);
    }

    @Override
    public String sentence() {
      return "port " + port + ": " + link + " is down: " + why;
    }
  }

  /** A station was seen at another port than before. */
  record StationMoved(MacAddress station, int vlan, int from, int to) implements SwitchEvent {
    @Override
    public String type() {
      return "station.moved";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("mac", station.toString(), "vlan", vlan, "from", from, "to", to);
    }

    @Override
    public String sentence() {
      return station + " in VLAN " + vlan + " moved from port " + from + " to port " + to;
    }
  }

  /** The table is full: a station of the port with most of them was forgotten. */
  record TableFull(int port, int stations) implements SwitchEvent {
    @Override
    public String type() {
      return "stations.full";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("port", port, "stations", stations);
    }

    @Override
    public String sentence() {
      return "the table of stations is full, and port "
          + port
          + " has "
          + stations
          + " of them: its oldest are forgotten for new ones";
    }
  }

  /** Something happened to the spanning tree. */
  record Tree(TreeEvent event) implements SwitchEvent {
    @Override
    public String type() {
      return event.type();
    }

    @Override
    public Map<String, Object> fields() {
      return event.fields();
    }

    @Override
    public String sentence() {
      return event.sentence();
    }
  }

  /** More happened to the spanning tree than is told. */
  record TreeBusy(long events) implements SwitchEvent {
    @Override
    public String type() {
      return "stp.left-out";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("events", events);
    }

    @Override
    public String sentence() {
      return events
          + " more events of the spanning tree were too many to tell: something behind a port"
          + " changes its mind all the time";
    }
  }

  /** A rule refused a frame: the first, the second, the fourth, ... of a port. */
  record Refused(int port, MacAddress source, DropReason reason, long frames)
      implements SwitchEvent {
    @Override
    public String type() {
      return "port.refused";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of(
          "port", port, "mac", source.toString(), "reason", reason.name(), "frames", frames);
    }

    @Override
    public String sentence() {
      return "port "
          + port
          + " refused "
          + (frames == 1 ? "a frame" : frames + " frames, the last")
          + " of "
          + source
          + ": "
          + reason.sentence();
    }
  }

  /** More frames for everybody came in than the port may send; said once in ten seconds. */
  record StormHeld(int port) implements SwitchEvent {
    @Override
    public String type() {
      return "port.storm";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("port", port);
    }

    @Override
    public String sentence() {
      return "port " + port + " sends more to everybody than it may: the rest is dropped";
    }
  }

  /** What left by a port came back, without a spanning tree that had cut the loop. */
  record LoopFound(int left, int back, Duration contained) implements SwitchEvent {
    @Override
    public String type() {
      return "loop.found";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("left", left, "back", back, "seconds", contained.toSeconds());
    }

    @Override
    public String sentence() {
      return "a loop: what leaves by port "
          + left
          + " comes back by port "
          + back
          + ", which is kept out for "
          + contained.toSeconds()
          + " s; pull one of the cables, or start the switch with --stp";
    }
  }

  /** A port of a loop is let in again. */
  record LoopReleased(int port) implements SwitchEvent {
    @Override
    public String type() {
      return "loop.released";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("port", port);
    }

    @Override
    public String sentence() {
      return "port " + port + " is let in again";
    }
  }
}
