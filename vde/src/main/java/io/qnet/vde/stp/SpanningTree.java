package io.qnet.vde.stp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.clock.Deadlines;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bridge's part in a spanning tree: hears and sends BPDUs, and says which ports learn and
 * forward.
 *
 * <p>Not for more than one thread. Time is an argument; whoever owns the tree calls {@link
 * #advance} at its {@link #deadline}. The sink and the listener are called before a method returns.
 */
public final class SpanningTree {
  /** The highest number of a port (IEEE 802.1D-2004, 9.2.7). */
  public static final int MOST_PORTS = 4095;

  private final BpduSink sink;
  private final TreeListener listener;
  private final BridgeState bridge;
  private final RoleSelection roleSelection;

  /** A bridge without ports. */
  public SpanningTree(BridgeSettings settings, BpduSink sink, TreeListener listener) {
    this.sink = sink;
    this.listener = listener;
    this.bridge = new BridgeState(settings, listener::onEvent);
    this.roleSelection = new RoleSelection(bridge);
  }

  /**
   * Something is plugged in at {@code port}, 1 to {@value #MOST_PORTS}, from now on. A port that a
   * guard took out of service is to be taken down first.
   */
  public void portUp(int port, PortSettings settings, long now) {
    bridge.now = now;
    TreePort at = find(port);
    if (at == null) {
      at = add(port, settings);
    } else {
      apply(at, settings);
    }
    at.portEnabled = !at.guarded;
    run();
  }

  private TreePort add(int number, PortSettings settings) {
    if (number < 1 || number > MOST_PORTS) {
      throw new IllegalArgumentException(
          "a port's number is 1 to " + MOST_PORTS + ", but got " + number);
    }
    TreePort port = new TreePort(number, bridge, settings);
    ProtocolMigration.check(port);
    int place = 0;
    while (place < bridge.ports.size() && bridge.ports.get(place).number < number) {
      place++;
    }
    bridge.ports.add(place, port);
    return port;
  }

  /** Nothing is plugged in there any more. */
  public void portDown(int port, long now) {
    bridge.now = now;
    TreePort at = find(port);
    if (at != null) {
      at.portEnabled = false;
      at.guarded = false;
      run();
    }
  }

  /** Changes what the bridge was told, while it runs. */
  public void configure(BridgeSettings settings, long now) {
    bridge.now = now;
    boolean otherVersion = settings.version() != bridge.settings.version();
    bridge.settings = settings;
    for (TreePort port : bridge.ports) {
      port.askReselect();
      if (otherVersion) {
        ProtocolMigration.check(port);
      }
    }
    run();
  }

  /** Changes what a port was told, while it runs; a port that never was up is ignored. */
  public void configure(int port, PortSettings settings, long now) {
    bridge.now = now;
    TreePort at = find(port);
    if (at != null) {
      apply(at, settings);
      run();
    }
  }

  private static void apply(TreePort port, PortSettings settings) {
    if (port.settings.edge() != settings.edge()) {
      port.operEdge = settings.edge();
    }
    port.settings = settings;
    port.askReselect();
  }

  /** Tries RSTP again on a port that found an STP bridge (mcheck, 17.19.13). */
  public void migrate(int port, long now) {
    bridge.now = now;
    TreePort at = find(port);
    if (at != null) {
      at.mcheck = bridge.rapid();
      run();
    }
  }

  /**
   * A frame to 01:80:c2:00:00:00 came in.
   *
   * @param frame without a tag, from its reader index on; borrowed
   * @return why it was not heeded, or null
   */
  public @Nullable DropReason onBpdu(int port, ByteBuf frame, long now) {
    bridge.now = now;
    TreePort at = find(port);
    if (at == null) {
      return DropReason.NO_RECEIVER;
    }
    DropReason reason = receive(at, new BpduView(frame));
    if (reason != null) {
      at.discarded++;
    }
    return reason;
  }

  private @Nullable DropReason receive(TreePort port, BpduView view) {
    if (!port.portEnabled) {
      return DropReason.OUT_OF_STATE;
    }
    if (port.settings.guard() == PortSettings.Guard.FILTER) {
      return DropReason.PROHIBITED;
    }
    DropReason reason = view.check();
    if (reason != null) {
      return reason;
    }
    if (port.settings.guard() == PortSettings.Guard.BPDU) {
      port.guarded = true;
      port.portEnabled = false;
      bridge.events.accept(new TreeEvent.BpduGuarded(port.number));
      run();
      return DropReason.PROHIBITED;
    }
    Bpdu message = view.read();
    if (message.isEchoOf(port)) {
      return DropReason.SELF_SENT;
    }
    take(port, message);
    run();
    return null;
  }

  /** The Port Receive machine (17.23); what comes in is handled before the next does. */
  private void take(TreePort port, Bpdu message) {
    port.received++;
    port.message = message;
    port.rcvdMsg = true;
    port.rcvdRstp |= message.rapid();
    port.rcvdStp |= !message.rapid();
    port.operEdge = false;
    port.edgeDelayWhile.start(bridge.now, TreePort.MIGRATE_TIME);
  }

  /** The time is {@code now}: does what was due. */
  public void advance(long now) {
    bridge.now = now;
    run();
  }

  /** When {@link #advance} is due next, or {@link Deadlines#NEVER}. */
  public long deadline() {
    long next = Deadlines.NEVER;
    for (TreePort port : bridge.ports) {
      long due = port.deadline();
      if (due != Deadlines.NEVER && (next == Deadlines.NEVER || due - next < 0)) {
        next = due;
      }
    }
    return next;
  }

  /** What {@code port} does now; a port that never was up discards. */
  public TreeState stateOf(int port) {
    TreePort at = find(port);
    return at == null ? TreeState.DISCARDING : at.state();
  }

  /** What {@code port} is for the tree now. */
  public PortRole roleOf(int port) {
    TreePort at = find(port);
    return at == null ? PortRole.DISABLED : at.role;
  }

  /** All of it now: a copy. */
  public TreeSnapshot snapshot(long now) {
    List<TreePortRow> rows = new ArrayList<>();
    bridge.ports.forEach(port -> rows.add(TreePortRow.of(port)));
    return TreeSnapshot.of(bridge, now, rows);
  }

  private @Nullable TreePort find(int number) {
    for (TreePort port : bridge.ports) {
      if (port.number == number) {
        return port;
      }
    }
    return null;
  }

  /** Runs the machines until none moves, has done what they decided, and speaks last. */
  private void run() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (TreePort port : bridge.ports) {
        moved |= ProtocolMigration.step(port);
        moved |= BridgeDetection.step(port);
        moved |= PortInformation.step(port);
      }
      moved |= roleSelection.step();
      for (TreePort port : bridge.ports) {
        moved |= RoleTransitions.step(port);
        moved |= StateTransition.step(port);
        moved |= TopologyChange.step(port);
      }
    }
    bridge.ports.forEach(this::tell);
    bridge.ports.forEach(this::transmit);
  }

  private void tell(TreePort port) {
    TreeState state = port.state();
    boolean otherState = state != port.told;
    if (otherState) {
      port.told = state;
      listener.onState(port.number, state);
    }
    if (port.flushDue) {
      port.flushDue = false;
      listener.onFlush(port.number);
    }
    if (otherState || port.role != port.toldRole) {
      port.toldRole = port.role;
      bridge.events.accept(new TreeEvent.PortChanged(port.number, port.role, state));
    }
  }

  private void transmit(TreePort port) {
    Bpdu message = PortTransmit.step(port);
    if (message != null) {
      port.sent++;
      sink.send(port.number, message.frame(bridge.settings.address()));
    }
  }
}
