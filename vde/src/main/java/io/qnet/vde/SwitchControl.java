package io.qnet.vde;

import io.qnet.wire.address.MacAddress;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does to a running switch: ports, VLANs, the table. In the terms of VDE's
 * console, whose answers {@link Outcome} has.
 */
public final class SwitchControl {
  /** The highest VLAN that can be made. */
  static final int LAST_VLAN = 4093;

  private final VirtualSwitch bridge;
  private final PortTable ports;
  private final Stations stations;
  private final Guards guards;
  private final BitSet vlans = new BitSet();

  SwitchControl(VirtualSwitch bridge, PortTable ports, Stations stations, Guards guards) {
    this.bridge = bridge;
    this.ports = ports;
    this.stations = stations;
    this.guards = guards;
    vlans.set(0);
  }

  /** How an order ended. */
  public enum Outcome {
    /** It is done. */
    DONE,
    /** There is no such port, VLAN or cable. */
    NOT_THERE,
    /** There is one already. */
    THERE_ALREADY,
    /** It is in use. */
    IN_USE,
    /** The number cannot be. */
    INVALID
  }

  /** Makes a port that nobody gets who does not ask for it. */
  public Outcome createPort(int number) {
    if (number < 1 || number > ports.most()) {
      return Outcome.INVALID;
    }
    if (ports.find(number) != null) {
      return Outcome.THERE_ALREADY;
    }
    SwitchPort port = ports.get(number);
    if (port == null) {
      return Outcome.INVALID;
    }
    port.allocatable = false;
    return Outcome.DONE;
  }

  /** Makes such a port with the first free number; 0 if there is none. */
  public int createPort() {
    for (int number = 1; number <= ports.most(); number++) {
      if (ports.find(number) == null && createPort(number) == Outcome.DONE) {
        return number;
      }
    }
    return 0;
  }

  /** Takes a port away that nothing is plugged into. */
  public Outcome removePort(int number) {
    SwitchPort port = ports.find(number);
    if (port == null) {
      return Outcome.NOT_THERE;
    }
    if (!port.plugs.isEmpty()) {
      return Outcome.IN_USE;
    }
    stations.forgetEntered(port);
    ports.remove(port);
    return Outcome.DONE;
  }

  /** Whether who asks for any port may get this one. */
  public Outcome setAllocatable(int number, boolean allocatable) {
    SwitchPort port = ports.find(number);
    if (port == null) {
      return Outcome.NOT_THERE;
    }
    port.allocatable = allocatable;
    return Outcome.DONE;
  }

  /** Changes the highest port number. */
  public Outcome setPorts(int most) {
    if (most < 1 || most > SwitchSettings.MOST_PORTS) {
      return Outcome.INVALID;
    }
    return ports.setMost(most) ? Outcome.DONE : Outcome.IN_USE;
  }

  /** The highest port number. */
  public int ports() {
    return ports.most();
  }

  /**
   * This user may plug into the port from now on, beside root and the group of {@link #setGroup}.
   *
   * @param user null for no rule about users
   */
  public Outcome setUser(int number, @Nullable Long user) {
    SwitchPort port = ports.find(number);
    if (port == null) {
      return Outcome.NOT_THERE;
    }
    port.admission = port.admission.withUser(user);
    return Outcome.DONE;
  }

  /**
   * The members of this group may plug into the port from now on, beside root and the user of
   * {@link #setUser}.
   *
   * @param group null for no rule about groups
   * @param members the users in it
   */
  public Outcome setGroup(int number, @Nullable Long group, Set<Long> members) {
    SwitchPort port = ports.find(number);
    if (port == null) {
      return Outcome.NOT_THERE;
    }
    port.admission = port.admission.withGroup(group, members);
    return Outcome.DONE;
  }

  /** The user of {@link #setUser}; null where there is no rule. */
  public @Nullable Long user(int number) {
    SwitchPort port = ports.find(number);
    return port == null ? null : port.admission.user();
  }

  /** The group of {@link #setGroup}; null where there is no rule. */
  public @Nullable Long group(int number) {
    SwitchPort port = ports.find(number);
    return port == null ? null : port.admission.group();
  }

  /** How the number of a port is to be answered: it is there, it is not, or it cannot be. */
  public Outcome lookUp(int number) {
    if (number < 0 || number > ports.most()) {
      return Outcome.INVALID;
    }
    return ports.find(number) == null ? Outcome.NOT_THERE : Outcome.DONE;
  }

  /** Whether who asks for any port may get this one. */
  public boolean allocatable(int number) {
    SwitchPort port = ports.find(number);
    return port == null || port.allocatable;
  }

  /** Sets the counters of a port to zero. */
  public Outcome resetCounters(int number) {
    if (number < 0 || number > ports.most()) {
      return Outcome.INVALID;
    }
    SwitchPort port = ports.find(number);
    if (port == null) {
      return Outcome.NOT_THERE;
    }
    port.resetCounters();
    return Outcome.DONE;
  }

  /** Sets the counters of all ports to zero. */
  public void resetCounters() {
    ports.all().forEach(SwitchPort::resetCounters);
  }

  /** Pulls one cable. */
  public Outcome pull(int number, int cable) {
    SwitchPort port = ports.find(number);
    if (port == null) {
      return Outcome.NOT_THERE;
    }
    for (Plug plug : List.copyOf(port.plugs)) {
      if (plug.id() == cable) {
        plug.close();
        return Outcome.DONE;
      }
    }
    return Outcome.NOT_THERE;
  }

  /** The VLANs that were made, and 0. */
  public List<Integer> vlans() {
    for (SwitchPort port : ports.all()) {
      if (port.untagged != VirtualSwitch.NO_VLAN) {
        vlans.set(port.untagged);
      }
      vlans.or(port.tagged);
    }
    return vlans.stream().boxed().toList();
  }

  /** Makes a VLAN. */
  public Outcome createVlan(int vlan) {
    if (vlan < 1 || vlan > LAST_VLAN) {
      return Outcome.INVALID;
    }
    if (vlans().contains(vlan)) {
      return Outcome.THERE_ALREADY;
    }
    vlans.set(vlan);
    return Outcome.DONE;
  }

  /** Takes a VLAN away that no port is in. */
  public Outcome removeVlan(int vlan) {
    if (!vlans().contains(vlan)) {
      return Outcome.NOT_THERE;
    }
    for (SwitchPort port : ports.all()) {
      if (port.carries(vlan)) {
        return Outcome.IN_USE;
      }
    }
    if (vlan != 0) {
      vlans.clear(vlan);
    }
    return Outcome.DONE;
  }

  /** Frames without a tag belong to {@code vlan} at this port from now on. */
  public Outcome setUntagged(int number, int vlan) {
    SwitchPort port = ports.find(number);
    if (port == null || (vlan != VirtualSwitch.NO_VLAN && !vlans().contains(vlan))) {
      return Outcome.NOT_THERE;
    }
    List<Integer> tagged = port.tagged.stream().boxed().filter(other -> other != vlan).toList();
    bridge.setVlans(number, vlan, tagged);
    return Outcome.DONE;
  }

  /** Frames of {@code vlan} bear a tag at this port from now on. */
  public Outcome addTagged(int vlan, int number) {
    SwitchPort port = ports.find(number);
    if (port == null || !vlans().contains(vlan)) {
      return Outcome.NOT_THERE;
    }
    if (port.carries(vlan)) {
      return Outcome.THERE_ALREADY;
    }
    port.tagged.set(vlan);
    return Outcome.DONE;
  }

  /** Frames of {@code vlan} have no business at this port any more. */
  public Outcome removeTagged(int vlan, int number) {
    SwitchPort port = ports.find(number);
    if (port == null || !port.carries(vlan)) {
      return Outcome.NOT_THERE;
    }
    if (port.untagged == vlan) {
      return Outcome.IN_USE;
    }
    port.tagged.clear(vlan);
    stations.forget(port);
    return Outcome.DONE;
  }

  /** Stations are forgotten after so much silence. */
  public void setAgeing(Duration ageing, long now) {
    stations.setAgeing(ageing.toNanos(), now);
  }

  /** How long a station is remembered. */
  public Duration ageing() {
    return Duration.ofNanos(stations.ageing());
  }

  /** A station is believed at another port only after so much silence at the one it was at. */
  public void setHold(Duration hold) {
    stations.setHold(hold.toNanos());
  }

  /** How long a station is not believed elsewhere. */
  public Duration hold() {
    return Duration.ofNanos(stations.hold());
  }

  /** Changes the size of the table, and forgets all stations. */
  public Outcome resize(int capacity) {
    if (capacity < 1 || capacity > 1 << 20) {
      return Outcome.INVALID;
    }
    stations.resize(Integer.highestOneBit(2 * capacity - 1));
    return Outcome.DONE;
  }

  /** How many stations the table holds. */
  public int capacity() {
    return stations.capacity();
  }

  /**
   * Whether DHCP servers are heard at trusted ports only, and ARP is inspected: for all ports that
   * are not trusted. Leases are known from when it was turned on.
   */
  public void setSnooping(boolean on) {
    guards.setSnooping(on, ports);
  }

  /** Whether DHCP is snooped, and what is known by it. */
  public Snooping snooping(long now) {
    return guards.snooping(now);
  }

  /** Where a station is; null if nobody knows. */
  public @Nullable Integer find(MacAddress mac, int vlan) {
    SwitchPort port = stations.find(Station.key(vlan, mac.bits()));
    return port == null ? null : port.number;
  }
}
