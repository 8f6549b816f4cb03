package io.qnet.slirp.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Serves names over UDP: see the package's description. */
public final class DnsRelay {
  /** Queries on their way, at most. */
  public static final int MAX_IN_FLIGHT = 256;

  /** How long one resolver has to answer, in nanoseconds: 5 s. */
  static final long ANSWER_TIME = Duration.ofSeconds(5).toNanos();

  /** Longest query that is relayed, in octets: no question comes near it. */
  static final int MAX_QUERY = 4096;

  private final DnsContext context;
  private final Deadlines.Entry deadline;

  /** In the order of their deadlines. */
  private final Map<Asked, Pending> inFlight = new LinkedHashMap<>();

  /** A relay with nothing on its way. */
  public DnsRelay(DnsContext context) {
    this.context = context;
    this.deadline = context.deadlines().entry(this::onDeadline);
  }

  /**
   * Takes one query.
   *
   * @param query its readable octets; borrowed
   * @param origin who asks
   * @param answer given the answer, which it then owns; within this call or later, once or never
   */
  public void onQuery(ByteBuf query, DnsOrigin origin, Consumer<ByteBuf> answer) {
    long now = context.burst().now();
    context.hosts().refresh(now);
    DnsView view = DnsView.of(query);
    DropReason reason = view.checkQuery();
    if (reason == null && view.available() > MAX_QUERY) {
      reason = DropReason.OVERSIZE;
    }
    if (reason != null) {
      context.drops().count(reason);
      return;
    }
    DnsQuestion question = DnsQuestion.read(view);
    if (question == null) {
      answer.accept(DnsAnswer.failure(view, DnsView.FORMAT_ERROR));
      return;
    }
    ByteBuf local = DnsAnswer.here(context, view, question, DnsAnswer.UDP_LIMIT);
    if (local != null) {
      answer.accept(local);
      return;
    }
    relay(view, new Asked(origin, view.id(), question), answer, now);
  }

  /** How many queries are on their way. */
  public int inFlight() {
    return inFlight.size();
  }

  /** Forgets all queries and closes their sockets. */
  public void close() {
    inFlight.values().forEach(Pending::close);
    inFlight.clear();
    rearm();
  }

  private void relay(DnsView view, Asked asked, Consumer<ByteBuf> answer, long now) {
    Pending again = inFlight.get(asked);
    if (again != null) {
      again.send();
      return;
    }
    if (inFlight.size() >= MAX_IN_FLIGHT) {
      Pending oldest = inFlight.values().iterator().next();
      inFlight.remove(oldest.asked);
      oldest.close();
      context.drops().count(DropReason.RATE_LIMITED);
    }
    ByteBuf copy = Unpooled.buffer(view.available());
    copy.writeBytes(view.buf(), view.offset(), view.available());
    Pending pending = new Pending(asked, copy, answer, context.hosts().resolvers().addresses());
    pending.ask(now);
  }

  private void onDeadline(long now) {
    List<Pending> late = new ArrayList<>();
    for (Pending pending : inFlight.values()) {
      if (pending.until - now > 0) {
        break;
      }
      late.add(pending);
    }
    late.forEach(pending -> pending.askNext(now));
    rearm();
  }

  private void rearm() {
    deadline.set(inFlight.isEmpty() ? Deadlines.NEVER : inFlight.values().iterator().next().until);
  }

  /** By what a query is known again when the guest repeats it. */
  private record Asked(DnsOrigin origin, int id, DnsQuestion question) {}

  /** A query on its way to one resolver, through a socket of its own. */
  private final class Pending implements DatagramFlow.Receiver {
    private final Asked asked;
    private final ByteBuf query;
    private final Consumer<ByteBuf> answer;
    private final List<IpAddress> resolvers;
    private int resolver;
    private int number;
    private long until;
    private @Nullable DatagramFlow flow;

    Pending(Asked asked, ByteBuf query, Consumer<ByteBuf> answer, List<IpAddress> resolvers) {
      this.asked = asked;
      this.query = query;
      this.answer = answer;
      this.resolvers = resolvers;
    }

    /** Asks the resolver whose turn it is, in a new way. */
    void ask(long now) {
      number = context.random().nextInt(1 << 16);
      until = now + ANSWER_TIME;
      inFlight.put(asked, this);
      DatagramFlow fresh = context.outside().datagrams(resolvers.get(resolver));
      flow = fresh;
      if (fresh != null) { // else the guest asks again, or the next resolver is asked in time
        fresh.open(this);
        send();
      }
      rearm();
    }

    void send() {
      if (flow != null) {
        ByteBuf copy = query.copy();
        copy.setShort(DnsView.ID, number);
        flow.send(copy, resolvers.get(resolver), Resolvers.PORT, 0);
      }
    }

    void askNext(long now) {
      close();
      inFlight.remove(asked);
      if (++resolver < resolvers.size()) {
        ask(now);
      } else {
        answer.accept(DnsAnswer.failure(DnsView.of(query), DnsView.SERVER_FAILURE));
      }
      rearm();
    }

    void close() {
      if (flow != null) {
        flow.close();
        flow = null;
      }
    }

    @Override
    public void onDatagram(ByteBuf payload, IpAddress from, int port) {
      DropReason reason = check(payload, from, port);
      if (reason != null) {
        context.drops().count(reason);
        payload.release();
        return;
      }
      close();
      inFlight.remove(asked);
      rearm();
      payload.setShort(payload.readerIndex() + DnsView.ID, asked.id);
      answer.accept(payload);
    }

    private @Nullable DropReason check(ByteBuf payload, IpAddress from, int port) {
      if (flow == null) {
        return DropReason.OUT_OF_STATE;
      }
      if (port != Resolvers.PORT || !from.equals(resolvers.get(resolver))) {
        return DropReason.BAD_ADDRESS;
      }
      DnsView view = DnsView.of(payload);
      DropReason reason = view.checkResponse();
      if (reason != null) {
        return reason;
      }
      boolean ours = view.id() == number && asked.question.answeredBy(view);
      return ours ? null : DropReason.OUT_OF_STATE;
    }

    @Override
    public void onError(DatagramFlow.DatagramError error) {
      boolean current =
          flow != null
              && error.to().equals(resolvers.get(resolver))
              && error.port() == Resolvers.PORT;
      if (current) {
        askNext(context.burst().now());
      }
    }
  }
}
