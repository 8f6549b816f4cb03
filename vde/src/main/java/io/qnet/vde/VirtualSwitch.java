package io.qnet.vde;

import io.qnet.vde.stp.BridgeSettings;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.Offloads;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.clock.Deadlines;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A learning switch, or a hub. On one thread, inside bursts. */
public final class VirtualSwitch implements AutoCloseable {
  /** In a wish for a port: any will do. */
  public static final int ANY_PORT = -1;

  /** As a port's untagged VLAN: frames without a tag are not taken. */
  public static final int NO_VLAN = 4095;

  /** What is in the same segment is a gateway: no bridge, and a server. */
  private static final PortOrder OF_THE_SEGMENT = PortOrder.parse("edge trust");

  /** Cables of one port. */
  static final int MOST_PLUGS = 16;

  private final Burst burst;
  private final Consumer<SwitchEvent> events;
  private final PortTable ports;
  private final Stations stations;
  private final SwitchControl operator;
  private final SwitchTree tree;
  private final Guards guards;
  private final PortDuties duties;
  private final LoopWatch loops;
  private final FloodLimit floods;
  private final Ingress ingress = new Ingress();
  private final Departure departure = new Departure();
  private final Fate fate = new Fate(ingress);
  private @Nullable ControlSink control;
  private boolean hub;
  private int lastPlug;

  /**
   * A switch with nothing plugged in.
   *
   * @param burst of the segment it belongs to
   * @param events told what happens
   */
  public VirtualSwitch(SwitchSettings settings, Burst burst, Consumer<SwitchEvent> events) {
    this.burst = burst;
    this.events = events;
    this.ports = new PortTable(settings.ports());
    Deadlines deadlines = new Deadlines(burst);
    this.stations = new Stations(settings, ports, deadlines, events);
    BridgeSettings identity = BridgeSettings.of(settings.address());
    this.tree = new SwitchTree(this, ports, burst, deadlines, identity, events);
    this.guards = new Guards(stations, events);
    this.operator = new SwitchControl(this, ports, stations, guards);
    this.duties = new PortDuties(ports, stations, guards, burst);
    this.loops = new LoopWatch(this, ports, deadlines, settings.seed(), events);
    this.floods = new FloodLimit(events);
    stations.onMove(loops::moved);
    this.hub = settings.hub();
  }

  /** What an operator does to it while it runs. */
  public SwitchControl control() {
    return operator;
  }

  /** Its part in a spanning tree. */
  public SwitchTree tree() {
    return tree;
  }

  /**
   * Plugs {@code link} into the first free port; null if there is none, and the link is not ours.
   */
  public @Nullable Plug plug(Link link) {
    Plug plug = reserve(ANY_PORT, Owner.inside(link.name()));
    if (plug != null) {
      plug.open(link);
    }
    return plug;
  }

  /**
   * Keeps a place for a cable.
   *
   * @param wish a port's number, or {@link #ANY_PORT}
   * @return null if there is no such port, it is full, or it is somebody else's
   */
  public @Nullable Plug reserve(int wish, Owner owner) {
    return reserve(wish, owner, null);
  }

  /** The same for a cable of a group: that never changes the VLANs of a port that has some. */
  public @Nullable Plug reserve(int wish, Owner owner, @Nullable PortGroup group) {
    SwitchPort port = ports.admit(wish, owner, group);
    if (port == null) {
      return null;
    }
    duties.enter(port, group);
    Plug plug = new Plug(this, port, ++lastPlug, owner);
    port.plugs.add(plug);
    return plug;
  }

  /**
   * A link into this switch for something in the same segment: plugged in, and to be opened.
   *
   * @param wrapper puts something around the end that is plugged in; or returns it as it is
   * @return null if there is no port left
   */
  public @Nullable Link jack(String name, Offloads offloads, UnaryOperator<Link> wrapper) {
    Jack jack = new Jack(name, offloads, burst);
    Link inner = wrapper.apply(jack.inner());
    Plug plug = reserve(ANY_PORT, Owner.inside(inner.name()));
    if (plug == null) {
      return null;
    }
    OF_THE_SEGMENT.suggest(this, plug.at());
    plug.open(inner);
    return jack.outer();
  }

  void cameUp(Plug plug) {
    tree.cableChanged(plug.at());
    events.accept(new SwitchEvent.PortUp(plug.port(), plug.name()));
  }

  void wentDown(Plug plug, String why) {
    boolean last = !plug.at().isUp();
    if (last) {
      stations.forget(plug.at());
      guards.forget(plug.at());
      loops.letIn(plug.at());
    }
    tree.cableChanged(plug.at());
    events.accept(new SwitchEvent.PortDown(plug.port(), plug.name(), why, last));
  }

  void remove(Plug plug, String why) {
    SwitchPort port = plug.at();
    if (!port.plugs.remove(plug)) {
      return;
    }
    if (plug.isUp()) {
      wentDown(plug, why);
    }
    duties.leave(port);
    PortOrder.takeBackSuggested(this, port);
  }

  /** A frame came in by {@code plug}; takes it over. */
  void accept(Plug plug, Frame frame) {
    SwitchPort port = plug.at();
    port.framesIn++;
    port.octetsIn += frame.length();
    if (port.monitor != null) {
      copyTo(port.monitor, frame);
    }
    DropReason reason = hub && !port.monitors ? repeat(port, frame) : forward(port, frame);
    if (reason != null) {
      port.drops.count(reason);
      fate.dropped(port, reason);
    }
  }

  /** Does with the frame what has to be done, and says why it went nowhere, or null. */
  private @Nullable DropReason forward(SwitchPort port, Frame frame) {
    DropReason reason = ingress.read(frame.octets(), port);
    if ((reason == null || ingress.bare()) && ingress.reserved()) {
      reason = consume(port, frame);
      if (reason == null) {
        frame.release();
        return null;
      }
    }
    if (reason == null && loops.waits()) {
      reason = loops.proof(port, ingress, frame.octets(), burst.now());
    }
    if (reason == null && port.guarded) {
      reason = guards.refusal(port, ingress, frame.octets(), burst.now());
    }
    if (reason == null && port.state != PortState.DISCARDING) {
      stations.learn(ingress.sourceKey(), port, burst.now());
    }
    if (reason == null && port.state != PortState.FORWARDING) {
      reason = DropReason.PORT_BLOCKED;
    }
    if (reason != null) {
      frame.release();
      return reason;
    }
    begin(frame);
    try {
      return depart(port);
    } finally {
      departure.end();
    }
  }

  /** Everything of a port is heard at its monitor, whatever becomes of it. */
  private void copyTo(SwitchPort monitor, Frame frame) {
    departure.begin(frame.share());
    boolean unused = departure.repeatTo(monitor);
    departure.end();
  }

  private void begin(Frame frame) {
    if (ingress.taggedForPriority()) {
      Frame bare = VlanTag.popped(frame);
      frame.release();
      departure.begin(bare, false, ingress.vlan(), ingress.priority());
    } else {
      departure.begin(frame, ingress.tagged(), ingress.vlan(), ingress.priority());
    }
  }

  private @Nullable DropReason depart(SwitchPort from) {
    SwitchPort to = ingress.toGroup() ? null : stations.find(ingress.destinationKey());
    if (to == null) {
      return flood(from);
    }
    if (to == from) {
      return DropReason.SAME_PORT;
    }
    if (to.state != PortState.FORWARDING || !to.carries(ingress.vlan())) {
      return flood(from); // what is known is out of date, or was entered by hand
    }
    if (to.isolated && from.isolated) {
      return DropReason.ISOLATED;
    }
    fate.forwarded(from, to);
    return departure.sendTo(to) ? null : DropReason.NO_PEER;
  }

  private @Nullable DropReason flood(SwitchPort from) {
    if (from.storm != null && !floods.admits(from, burst.now())) {
      return DropReason.STORM;
    }
    List<SwitchPort> all = ports.all();
    int vlan = ingress.vlan();
    boolean apart = from.isolated;
    int reached = 0;
    for (int i = 0; i < all.size(); i++) {
      SwitchPort to = all.get(i);
      if (to != from
          && to.state == PortState.FORWARDING
          && to.carries(vlan)
          && !(apart && to.isolated)
          && departure.sendTo(to)) {
        reached++;
      }
    }
    fate.flooded(from, reached);
    return reached == 0 ? DropReason.NO_RECEIVER : null;
  }

  private @Nullable DropReason consume(SwitchPort port, Frame frame) {
    ControlSink sink = control;
    if (sink == null || !ingress.toSpanningTree()) {
      return DropReason.UNSUPPORTED;
    }
    sink.accept(port.number, frame);
    fate.consumed(port);
    return null;
  }

  private @Nullable DropReason repeat(SwitchPort from, Frame frame) {
    int reached = 0;
    departure.begin(frame);
    for (SwitchPort to : ports.all()) {
      if (to != from && !to.monitors && departure.repeatTo(to)) {
        reached++;
      }
    }
    departure.end();
    fate.repeated(from, reached);
    return reached == 0 ? DropReason.NO_RECEIVER : null;
  }

  /**
   * What became of the frame that came in last, in words; empty if none did since this was asked.
   */
  public String takeFate() {
    return fate.take();
  }

  /**
   * Frames to 01:80:c2:00:00:00 go to {@code sink} from now on; without one they are counted as
   * {@link DropReason#UNSUPPORTED}.
   */
  void onControl(@Nullable ControlSink sink) {
    control = sink;
  }

  /** Sends a frame out of {@code port}, whatever its state; takes it over. In a burst. */
  void sendControl(int port, Frame frame) {
    SwitchPort to = ports.find(port);
    departure.begin(frame);
    if (to != null && !departure.repeatTo(to)) {
      to.drops.count(DropReason.NO_PEER);
    }
    departure.end();
  }

  /** Sends a frame of its own into a VLAN, out of one port; takes it over. In a burst. */
  void sendInto(int vlan, int port, Frame frame) {
    SwitchPort to = ports.find(port);
    departure.begin(frame, false, vlan, 0);
    if (to != null && to.carries(vlan) && to.state == PortState.FORWARDING) {
      boolean unused = departure.sendTo(to);
    }
    departure.end();
  }

  PortDuties duties() {
    return duties;
  }

  /** Forgets the stations that were learned at {@code port}. */
  public void forgetStations(int port) {
    SwitchPort at = ports.find(port);
    if (at != null) {
      stations.forget(at);
    }
  }

  /**
   * Enters a station by hand; it is not forgotten, and stays at that port wherever it is seen.
   *
   * @param sticky whether it is pinned there
   * @return false if there is no such port, or no room
   */
  public boolean enter(MacAddress mac, int vlan, int port, boolean sticky) {
    SwitchPort at = ports.get(port);
    return at != null && stations.enter(Station.key(vlan, mac.bits()), at, sticky, burst.now());
  }

  /** Forgets a station, however it came in; says whether there was one. */
  public boolean removeStation(MacAddress mac, int vlan) {
    return stations.remove(Station.key(vlan, mac.bits()));
  }

  boolean isHub() {
    return hub;
  }

  /** Turns it into a hub, or back into a switch that knows nobody yet. */
  public void setHub(boolean newHub) {
    hub = newHub;
    if (hub) {
      tree.stop();
    }
    stations.forgetLearned();
  }

  /**
   * Puts a port into VLANs.
   *
   * @param untagged the VLAN of frames without a tag; {@link #NO_VLAN} for none
   * @param tagged the VLANs whose frames bear a tag
   * @return false if there is no such port
   */
  public boolean setVlans(int port, int untagged, List<Integer> tagged) {
    SwitchPort at = ports.get(port);
    if (at != null) {
      duties.join(at, untagged, tagged);
    }
    return at != null;
  }

  /** What there is now: a copy. */
  public SwitchSnapshot snapshot() {
    List<PortRow> rows = new ArrayList<>();
    ports.all().forEach(port -> rows.add(port.row()));
    return new SwitchSnapshot(
        hub,
        rows,
        stations.rows(burst.clock().now()),
        stations.evicted(),
        tree.snapshot(burst.clock().now()));
  }

  /** Pulls every cable, which closes the links. */
  @Override
  public void close() {
    for (SwitchPort port : ports.all()) {
      List.copyOf(port.plugs).forEach(Plug::close);
    }
  }
}
