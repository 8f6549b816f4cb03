package io.qnet.vde;

import io.netty.buffer.ByteBuf;
import io.qnet.vde.stp.BridgeSettings;
import io.qnet.vde.stp.PortSettings;
import io.qnet.vde.stp.SpanningTree;
import io.qnet.vde.stp.TreeEvent;
import io.qnet.vde.stp.TreeListener;
import io.qnet.vde.stp.TreeSnapshot;
import io.qnet.vde.stp.TreeState;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.clock.Deadlines;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A switch's part in a spanning tree: the {@link SpanningTree} is told of cables, BPDUs and time,
 * and its word decides what the ports do. Off until it is started.
 *
 * <p>Port 0, the management client's, takes no part and always forwards.
 */
public final class SwitchTree {
  /** Events a second that are told: whoever is behind a port can make more. */
  private static final int MOST_EVENTS = 200;

  private final VirtualSwitch bridge;
  private final PortTable ports;
  private final Burst burst;
  private final Consumer<SwitchEvent> events;
  private final Deadlines.Entry timer;
  private final Obedience obedience = new Obedience();
  private BridgeSettings settings;
  private @Nullable SpanningTree tree;

  SwitchTree(
      VirtualSwitch bridge,
      PortTable ports,
      Burst burst,
      Deadlines deadlines,
      BridgeSettings settings,
      Consumer<SwitchEvent> events) {
    this.bridge = bridge;
    this.ports = ports;
    this.burst = burst;
    this.events = events;
    this.timer = deadlines.entry(this::advance);
    this.settings = settings;
  }

  /** Whether there is a tree. */
  public boolean running() {
    return tree != null;
  }

  /** Who the bridge is for the others, whether it takes part or not. */
  public BridgeSettings settings() {
    return settings;
  }

  /** Changes that, also while it takes part; an address is changed before it does. */
  public void configure(BridgeSettings newSettings) {
    settings = newSettings;
    SpanningTree now = tree;
    if (now != null) {
      burst.run(() -> now.configure(newSettings, burst.now()));
      rearm();
    }
  }

  /** Takes part from now on: every port discards until the tree says otherwise. */
  public void start() {
    if (tree != null || bridge.isHub()) {
      return;
    }
    SpanningTree made = new SpanningTree(settings, obedience::send, obedience);
    tree = made;
    bridge.onControl(this::receive);
    burst.run(
        () -> {
          for (SwitchPort port : ports.all()) {
            if (port.number != 0) {
              port.treeState = PortState.DISCARDING;
              port.decideState();
              if (port.isUp()) {
                made.portUp(port.number, settingsOf(port), burst.now());
              }
            }
          }
        });
    rearm();
  }

  /** Takes no part any more: every port forwards, and loops go round. */
  public void stop() {
    tree = null;
    timer.set(Deadlines.NEVER);
    bridge.onControl(null);
    for (SwitchPort port : ports.all()) {
      port.treeState = PortState.FORWARDING;
      port.decideState();
    }
  }

  /** What a port was told about its part. */
  public PortSettings settings(int port) {
    SwitchPort at = ports.find(port);
    return at == null ? PortSettings.DEFAULT : at.treeSettings;
  }

  /**
   * Changes what a port is told about its part, whether there is a tree or not; one that a guard
   * took out of service comes back.
   *
   * @return false if there is no such port
   */
  public boolean configure(int port, UnaryOperator<PortSettings> change) {
    SwitchPort at = ports.get(port);
    if (at == null) {
      return false;
    }
    at.treeSettings = change.apply(at.treeSettings);
    SpanningTree now = tree;
    if (now != null && port != 0) {
      burst.run(
          () -> {
            if (isOutOfService(now, port)) {
              now.portDown(port, burst.now());
              cableChanged(at);
            } else {
              now.configure(port, settingsOf(at), burst.now());
            }
          });
      rearm();
    }
    return true;
  }

  private boolean isOutOfService(SpanningTree now, int port) {
    return now.snapshot(burst.now()).ports().stream()
        .anyMatch(
            row -> row.port() == port && row.guarding() && row.guard() == PortSettings.Guard.BPDU);
  }

  /** A cable of {@code port} came or went. */
  void cableChanged(SwitchPort port) {
    SpanningTree now = tree;
    if (now == null || port.number == 0) {
      return;
    }
    if (port.isUp()) {
      port.treeState = PortState.valueOf(now.stateOf(port.number).name()); // only changes are told
      port.decideState();
      now.portUp(port.number, settingsOf(port), burst.now());
    } else {
      now.portDown(port.number, burst.now());
    }
    rearm();
  }

  /** Several cables in one port are a wire of many; who listens to others is no way anywhere. */
  private static PortSettings settingsOf(SwitchPort port) {
    PortSettings told = port.treeSettings;
    if (port.monitors) {
      return told.withGuard(PortSettings.Guard.FILTER);
    }
    return port.plugs.size() > 1 ? told.withPointToPoint(false) : told;
  }

  private void receive(int port, Frame frame) {
    SpanningTree now = tree;
    if (now == null) {
      return;
    }
    DropReason reason = now.onBpdu(port, frame.octets(), burst.now());
    SwitchPort at = ports.find(port);
    if (reason != null && at != null) {
      at.drops.count(reason);
    }
    rearm();
  }

  private void advance(long now) {
    SpanningTree running = tree;
    if (running != null) {
      running.advance(now);
      rearm();
    }
  }

  private void rearm() {
    SpanningTree now = tree;
    timer.set(now == null ? Deadlines.NEVER : now.deadline());
  }

  /** The tree as this switch sees it; null while it takes no part. */
  @Nullable TreeSnapshot snapshot(long now) {
    SpanningTree running = tree;
    return running == null ? null : running.snapshot(now);
  }

  /** Does what the tree decides. */
  private final class Obedience implements TreeListener {
    private final FrameBudget budget = new FrameBudget(MOST_EVENTS);
    private long leftOut;

    void send(int port, ByteBuf frame) {
      bridge.sendControl(port, Frame.plain(frame));
    }

    @Override
    public void onState(int port, TreeState state) {
      SwitchPort at = ports.find(port);
      if (at != null) {
        at.treeState = PortState.valueOf(state.name());
        at.decideState();
      }
    }

    @Override
    public void onFlush(int port) {
      bridge.forgetStations(port);
    }

    @Override
    public void onEvent(TreeEvent event) {
      if (!budget.admits(burst.now())) {
        leftOut++;
        return;
      }
      if (leftOut > 0) {
        events.accept(new SwitchEvent.TreeBusy(leftOut));
        leftOut = 0;
      }
      events.accept(new SwitchEvent.Tree(event));
    }
  }
}
