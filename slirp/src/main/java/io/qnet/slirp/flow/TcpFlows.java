package io.qnet.slirp.flow;

import io.netty.buffer.Unpooled;
import io.qnet.slirp.host.Outside;
import io.qnet.slirp.tcp.InitialSequence;
import io.qnet.slirp.tcp.TcpSettings;
import io.qnet.slirp.tcp.TcpState;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.nat.NatBehaviour;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The TCP connections of a segment. */
public final class TcpFlows {
  /** Octets that the buffers of sixteen connections may have; more connections share as much. */
  private static final long SHARED = 16 << 20;

  private static final long SMALLEST_SHARE = 16 << 10;
  private static final String UNPLUGGED = "no machine is plugged in";

  private final Segment segment;
  private final TcpSettings settings4;
  private final TcpSettings settings6;
  private final FlowLimits limits;
  private final InitialSequence initialSequence;
  private final PortChoice ports;
  private final Silence silence;
  private final TcpOptions options = new TcpOptions();
  private final LinkedHashMap<FlowKey, TcpFlow> flows = new LinkedHashMap<>(64, 0.75f, true);
  private final Set<TcpFlow> halfOpen = new LinkedHashSet<>();
  private final Set<TcpFlow> timeWait = new LinkedHashSet<>();
  private final Set<TcpFlow> waiting = new LinkedHashSet<>();
  private long held;
  private boolean up;

  /**
   * No connections yet.
   *
   * @param mtu the segment's, in octets
   * @param random for ports that must not be guessed
   */
  public TcpFlows(
      Segment segment,
      int mtu,
      FlowLimits limits,
      NatBehaviour nat,
      InitialSequence initialSequence,
      RandomGenerator random) {
    this.segment = segment;
    this.settings4 = TcpSettings.ofMss(mtu - Ipv4View.HEADER_LENGTH - TcpView.HEADER_LENGTH);
    this.settings6 =
        TcpSettings.ofMss(
            Math.max(mtu, Ipv6View.MINIMUM_MTU) - Ipv6View.HEADER_LENGTH - TcpView.HEADER_LENGTH);
    this.limits = limits;
    this.initialSequence = initialSequence;
    this.ports = new PortChoice(nat, random);
    this.silence = new Silence(segment, nat.tcpTimeout().toNanos());
  }

  /** Decides about segments that belong to no connection. */
  @FunctionalInterface
  public interface Strays {
    /**
     * A segment of no connection, or one that opens the next between the same ends; borrowed.
     *
     * @return why it went nowhere; null if it did not
     */
    @Nullable DropReason onStray(IpPacket packet, TcpView view);
  }

  /** A segment for the connection it belongs to, or else for {@code strays}. */
  public @Nullable DropReason onSegment(IpPacket packet, TcpView view, Strays strays) {
    if (!options.readFrom(view)) {
      return DropReason.BAD_OPTION;
    }
    TcpFlow flow = flows.get(keyOf(packet, view)); // made only to be looked up: costs no memory
    return flow != null && !flow.mayReopen(view, options)
        ? flow.onSegment(view, options)
        : strays.onStray(packet, view);
  }

  /**
   * A stray to somebody on the outside.
   *
   * @param target where the host is to connect if this opens a connection
   */
  public @Nullable DropReason toOutside(IpPacket packet, TcpView view, IpAddress target) {
    return open(packet, view, opened -> opened.dial(target));
  }

  /** A stray to somebody who is called by {@code dialer} if this opens a connection. */
  public @Nullable DropReason toForward(
      IpPacket packet, TcpView view, Function<Outside.Dialed, Outside.Dial> dialer) {
    return open(packet, view, opened -> opened.dial(dialer));
  }

  /** A stray to a service of the gateway's own, which takes over each stream that is opened. */
  public @Nullable DropReason toService(
      IpPacket packet, TcpView view, Consumer<ByteStream> service) {
    return open(packet, view, opened -> opened.serve(service));
  }

  /**
   * Calls a guest, from the router's address and a port that nobody can guess (RFC 6056, 3.3.3).
   *
   * @return what may be written to at once; it is aborted if the guest refuses, does not answer, or
   *     is not there
   */
  public ByteStream call(IpAddress guest, int port) {
    makeRoom();
    IpAddress router = segment.hosts().routerFor(guest);
    long now = segment.burst().now();
    int from = initialSequence.next(now, router, port, guest, 0);
    FlowKey key;
    do { // there are more ports than there may be flows
      key = new FlowKey(guest, port, router, EphemeralPorts.of(from++));
    } while (flows.containsKey(key));
    int iss = initialSequence.next(now, router, key.remotePort(), guest, port);
    TcpFlow flow = new TcpFlow(this, segment, share(key), iss, key);
    flows.put(key, flow);
    halfOpen.add(flow);
    silence.watch(flows.values());
    flow.announceCall();
    if (!up) {
      flow.unreachable(UNPLUGGED);
    }
    return flow.stream();
  }

  private static FlowKey keyOf(IpPacket packet, TcpView view) {
    return new FlowKey(
        packet.source(), view.sourcePort(), packet.destination(), view.destinationPort());
  }

  private @Nullable DropReason open(IpPacket packet, TcpView view, Consumer<TcpFlow> opening) {
    if (!options.readFrom(view)) {
      return DropReason.BAD_OPTION;
    }
    FlowKey key = keyOf(packet, view);
    TcpFlow before = flows.get(key);
    if (before != null) {
      before.kill("the guest reused the port");
    }
    if ((view.flags() & (TcpFlags.SYN | TcpFlags.ACK)) != TcpFlags.SYN) {
      return refuse(packet, view);
    }
    if (key.guestPort() == 0 || key.remotePort() == 0) {
      return DropReason.BAD_ADDRESS;
    }
    makeRoom();
    int iss =
        initialSequence.next(
            segment.burst().now(), key.remote(), key.remotePort(), key.guest(), key.guestPort());
    TcpFlow flow = new TcpFlow(this, segment, share(key), iss, packet, view, options);
    flows.put(key, flow);
    halfOpen.add(flow);
    silence.watch(flows.values());
    flow.announce();
    opening.accept(flow);
    return null;
  }

  /** The host's port that a guest's is to become. */
  int wishFor(int guestPort) {
    return ports.wish(guestPort, 0);
  }

  private void makeRoom() {
    if (halfOpen.size() >= limits.halfOpen()) {
      evict(halfOpen.iterator().next(), "too many connections are being opened at once");
    } else if (flows.size() >= limits.tcp()) {
      Iterator<TcpFlow> eldestFirst =
          timeWait.isEmpty() ? flows.values().iterator() : timeWait.iterator();
      evict(eldestFirst.next(), "too many connections; the least recently used one went");
    }
  }

  private void evict(TcpFlow flow, String why) {
    segment.drops().count(DropReason.TABLE_FULL);
    flow.kill(why);
  }

  /** Buffers for one connection more: the more there are, the smaller. */
  private TcpSettings share(FlowKey key) {
    long share = Math.max(SMALLEST_SHARE, SHARED / (flows.size() + 1));
    TcpSettings settings = key.guest() instanceof Ipv6Address ? settings6 : settings4;
    return settings.withBuffers(
        (int) Math.min(settings.sendBuffer(), share),
        (int) Math.min(settings.receiveBuffer(), share / 2));
  }

  /**
   * A flow holds more octets than before, or fewer; if all of them hold too many, the worst goes.
   */
  void onHeld(TcpFlow flow, long change) {
    if (flows.get(flow.key()) != flow) {
      return; // forgotten already
    }
    held += change;
    if (held > limits.octets()) {
      held = flows.values().stream().mapToLong(TcpFlow::recount).sum();
    }
    while (held > limits.octets()) {
      TcpFlow worst = Collections.max(flows.values(), Comparator.comparingLong(TcpFlow::held));
      evict(worst, "too many octets wait; the connection with most of them went");
    }
  }

  /** Takes a flow out of the tables; what it still has to say and to release, it does by itself. */
  void forget(TcpFlow flow) {
    if (flows.remove(flow.key(), flow)) {
      held -= flow.held();
    }
    halfOpen.remove(flow);
    timeWait.remove(flow);
    waiting.remove(flow);
  }

  /**
   * Answers a segment that belongs to no connection, or to one nobody takes, with a RST (RFC 9293,
   * 3.10.7.1).
   *
   * @return why it went nowhere
   */
  public DropReason refuse(IpPacket packet, TcpView view) {
    if (view.has(TcpFlags.RST)) {
      return DropReason.OUT_OF_STATE;
    }
    boolean acked = view.has(TcpFlags.ACK);
    TcpHeader reset =
        new TcpHeader(
            view.destinationPort(),
            view.sourcePort(),
            acked ? view.acknowledgment() : 0,
            acked ? 0 : view.sequence() + view.segmentLength(),
            acked ? TcpFlags.RST : TcpFlags.RST | TcpFlags.ACK,
            0,
            TcpOptions.NONE);
    segment.output().tcp(packet.destination(), packet.source(), reset, Unpooled.EMPTY_BUFFER, 0);
    return view.has(TcpFlags.SYN) ? DropReason.NO_RECEIVER : DropReason.OUT_OF_STATE;
  }

  /**
   * The guest's network cannot carry segments as long as ours (RFC 1191); {@code quoted} is one of
   * them.
   */
  public @Nullable DropReason onPathMtu(FlowKey key, int mss) {
    TcpFlow flow = flows.get(key);
    if (flow == null) {
      return DropReason.OUT_OF_STATE;
    }
    flow.onPathMtu(mss);
    return null;
  }

  void waitForLink(TcpFlow flow) {
    waiting.add(flow);
  }

  /** A machine is plugged in. */
  public void onLinkUp() {
    up = true;
  }

  /** No machine is plugged in: calls that nobody answered yet will not be. */
  public void onLinkDown() {
    up = false;
    List.copyOf(halfOpen).forEach(flow -> flow.unreachable(UNPLUGGED));
  }

  /** The link takes frames again. */
  public void onLinkWritable() {
    List<TcpFlow> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(TcpFlow::onLinkWritable);
  }

  void onState(TcpFlow flow, TcpState to) {
    if (to != TcpState.LISTEN && to != TcpState.SYN_SENT && to != TcpState.SYN_RECEIVED) {
      halfOpen.remove(flow);
    }
    if (to == TcpState.TIME_WAIT) {
      timeWait.add(flow);
    } else if (to == TcpState.CLOSED) {
      forget(flow);
    }
  }

  /** All connections, the least recently used first. */
  public List<FlowRow> rows() {
    List<FlowRow> rows = new ArrayList<>(flows.size());
    flows.values().forEach(flow -> rows.add(flow.row()));
    return rows;
  }

  /** Ends them all; each guest gets a RST. */
  public void close() {
    List.copyOf(flows.values()).forEach(flow -> flow.kill("qnet stops"));
  }
}
