package io.qnet.slirp.flow;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.host.Outside;
import io.qnet.slirp.ip.IcmpError;
import io.qnet.slirp.ip.IcmpErrors;
import io.qnet.slirp.tcp.TcpConnection;
import io.qnet.slirp.tcp.TcpContext;
import io.qnet.slirp.tcp.TcpSettings;
import io.qnet.slirp.tcp.TcpSnapshot;
import io.qnet.slirp.tcp.TcpState;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.Relay;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A guest's TCP connection and, once it is there, the host socket that it is joined to. */
final class TcpFlow implements TcpContext, Outside.Dialed {
  private static final Logger LOG = LoggerFactory.getLogger(TcpFlow.class);

  private final TcpFlows flows;
  private final Segment segment;
  private final long id;

  /**
   * How long a guest that is called may show no sign of life, in nanoseconds: 5 s. It is asked for
   * whenever the SYN is repeated, so that four questions went out before it is given up.
   */
  private static final long SEARCH = TimeUnit.SECONDS.toNanos(5);

  private final FlowKey key;
  private final IpAddress guest;
  private final IpAddress remote;
  private final TcpConnection connection;
  private final Deadlines.Entry timer;
  private final Runnable finish = this::finish;
  private @Nullable IpPacket syn;
  private @Nullable ByteStream host;
  private long held;
  private final long openedAt;
  private long spokeAt;
  private Outside.@Nullable Dial dial;
  private boolean finishing;
  private boolean waiting;
  private String why = "";

  /** A flow for a guest's SYN, which is remembered until the host has connected. */
  TcpFlow(
      TcpFlows flows,
      Segment segment,
      TcpSettings settings,
      int iss,
      IpPacket packet,
      TcpView opening,
      TcpOptions options) {
    this.flows = flows;
    this.segment = segment;
    this.id = segment.ids().getAsLong();
    this.guest = packet.source();
    this.remote = packet.destination();
    this.key = new FlowKey(guest, opening.sourcePort(), remote, opening.destinationPort());
    this.openedAt = segment.burst().now();
    this.spokeAt = openedAt;
    this.syn = IcmpErrors.keep(packet);
    this.timer = segment.deadlines().entry(now -> onDeadline());
    this.connection =
        TcpConnection.passive(
            settings, this, key.remotePort(), key.guestPort(), iss, opening, options);
  }

  /** A flow from the gateway to {@code key}'s guest: its SYN leaves when the burst ends. */
  TcpFlow(TcpFlows flows, Segment segment, TcpSettings settings, int iss, FlowKey key) {
    this.flows = flows;
    this.segment = segment;
    this.id = segment.ids().getAsLong();
    this.guest = key.guest();
    this.remote = key.remote();
    this.key = key;
    this.openedAt = segment.burst().now();
    this.spokeAt = openedAt;
    this.timer = segment.deadlines().entry(now -> onDeadline());
    this.connection = TcpConnection.active(settings, this, key.remotePort(), key.guestPort(), iss);
  }

  /** When the guest last sent anything, or began. */
  long spokeAt() {
    return spokeAt;
  }

  FlowKey key() {
    return key;
  }

  ByteStream stream() {
    return connection.stream();
  }

  private long holds() {
    return connection.pinned() + (host == null ? 0 : host.pending());
  }

  /** Looks again at what waits here: the host takes octets without a word. */
  long recount() {
    held = holds();
    return held;
  }

  /** Octets of memory that wait here, as told to {@link TcpFlows#onHeld} last. */
  long held() {
    return held;
  }

  /** Whether {@code syn} begins the guest's next connection with the same ports. */
  boolean mayReopen(TcpView syn, TcpOptions options) {
    return connection.reopens(syn, options);
  }

  /** Asks the host to connect; the guest is answered when it has. */
  void dial(IpAddress address) {
    dial = segment.outside().dial(address, key.remotePort(), flows.wishFor(key.guestPort()), this);
  }

  /** Asks somebody else to connect; the guest is answered when he has. */
  void dial(Function<Outside.Dialed, Outside.Dial> dialer) {
    dial = dialer.apply(this);
  }

  /** Serves the guest here, without a host socket. */
  void serve(Consumer<ByteStream> service) {
    syn = null;
    connection.accept();
    service.accept(connection.stream());
  }

  @Nullable DropReason onSegment(TcpView view, TcpOptions options) {
    spokeAt = segment.burst().now();
    DropReason reason = connection.onSegment(view, options);
    rearm();
    return reason;
  }

  void onPathMtu(int mss) {
    connection.onPathMtu(mss);
    rearm();
  }

  /** The link takes frames again. */
  void onLinkWritable() {
    waiting = false;
    connection.onWritable();
    rearm();
  }

  /** Ends the flow from our side, for the tables at once: the guest gets a RST. */
  void kill(String reason) {
    why = reason;
    cancelDial();
    connection.kill();
    flows.forget(this);
  }

  @Override
  public void onConnected(ByteStream connected) {
    dial = null;
    syn = null;
    connection.accept();
    host = connected;
    Relay.join(connection.stream(), connected);
    rearm();
  }

  @Override
  public void onFailed(ByteStream.Reason reason) {
    dial = null;
    why = "the host could not connect: " + reason;
    switch (reason) {
      case REFUSED, RESET -> connection.refuse();
      case NETWORK_UNREACHABLE -> unreachable(IcmpError.NET_UNREACHABLE);
      case HOST_UNREACHABLE -> unreachable(IcmpError.HOST_UNREACHABLE);
      case PROHIBITED -> unreachable(IcmpError.PROHIBITED);
      case TIMEOUT -> connection.abandon();
      case CLOSED -> {
        segment.drops().count(DropReason.HOST_REFUSED);
        connection.abandon();
      }
    }
    rearm();
  }

  private void unreachable(IcmpError error) {
    IpPacket packet = syn;
    if (packet != null) {
      IcmpErrors errors = segment.errors();
      DropReason reason = DropReason.HOST_REFUSED;
      segment.drops().count(errors.about(packet, error, reason));
    }
    connection.abandon();
  }

  @Override
  public void send(TcpHeader header, ByteBuf payload, int segmentSize) {
    segment.output().tcp(remote, guest, header, payload, segmentSize);
  }

  @Override
  public int superSegment() {
    return segment.output().superSegment(guest);
  }

  @Override
  public boolean writable() {
    boolean writable = segment.output().writable();
    if (!writable && !waiting) {
      waiting = true;
      flows.waitForLink(this);
    }
    return writable;
  }

  @Override
  public long now() {
    return segment.burst().now();
  }

  @Override
  public void finishLater() {
    if (!finishing) {
      finishing = true;
      segment.burst().later(finish);
    }
  }

  private void finish() {
    finishing = false;
    connection.finish();
    rearm();
  }

  private void onDeadline() {
    if (connection.state() == TcpState.SYN_SENT) {
      search();
    }
    connection.onDeadline();
    rearm();
  }

  /**
   * A guest that was called did not answer yet: looks whether it is there at all. One that is may
   * take its time; for one that is not, whoever called waits in vain.
   */
  private void search() {
    if (segment.output().heardSince(guest, openedAt)) {
      return;
    }
    if (now() - openedAt >= SEARCH) {
      boolean four = guest instanceof Ipv4Address;
      unreachable("no guest is there: no answer to " + (four ? "ARP" : "neighbor solicitations"));
    } else {
      segment.output().ask(guest);
    }
  }

  /** Ends a call that was not answered; does nothing to other flows. */
  void unreachable(String reason) {
    connection.unreachable(reason);
    rearm();
  }

  private void rearm() {
    timer.set(connection.deadline());
    long before = held;
    held = holds();
    if (held != before) {
      flows.onHeld(this, held - before);
    }
  }

  @Override
  public void onState(TcpState from, TcpState to, String reason) {
    LOG.debug("flow {} tcp {}: {} -> {} ({})", id, key, from, to, reason);
    flows.onState(this, to);
    if (to == TcpState.CLOSED) {
      cancelDial();
      syn = null;
      TcpSnapshot end = connection.snapshot();
      segment
          .events()
          .accept(
              new GatewayEvent.FlowClosed(
                  id, why.isEmpty() ? reason : why, end.octetsIn(), end.octetsOut()));
    }
  }

  private void cancelDial() {
    if (dial != null) {
      dial.cancel();
      dial = null;
    }
  }

  FlowRow row() {
    TcpSnapshot now = connection.snapshot();
    return new FlowRow(
        id,
        "tcp",
        guest,
        key.guestPort(),
        remote,
        key.remotePort(),
        now.state().name(),
        -1,
        now.octetsIn(),
        now.octetsOut(),
        host == null ? null : host.socket(),
        now.receiveQueue() + (host == null ? 0 : host.pending()),
        now.sendQueue());
  }

  void announceCall() {
    segment
        .events()
        .accept(
            new GatewayEvent.GuestCalled(
                id, "tcp", remote, key.remotePort(), guest, key.guestPort()));
  }

  void announce() {
    segment
        .events()
        .accept(
            new GatewayEvent.FlowOpened(
                id, "tcp", guest, key.guestPort(), remote, key.remotePort()));
  }
}
