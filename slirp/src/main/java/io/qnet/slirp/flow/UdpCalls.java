package io.qnet.slirp.flow;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.UdpView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Datagrams from the router to guests, and what they answer: each call has a port of its own. */
public final class UdpCalls {
  /** Port unreachable: RFC 792, and RFC 4443, section 3.1. */
  private static final int PORT_4 = 3;

  private static final int PORT_6 = 4;

  private final Segment segment;
  private final FlowLimits limits;
  private final RandomGenerator random;
  private final Map<FlowKey, Call> calls = new LinkedHashMap<>(16, 0.75f, true);

  /** No calls yet. */
  public UdpCalls(Segment segment, FlowLimits limits, RandomGenerator random) {
    this.segment = segment;
    this.limits = limits;
    this.random = random;
  }

  /** A call to {@code port} of {@code guest}; if there are too many, the least used one ends. */
  public DatagramFlow open(IpAddress guest, int port) {
    if (calls.size() >= limits.udp()) {
      segment.drops().count(DropReason.TABLE_FULL);
      calls.values().iterator().next().close();
    }
    IpAddress router = segment.hosts().routerFor(guest);
    FlowKey key;
    do {
      key = new FlowKey(guest, port, router, EphemeralPorts.of(random.nextInt()));
    } while (calls.containsKey(key));
    Call call = new Call(key);
    calls.put(key, call);
    segment
        .events()
        .accept(
            new GatewayEvent.GuestCalled(call.id, "udp", router, key.remotePort(), guest, port));
    return call;
  }

  /** Takes a datagram that answers a call; others are left alone. */
  public boolean take(IpPacket packet, UdpView datagram) {
    if (calls.isEmpty()) {
      return false;
    }
    Call call =
        calls.get(
            new FlowKey(
                packet.source(),
                datagram.sourcePort(),
                packet.destination(),
                datagram.destinationPort()));
    if (call == null) {
      return false;
    }
    call.answered(datagram);
    return true;
  }

  /** All calls, the least recently used first. */
  public List<FlowRow> rows() {
    List<FlowRow> rows = new ArrayList<>(calls.size());
    calls.values().forEach(call -> rows.add(call.row()));
    return rows;
  }

  /** Ends them all. */
  public void close() {
    List.copyOf(calls.values()).forEach(Call::close);
  }

  private final class Call implements DatagramFlow {
    private final long id = segment.ids().getAsLong();
    private final FlowKey key;
    private @Nullable Receiver receiver;
    private long octetsToGuest;
    private long octetsFromGuest;

    Call(FlowKey key) {
      this.key = key;
    }

    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void send(ByteBuf payload, IpAddress to, int port, int hopLimit) {
      octetsToGuest += payload.readableBytes();
      segment.output().udp(key.remote(), key.remotePort(), key.guest(), key.guestPort(), payload);
      payload.release();
    }

    /** As if it had been about the guest's own datagram; what was wrong stays the router's. */
    @Override
    public void refuse(DatagramError error) {
      boolean six = key.guest() instanceof Ipv6Address;
      boolean same = six == error.to() instanceof Ipv6Address;
      int type = same ? error.type() : six ? Icmpv6View.UNREACHABLE : Icmpv4View.UNREACHABLE;
      int code = same ? error.code() : six ? PORT_6 : PORT_4;
      segment
          .errors()
          .aboutDatagram(
              new DatagramError(
                  key.remote(),
                  key.remote(),
                  key.remotePort(),
                  type,
                  code,
                  same ? error.mtu() : 0,
                  error.quoted()),
              key.guest(),
              key.guestPort());
    }

    void answered(UdpView datagram) {
      octetsFromGuest += datagram.payloadLength();
      if (receiver != null) {
        ByteBuf octets = datagram.buf().retainedSlice(datagram.payload(), datagram.payloadLength());
        receiver.onDatagram(octets, key.guest(), key.guestPort());
      }
    }

    FlowRow row() {
      return new FlowRow(
          id,
          "udp",
          key.guest(),
          key.guestPort(),
          key.remote(),
          key.remotePort(),
          "called",
          -1,
          octetsFromGuest,
          octetsToGuest,
          null,
          0,
          0);
    }

    @Override
    public void close() {
      receiver = null;
      if (calls.remove(key, this)) {
        segment
            .events()
            .accept(
                new GatewayEvent.FlowClosed(
                    id, "nobody calls any more", octetsFromGuest, octetsToGuest));
      }
    }
  }
}
