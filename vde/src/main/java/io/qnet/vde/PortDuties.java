package io.qnet.vde;

import io.qnet.wire.Burst;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ports are there for, beside machines: hearing others, and certain stations only. */
final class PortDuties {
  private final PortTable ports;
  private final Stations stations;
  private final Guards guards;
  private final Burst burst;

  PortDuties(PortTable ports, Stations stations, Guards guards, Burst burst) {
    this.ports = ports;
    this.stations = stations;
    this.guards = guards;
    this.burst = burst;
  }

  /** The port of that number, made if there is none; null beyond the highest. */
  @Nullable SwitchPort port(int number) {
    return ports.get(number);
  }

  /** Rules of the port changed: whether its frames have to be looked at. */
  void guard(SwitchPort port) {
    guards.decide(port);
  }

  /**
   * Says what is wrong with a mirror of these at the port of that number.
   *
   * @throws IllegalArgumentException in words for whoever wrote them
   */
  void requireSources(int number, List<Integer> sources) {
    for (int source : sources) {
      if (source == number) {
        throw new IllegalArgumentException(
            "mirror=" + source + ": port " + number + " cannot listen to itself");
      }
      if (source > ports.most()) {
        throw new IllegalArgumentException(
            "mirror=" + source + ": the switch has " + ports.most() + " ports");
      }
    }
  }

  /** From now on {@code port} hears all that these do, and takes no other part. */
  void monitor(SwitchPort port, List<Integer> sources) {
    for (SwitchPort each : ports.all()) {
      if (each.monitor == port) {
        each.monitor = null;
      }
    }
    for (int number : sources) {
      SwitchPort source = ports.get(number);
      if (source != null) {
        source.monitor = port;
      }
    }
    port.monitors = !sources.isEmpty();
    port.decideState();
    stations.forget(port);
  }

  /** A cable of {@code group}, which may be none, comes: with the first the port is in its VLAN. */
  void enter(SwitchPort port, @Nullable PortGroup group) {
    if (group != null && port.group == null) {
      join(port, group.vlan(), List.of());
    }
    port.group = group;
  }

  /** A cable went: with the last of a group its VLAN goes, unless somebody said otherwise. */
  void leave(SwitchPort port) {
    PortGroup group = port.group;
    if (group == null || !port.plugs.isEmpty()) {
      return;
    }
    port.group = null;
    boolean told = port.rules.told.containsKey("vlan") || port.rules.told.containsKey("trunk");
    if (!told && port.untagged == group.vlan() && port.tagged.isEmpty()) {
      join(port, 0, List.of());
    }
  }

  /** The port is in these VLANs from now on, and so are the stations that are pinned to it. */
  void join(SwitchPort port, int untagged, List<Integer> tagged) {
    long[] pinned = port.rules.pinned;
    List<FixedStation> fixed = port.rules.fixed;
    pin(port);
    fix(port, List.of());
    port.untagged = untagged;
    port.tagged.clear();
    tagged.forEach(port.tagged::set);
    fix(port, fixed);
    pin(port, pinned);
    stations.forget(port);
  }

  /**
   * Says what is wrong with stations at a port.
   *
   * @param bare the VLAN of its frames without a tag, as it will be
   * @throws IllegalArgumentException in words for whoever wrote them
   */
  void requireVlan(int number, List<FixedStation> fixed, int bare) {
    boolean own = fixed.stream().anyMatch(each -> each.vlan() == FixedStation.OF_THE_PORT);
    if (own && bare == VirtualSwitch.NO_VLAN) {
      throw new IllegalArgumentException(
          "static= without a VLAN: port " + number + " has none without a tag; write MAC@VLAN");
    }
  }

  /** These stations are known at {@code port} from now on, and at no other. */
  void fix(SwitchPort port, List<FixedStation> fixed) {
    for (FixedStation old : port.rules.fixed) {
      Station known = stations.entry(old.key(port));
      if (known != null && known.port == port) {
        boolean unused = stations.remove(known.key);
      }
    }
    port.rules.fixed = fixed;
    for (FixedStation each : fixed) {
      boolean unused = stations.enter(each.key(port), port, false, burst.now());
    }
  }

  /** Only these stations speak at {@code port} from now on, and they are known at no other. */
  void pin(SwitchPort port, long... macs) {
    for (long old : port.rules.pinned) {
      boolean unused = stations.remove(Station.key(port.untagged, old));
    }
    port.rules.pinned = macs.clone();
    for (long mac : macs) {
      boolean unused = stations.enter(Station.key(port.untagged, mac), port, true, burst.now());
    }
  }
}
