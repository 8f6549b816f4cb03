package io.qnet.vde.stp;

import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one port, under the names that IEEE 802.1D-2004 gives them in 17.17 and 17.19.
 */
final class TreePort {
  /** How long a protocol is given to show itself (table 17-1). */
  static final long MIGRATE_TIME = Duration.ofSeconds(3).toNanos();

  private static final int PRIORITY_SHIFT = 8;

  final int number;
  final BridgeState bridge;
  PortSettings settings;

  boolean portEnabled;
  boolean guarded;
  boolean rootGuarding;

  Bpdu message = Bpdu.TOPOLOGY_CHANGE_NOTIFICATION;
  boolean rcvdMsg;
  boolean rcvdRstp;
  boolean rcvdStp;
  boolean rcvdTc;
  boolean rcvdTcAck;
  boolean rcvdTcn;

  InfoIs infoIs = InfoIs.DISABLED;
  PriorityVector designatedPriority;
  PriorityVector portPriority;
  Times designatedTimes;
  Times portTimes;

  PortRole role = PortRole.DISABLED;
  PortRole selectedRole = PortRole.DISABLED;
  boolean selected;
  boolean updtInfo;
  boolean reselect = true;

  /** Whether the port got quiet after it took a role that wants it quiet. */
  boolean quiet;

  boolean agree;
  boolean agreed;
  boolean proposed;
  boolean proposing;
  boolean disputed;
  boolean sync = true;
  boolean synced;
  boolean reRoot = true;

  boolean learn;
  boolean learning;
  boolean forward;
  boolean forwarding;
  boolean flushDue;

  boolean mcheck;
  boolean sendRstp;
  boolean operEdge;
  ProtocolMigration.State migration = ProtocolMigration.State.CHECKING_RSTP;

  boolean newInfo = true;
  int txCount;

  TopologyChange.State topology = TopologyChange.State.INACTIVE;
  boolean tcAck;
  boolean tcProp;

  final Countdown edgeDelayWhile = new Countdown();
  final Countdown fdWhile = new Countdown();
  final Countdown helloWhen = new Countdown();
  final Countdown mdelayWhile = new Countdown();
  final Countdown rbWhile = new Countdown();
  final Countdown rcvdInfoWhile = new Countdown();
  final Countdown rrWhile = new Countdown();
  final Countdown tcWhile = new Countdown();

  /** When {@link #txCount} goes down by one. */
  final Countdown txTick = new Countdown();

  private final List<Countdown> timers =
      List.of(
          edgeDelayWhile,
          fdWhile,
          helloWhen,
          mdelayWhile,
          rbWhile,
          rcvdInfoWhile,
          rrWhile,
          tcWhile,
          txTick);

  long sent;
  long received;
  long discarded;
  TreeState told = TreeState.DISCARDING;
  @Nullable PortRole toldRole;

  /** Where the port's priority vector comes from (17.19.10). */
  enum InfoIs {
    RECEIVED,
    MINE,
    AGED,
    DISABLED
  }

  TreePort(int number, BridgeState bridge, PortSettings settings) {
    this.number = number;
    this.bridge = bridge;
    this.settings = settings;
    this.operEdge = settings.edge();
    this.sendRstp = bridge.settings.rapid();
    this.designatedTimes = bridge.settings.times();
    this.portTimes = designatedTimes;
    this.designatedPriority = new PriorityVector(bridge.id(), 0, bridge.id(), id());
    this.portPriority = designatedPriority;
  }

  /** The port identifier: four bits of priority, twelve of number (9.2.7). */
  int id() {
    return settings.priority() << PRIORITY_SHIFT | number;
  }

  TreeState state() {
    if (forwarding) {
      return TreeState.FORWARDING;
    }
    return learning ? TreeState.LEARNING : TreeState.DISCARDING;
  }

  /** 17.20.6: how long to discard, and to learn, where nobody agrees. */
  long forwardDelay() {
    return Times.nanos(sendRstp ? designatedTimes.helloTime() : designatedTimes.forwardDelay());
  }

  long fwdDelay() {
    return Times.nanos(designatedTimes.forwardDelay());
  }

  long maxAge() {
    return Times.nanos(designatedTimes.maxAge());
  }

  long helloTime() {
    return Times.nanos(designatedTimes.helloTime());
  }

  /** 17.20.4: how long silence has to last before it proves a station. */
  long edgeDelay() {
    return settings.pointToPoint() ? MIGRATE_TIME : maxAge();
  }

  /** When one of its timers reaches zero next, or {@link Deadlines#NEVER}. */
  long deadline() {
    long next = Deadlines.NEVER;
    if (portEnabled) {
      for (Countdown timer : timers) {
        next = timer.earlier(next, bridge.now);
      }
    }
    return next;
  }

  /** The role has to be chosen again. */
  void askReselect() {
    reselect = true;
    selected = false;
  }
}
