package io.qnet.vde.stp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Bridges and wires in virtual time. A wire that two ports share is point-to-point, one of more is
 * a hub; a frame takes {@link #TRAVEL} from one end to the others.
 *
 * <p>See {@link TopologyScript} for the same in words.
 */
final class Topology {
  /** In nanoseconds. */
  static final long TRAVEL = Duration.ofNanos(50_000).toNanos();

  @SuppressWarnings("ArrayRecordComponent") // arrivals are never compared
  private record Arrival(long when, long order, Wire wire, Socket from, byte[] frame) {}

  /** One end of a wire. */
  record Socket(Bridge bridge, int port) {}

  /** A wire. */
  static final class Wire {
    final String name;
    final List<Socket> ends = new ArrayList<>();
    boolean cut;
    boolean mute;

    Wire(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A bridge, and what its listener heard. */
  final class Bridge implements TreeListener {
    final String name;
    final SpanningTree tree;
    final List<String> wires = new ArrayList<>();
    final List<PortSettings> settings = new ArrayList<>();
    final List<TreeEvent> events = new ArrayList<>();
    final List<Integer> flushed = new ArrayList<>();
    final Map<Integer, TreeState> states = new TreeMap<>();
    BridgeSettings own;
    boolean dead;

    Bridge(String name, BridgeSettings own) {
      this.name = name;
      this.own = own;
      this.tree =
          new SpanningTree(own, (port, frame) -> transmit(new Socket(this, port), frame), this);
    }

    @Override
    public void onState(int port, TreeState state) {
      states.put(port, state);
    }

    @Override
    public void onFlush(int port) {
      flushed.add(port);
    }

    @Override
    public void onEvent(TreeEvent event) {
      assertThat(event.sentence()).isNotBlank();
      assertThat(event.type()).startsWith("stp.");
      events.add(event);
    }

    Wire wire(int port) {
      return Topology.this.wire(wires.get(port - 1));
    }

    TreePortRow row(int port) {
      return tree.snapshot(now).ports().get(port - 1);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  final Map<String, Bridge> bridges = new TreeMap<>();
  final Map<String, Wire> wires = new TreeMap<>();
  private final PriorityQueue<Arrival> arrivals =
      new PriorityQueue<>(
          (a, b) ->
              a.when != b.when ? Long.signum(a.when - b.when) : Long.signum(a.order - b.order));
  private final Set<Socket> deaf = new HashSet<>();
  private boolean vigilant;
  private long order;
  private long everSent;

  /** Begins some seconds before the clock wraps. */
  long now = Long.MAX_VALUE - 7_654_321_987L;

  Bridge bridge(String name) {
    return Objects.requireNonNull(bridges.get(name), name);
  }

  Wire wire(String name) {
    return wires.computeIfAbsent(name, Wire::new);
  }

  static BridgeSettings settings(int address) {
    return BridgeSettings.of(new MacAddress(0x0200_0000_0000L + address));
  }

  /** A bridge whose ports are plugged into these wires, by name. */
  Bridge add(String name, BridgeSettings own, List<String> names, List<PortSettings> settings) {
    Bridge bridge = new Bridge(name, own);
    bridges.put(name, bridge);
    bridge.settings.addAll(settings);
    for (int port = 1; port <= names.size(); port++) {
      bridge.wires.add(names.get(port - 1));
      bridge.wire(port).ends.add(new Socket(bridge, port));
    }
    return bridge;
  }

  /** Plugs everything in. */
  void start() {
    bridges.values().forEach(this::start);
  }

  private void start(Bridge bridge) {
    for (int port = 1; port <= bridge.wires.size(); port++) {
      up(bridge, port);
    }
  }

  private void up(Bridge bridge, int port) {
    if (!bridge.dead && !bridge.wire(port).cut) {
      boolean two = bridge.wire(port).ends.size() <= 2;
      bridge.tree.portUp(port, bridge.settings.get(port - 1).withPointToPoint(two), now);
    }
  }

  void cut(String wire) {
    Wire cut = wire(wire);
    cut.cut = true;
    cut.ends.forEach(end -> end.bridge.tree.portDown(end.port, now));
  }

  void heal(String wire) {
    Wire healed = wire(wire);
    healed.cut = false;
    healed.ends.forEach(end -> up(end.bridge, end.port));
  }

  /** The wire looks well, but carries nothing, or does so again. */
  void mute(String wire, boolean mute) {
    wire(wire).mute = mute;
  }

  /** From now on {@code port} hears nothing; what it says is heard. */
  void deafen(Bridge bridge, int port) {
    deaf.add(new Socket(bridge, port));
  }

  /** A bridge loses its power; its wires of two go dark at the other end too. */
  void kill(String name) {
    Bridge bridge = bridge(name);
    bridge.dead = true;
    for (int port = 1; port <= bridge.wires.size(); port++) {
      bridge.tree.portDown(port, now);
      Wire wire = bridge.wire(port);
      if (wire.ends.size() <= 2) {
        cut(wire.name);
      }
    }
  }

  /** Plugs port {@code port} into another wire. */
  void replug(String name, int port, String wire) {
    Bridge bridge = bridge(name);
    bridge.tree.portDown(port, now);
    bridge.wire(port).ends.remove(new Socket(bridge, port));
    bridge.wires.set(port - 1, wire);
    bridge.wire(port).ends.add(new Socket(bridge, port));
    up(bridge, port);
  }

  private void transmit(Socket from, ByteBuf frame) {
    everSent++;
    Wire wire = from.bridge.wire(from.port);
    if (!wire.cut && !wire.mute) {
      byte[] octets = ByteBufUtil.getBytes(frame);
      arrivals.add(new Arrival(now + TRAVEL, order++, wire, from, octets));
    }
    frame.release();
  }

  /** BPDUs sent since the beginning. */
  long sent() {
    return everSent;
  }

  /** From now on no loop may exist for a single instant. */
  void watch() {
    vigilant = true;
  }

  /** Lets time pass. */
  void run(Duration time) {
    long end = now + time.toNanos();
    while (true) {
      long next = next();
      if (next == Deadlines.NEVER || next - end > 0) {
        now = end;
        return;
      }
      step(next);
    }
  }

  private long next() {
    Arrival first = arrivals.peek();
    long next = first == null ? Deadlines.NEVER : first.when;
    for (Bridge bridge : bridges.values()) {
      long due = bridge.tree.deadline();
      if (due != Deadlines.NEVER && (next == Deadlines.NEVER || due - next < 0)) {
        next = due;
      }
    }
    return next;
  }

  /** Goes on to {@code instant} and does what is due then. */
  private void step(long instant) {
    now = instant;
    for (Bridge bridge : bridges.values()) {
      long due = bridge.tree.deadline();
      if (due != Deadlines.NEVER && due - now <= 0) {
        bridge.tree.advance(now);
      }
    }
    for (Arrival first = arrivals.peek();
        first != null && first.when - now <= 0;
        first = arrivals.peek()) {
      arrivals.remove();
      deliver(first);
      if (vigilant) {
        assertThat(new Whole(this).loop()).isNull();
      }
    }
  }

  private void deliver(Arrival arrival) {
    for (Socket to : arrival.wire.ends) {
      if (!to.equals(arrival.from) && !arrival.wire.cut && !to.bridge.dead && !deaf.contains(to)) {
        hear(to, Unpooled.wrappedBuffer(arrival.frame));
      }
    }
  }

  /** {@code to} hears a frame, which stays the caller's. */
  DropReason hear(Socket to, ByteBuf frame) {
    DropReason reason = to.bridge.tree.onBpdu(to.port, frame, now);
    return reason == null ? DropReason.IMPAIRED : reason;
  }

  /**
   * Lets time pass until the network is whole and stays so; says how long that took.
   *
   * @param most time it may take
   */
  Duration settle(Duration most) {
    long begin = now;
    while (new Whole(this).fault() != null) {
      long next = next();
      if (next == Deadlines.NEVER || next - begin - most.toNanos() > 0) {
        throw new AssertionError("after " + most + ": " + new Whole(this).fault());
      }
      step(next);
    }
    Duration took = Duration.ofNanos(now - begin);
    run(Duration.ofMillis(10));
    assertThat(new Whole(this).fault()).isNull();
    return took;
  }
}
