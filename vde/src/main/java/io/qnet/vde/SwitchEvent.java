package io.qnet.vde;

import io.qnet.vde.stp.TreeEvent;
import io.qnet.wire.address.MacAddress;

/** Something that happened at a switch. */
public sealed interface SwitchEvent {
  /** A stable name, such as {@code port.up}. */
  String type();

  /** The same for people. */
  String sentence();

  /** A cable of a port works from now on. */
  record PortUp(int port, String link) implements SwitchEvent {
    @Override
    public String type() {
      return "port.up";
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
    public String sentence() {
      return event.sentence();
    }
  }
}
