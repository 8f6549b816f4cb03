package io.qnet.wire.impair;

import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;
import io.qnet.wire.WrappedLink;
import io.qnet.wire.clock.Deadlines;
import org.jspecify.annotations.Nullable;

/**
 * A link that can be told to be a bad one, while it runs. While nothing is impaired it costs one
 * test for null per frame.
 *
 * <p>A frame that is lost is counted with the drops of the wrapped link: as {@link
 * DropReason#IMPAIRED} where chance took it, {@link DropReason#LINK_FULL} where the buffer was
 * full, {@link DropReason#OVERSIZE} where it was longer than the MTU. Impairments act on packets:
 * while one needs that, the link does not offer to take super-frames whole. A machine that sends
 * super-frames of its own accord (a TAP device) has each of them judged as one frame.
 */
public final class ImpairedLink extends WrappedLink {
  private static final long OTHER_DIRECTION = 0x9e37_79b9_7f4a_7c15L;

  private final Burst burst;
  private final Deadlines deadlines;
  private final Witness witness;
  private FrameSink inbound = Frame::release;
  private LinkEvents events = LinkEvents.IGNORED;
  private @Nullable MarkovChain chain;
  private @Nullable ImpairmentPlan plan;
  private @Nullable ImpairedPath to;
  private @Nullable ImpairedPath from;

  /** Wraps {@code link}, which nothing goes wrong with yet. */
  public ImpairedLink(Link link, Burst burst, Witness witness) {
    super(link);
    this.burst = burst;
    this.deadlines = new Deadlines(burst);
    this.witness = witness;
  }

  /**
   * What is set, and what came of it.
   *
   * @param state the name of the state the link is in; empty where there is only one
   * @param to frames to the machine that is plugged in
   * @param from its own
   */
  public record Status(ImpairmentPlan plan, String state, Measured to, Measured from) {}

  /**
   * From now on {@code newPlan} holds, or nothing goes wrong any more. Frames that are under way
   * arrive as they would have; counters begin anew. On the segment's loop, in a burst.
   */
  public void impair(@Nullable ImpairmentPlan newPlan) {
    plan = newPlan;
    if (newPlan == null) {
      chain = null;
      leaveIfEmpty();
      return;
    }
    chain = new MarkovChain(newPlan, burst.now());
    if (to == null) {
      to = new ImpairedPath(burst, deadlines, new ToMachine());
    }
    if (from == null) {
      from = new ImpairedPath(burst, deadlines, new FromMachine());
    }
    to.begin(newPlan.seed());
    from.begin(newPlan.seed() ^ OTHER_DIRECTION);
  }

  private void leaveIfEmpty() {
    if (plan == null && to != null && to.isEmpty()) {
      to.close();
      to = null;
      events.onWritable();
    }
    if (plan == null && from != null && from.isEmpty()) {
      from.close();
      from = null;
    }
  }

  /** What is set now, and what came of it; null while nothing is. On the segment's loop. */
  public @Nullable Status status() {
    if (plan == null || chain == null || to == null || from == null) {
      return null;
    }
    long now = burst.clock().now();
    return new Status(plan, chain.at(now).name(), to.measured(), from.measured());
  }

  @Override
  public void open(FrameSink newInbound, LinkEvents newEvents) {
    inbound = newInbound;
    events = newEvents;
    link.open(this::receive, newEvents);
  }

  private void receive(Frame frame) {
    ImpairedPath path = from;
    if (path == null) {
      inbound.accept(frame);
    } else {
      MarkovChain states = chain;
      path.take(frame, states == null ? Impairment.NONE : states.at(burst.now()).from());
    }
  }

  @Override
  public void send(Frame frame) {
    ImpairedPath path = to;
    if (path == null) {
      link.send(frame);
    } else {
      path.take(frame, toMachine());
    }
  }

  private Impairment toMachine() {
    MarkovChain states = chain;
    return states == null ? Impairment.NONE : states.at(burst.now()).to();
  }

  /** What both directions do with frames. */
  private abstract class Way implements ImpairedPath.Onward {
    private final boolean toMachine;

    Way(boolean toMachine) {
      this.toMachine = toMachine;
    }

    @Override
    public final void lose(Frame frame, DropReason reason) {
      witness.lost(toMachine, frame, reason);
      drops().count(reason, frame);
    }
  }

  private final class ToMachine extends Way {
    ToMachine() {
      super(true);
    }

    @Override
    public void pass(Frame frame) {
      link.send(frame);
    }

    @Override
    public void passedLate(boolean empty) {
      if (empty) {
        leaveIfEmpty();
      }
    }

    @Override
    public void ready() {
      if (link.writable()) {
        events.onWritable();
      }
    }
  }

  private final class FromMachine extends Way {
    FromMachine() {
      super(false);
    }

    @Override
    public void pass(Frame frame) {
      inbound.accept(frame);
    }

    @Override
    public void passedLate(boolean empty) {
      witness.arrivedLate();
      if (empty) {
        leaveIfEmpty();
      }
    }

    @Override
    public void ready() {}
  }

  @Override
  public boolean writable() {
    ImpairedPath path = to;
    return link.writable() && (path == null || path.isReady(toMachine()));
  }

  @Override
  public Offloads offloads() {
    Offloads offloads = link.offloads();
    ImpairmentPlan now = plan;
    if (now == null || now.states().stream().noneMatch(state -> state.to().actsOnPackets())) {
      return offloads;
    }
    boolean octets = now.states().stream().anyMatch(state -> state.to().actsOnOctets());
    return new Offloads(offloads.maxFrame(), offloads.checksum() && !octets, false, false, false);
  }

  @Override
  public void close() {
    if (to != null) {
      to.close();
    }
    if (from != null) {
      from.close();
    }
    link.close();
  }
}
