package io.qnet.slirp.dns;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One TCP connection of a guest to the name server (RFC 7766). */
final class DnsStream implements ByteStream.Reader, DnsUpstream.Asker {
  /** After how long without traffic the connection is closed, in nanoseconds: 30 s. */
  static final long IDLE = Duration.ofSeconds(30).toNanos();

  /** How long a resolver may be silent while queries wait, in nanoseconds: 10 s. */
  static final long ANSWER_TIME = Duration.ofSeconds(10).toNanos();

  /** Queries on their way, at most; then reading stops. */
  static final int MAX_IN_FLIGHT = 64;

  /** Octets of queries on their way at which reading stops. */
  static final int MAX_OCTETS = 128 << 10;

  private final DnsContext context;
  private final ByteStream guest;
  private final Consumer<DnsStream> onOver;
  private final DnsUpstream upstream;
  private final Deadlines.Entry deadline;
  private final DnsFrames frames = new DnsFrames();
  private final List<Waiting> inFlight = new ArrayList<>();
  private int octetsInFlight;
  private long traffic;
  private boolean guestFull;
  private boolean guestPaused;
  private boolean guestEnded;
  private boolean closing;
  private boolean over;

  /**
   * Serves {@code guest}, which is not open yet.
   *
   * @param onOver told once, when nothing more is going to happen
   */
  DnsStream(DnsContext context, ByteStream guest, Consumer<DnsStream> onOver) {
    this.context = context;
    this.guest = guest;
    this.onOver = onOver;
    this.upstream = new DnsUpstream(context, this);
    this.deadline = context.deadlines().entry(this::onDeadline);
    guest.open(this);
    onTraffic();
  }

  /** Ends it at once. */
  void abort() {
    finish();
    guest.abort(ByteStream.Reason.CLOSED);
  }

  @Override
  public void onBytes(ByteBuf octets) {
    if (over || closing) {
      octets.release();
      return;
    }
    onTraffic();
    frames.add(octets);
    drain();
  }

  @Override
  public void onEnd() {
    guestEnded = true;
    drain();
  }

  @Override
  public void onWritable() {
    guestFull = false;
    onTraffic();
    upstream.beginWaiting();
    upstream.resume();
    drain();
  }

  @Override
  public void onAbort(ByteStream.Reason reason) {
    finish();
  }

  /** Handles what the guest sent, as far as there is room for it. */
  private void drain() {
    while (!over && !full()) {
      ByteBuf frame = frames.next();
      if (frame == null) {
        break;
      }
      onQuery(frame);
    }
    if (over) {
      return;
    }
    if (guestEnded && !full() && inFlight.isEmpty()) {
      if (!frames.isEmpty()) {
        context.drops().count(DropReason.TRUNCATED);
      }
      finish();
      if (!closing) {
        guest.end();
      }
      return;
    }
    pace();
    rearm();
  }

  private boolean full() {
    return guestFull || inFlight.size() >= MAX_IN_FLIGHT || octetsInFlight >= MAX_OCTETS;
  }

  private void pace() {
    if (full() == guestPaused) {
      return;
    }
    guestPaused = !guestPaused;
    if (guestPaused) {
      guest.pause();
    } else {
      guest.resume();
    }
  }

  private void onQuery(ByteBuf frame) {
    context.hosts().refresh(context.burst().now());
    DnsView view = DnsFrames.view(frame);
    DropReason reason = view.checkQuery();
    if (reason != null) {
      context.drops().count(reason);
      frame.release();
      abort(); // whoever sends this has lost the framing
      return;
    }
    DnsQuestion question = DnsQuestion.read(view);
    ByteBuf answer =
        question == null
            ? DnsAnswer.failure(view, DnsView.FORMAT_ERROR)
            : DnsAnswer.here(context, view, question, DnsAnswer.TCP_LIMIT);
    if (question == null || answer != null) {
      frame.release();
      reply(answer);
      return;
    }
    if (inFlight.isEmpty()) {
      upstream.beginWaiting();
    }
    inFlight.add(new Waiting(frame, view.id(), question));
    octetsInFlight += frame.readableBytes();
    upstream.ask(frame);
  }

  private void reply(@Nullable ByteBuf message) {
    if (message != null) {
      write(DnsFrames.frame(message));
    }
  }

  private void write(ByteBuf frame) {
    traffic = context.burst().now();
    if (!guest.write(frame)) {
      guestFull = true;
      upstream.pause();
    }
  }

  @Override
  public boolean onAnswer(ByteBuf frame) {
    DnsView view = DnsFrames.view(frame);
    DropReason reason = view.checkResponse();
    Waiting query = reason == null ? waitingFor(view) : null;
    if (query == null) {
      context.drops().count(reason != null ? reason : DropReason.OUT_OF_STATE);
      frame.release();
      return false;
    }
    if (query.question.transfer()) {
      query.answered = true; // and more may follow
    } else {
      inFlight.remove(query);
      forget(query);
    }
    write(frame);
    drain();
    return true;
  }

  private @Nullable Waiting waitingFor(DnsView answer) {
    for (Waiting query : inFlight) {
      boolean continued = query.answered && answer.questions() == 0;
      if (query.id == answer.id() && (continued || query.question.answeredBy(answer))) {
        return query;
      }
    }
    return null;
  }

  @Override
  public List<ByteBuf> unanswered() {
    List<ByteBuf> again = new ArrayList<>();
    for (Iterator<Waiting> queries = inFlight.iterator(); queries.hasNext(); ) {
      Waiting query = queries.next();
      if (query.answered) {
        queries.remove();
        forget(query);
      } else {
        again.add(query.frame);
      }
    }
    if (again.isEmpty()) {
      drain();
    }
    return again;
  }

  @Override
  public void onExhausted() {
    List<Waiting> failed = List.copyOf(inFlight);
    inFlight.clear();
    for (Waiting query : failed) {
      reply(DnsAnswer.failure(DnsFrames.view(query.frame), DnsView.SERVER_FAILURE));
      forget(query);
    }
    drain();
  }

  @Override
  public boolean blocked() {
    return guestFull;
  }

  @Override
  public void onTraffic() {
    traffic = context.burst().now();
    rearm();
  }

  private void forget(Waiting query) {
    octetsInFlight -= query.frame.readableBytes();
    query.frame.release();
  }

  private boolean waitsForResolver() {
    return !guestFull && !inFlight.isEmpty();
  }

  private void rearm() {
    if (!over) {
      long silence = upstream.progress() + ANSWER_TIME;
      long idle = traffic + IDLE;
      deadline.set(waitsForResolver() && silence - idle < 0 ? silence : idle);
    }
  }

  private void onDeadline(long now) {
    if (waitsForResolver() && upstream.progress() + ANSWER_TIME - now <= 0) {
      upstream.onSilence();
    } else if (traffic + IDLE - now <= 0) {
      onIdle(now);
    }
    rearm();
  }

  private void onIdle(long now) {
    if (closing || guestFull) {
      abort();
      return;
    }
    closing = true;
    traffic = now;
    dropAll();
    guest.end();
    if (guestEnded) {
      finish();
    }
  }

  private void finish() {
    if (!over) {
      over = true;
      deadline.set(Deadlines.NEVER);
      dropAll();
      onOver.accept(this);
    }
  }

  private void dropAll() {
    frames.release();
    inFlight.forEach(this::forget);
    inFlight.clear();
    upstream.close();
  }

  /** A query on its way. */
  private static final class Waiting {
    private final ByteBuf frame;
    private final int id;
    private final DnsQuestion question;
    private boolean answered;

    Waiting(ByteBuf frame, int id, DnsQuestion question) {
      this.frame = frame;
      this.id = id;
      this.question = question;
    }
  }
}
