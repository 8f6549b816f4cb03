package io.qnet.slirp.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.kit.ManualClock;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation between a guest, whose lines the test speaks, and a connection, whose answers it
 * expects.
 *
 * <p>Numbers are relative to the initial ones; those lie just below 2^32, so that every
 * conversation wraps. Each line of the guest is a burst of its own. Segments are written with
 * {@link TcpHeader} and read back with {@link TcpView}, checksums and all. {@link #gatewaySilent}
 * ends it: nothing else was sent, and every buffer was given back.
 */
final class Conversation implements TcpContext, ByteStream.Reader {
  static final int GUEST_ISN = -2;
  static final int GATEWAY_ISN = -3;
  static final int GUEST_PORT = 40112;
  static final int GATEWAY_PORT = 443;
  static final int WINDOW = 64000;
  private static final long PSEUDO_HEADER = 0x1234;

  /** Plain TCP: no options but the MSS, so that lines stay short. */
  static final TcpSettings PLAIN = TcpSettings.ofMss(1000).withOptions(false, false, false);

  private final ManualClock clock = new ManualClock();
  private final Burst burst = new Burst(clock);
  private final Deadlines.Entry deadline =
      new Deadlines(burst).entry(now -> around(TcpConnection::onDeadline));
  private final ArrayDeque<Segment> sent = new ArrayDeque<>();
  private final List<ByteBuf> buffers = new ArrayList<>();
  private final List<String> transitions = new ArrayList<>();
  private final StringBuilder heard = new StringBuilder();
  private final ArrayDeque<String> events = new ArrayDeque<>();
  private @Nullable TcpConnection connection;
  private @Nullable DropReason lastDrop;
  private boolean writable = true;
  private int window = WINDOW;
  private TcpOptions options = TcpOptions.NONE;

  /** A segment that the gateway sent, in relative numbers. */
  record Segment(
      int flags, int sequence, int acknowledgment, int window, TcpOptions options, String text) {}

  /** The guest's SYN is here; nothing was answered. */
  static Conversation guestCalls(TcpSettings settings, TcpOptions synOptions) {
    return guestCalls(settings, synOptions, "");
  }

  static Conversation guestCalls(TcpSettings settings, TcpOptions synOptions, String text) {
    Conversation talk = new Conversation();
    ByteBuf buf = talk.encode(Flags.SYN, 0, 0, synOptions, text);
    TcpView syn = new TcpView(buf, 0, buf.readableBytes());
    talk.burst.run(
        () ->
            talk.connection =
                TcpConnection.passive(
                    settings, talk, GATEWAY_PORT, GUEST_PORT, GATEWAY_ISN, syn, read(syn)));
    buf.release();
    return talk;
  }

  /** The gateway calls the guest: its SYN is out. */
  static Conversation gatewayCalls(TcpSettings settings) {
    Conversation talk = new Conversation();
    talk.burst.run(
        () -> {
          talk.connection =
              TcpConnection.active(settings, talk, GATEWAY_PORT, GUEST_PORT, GATEWAY_ISN);
          talk.connection.stream().open(talk);
        });
    return talk;
  }

  /** Plain TCP, established by the guest; the host reads. */
  static Conversation established() {
    return established(PLAIN, TcpOptions.syn(1000, TcpOptions.ABSENT, false));
  }

  static Conversation established(TcpSettings settings, TcpOptions synOptions) {
    Conversation talk = guestCalls(settings, synOptions).hostAccepts();
    talk.drain();
    talk.guest(Flags.ACK, 1, 1, "").state(TcpState.ESTABLISHED);
    talk.transitions.clear();
    return talk;
  }

  TcpConnection connection() {
    return Objects.requireNonNull(connection);
  }

  private Conversation() {
    clock.advance(Duration.ofMillis(1)); // else one second later is the instant that means never
  }

  // ---- the guest

  /** From now on the guest shows this window, as it is written in the header. */
  Conversation guestWindow(int field) {
    window = field;
    return this;
  }

  /** From now on the guest's segments carry these options. */
  Conversation guestOptions(TcpOptions newOptions) {
    options = newOptions;
    return this;
  }

  /** The guest says something; relative numbers. */
  Conversation guest(int flags, int sequence, int acknowledgment, String text) {
    return guest(flags, sequence, acknowledgment, options, text);
  }

  Conversation guest(int flags, int sequence, int acknowledgment, TcpOptions with, String text) {
    ByteBuf buf = encode(flags, sequence, acknowledgment, with, text);
    TcpView view = new TcpView(buf, 0, buf.readableBytes());
    assertThat(view.check(PSEUDO_HEADER)).isNull();
    around(c -> lastDrop = c.onSegment(view, read(view)));
    buf.release();
    return this;
  }

  /** The guest says something that may be nonsense; true if it got as far as the connection. */
  boolean babble(int flags, int sequence, int acknowledgment, TcpOptions with, String text) {
    ByteBuf buf = encode(flags, sequence, acknowledgment, with, text);
    TcpView view = new TcpView(buf, 0, buf.readableBytes());
    boolean passed = view.check(PSEUDO_HEADER) == null;
    if (passed) {
      around(c -> lastDrop = c.onSegment(view, read(view)));
    }
    buf.release();
    return passed;
  }

  /** The last segment of the guest went nowhere, for this reason. */
  Conversation dropped(DropReason reason) {
    assertThat(lastDrop).isEqualTo(reason);
    return this;
  }

  /** The last segment of the guest was used. */
  Conversation taken() {
    assertThat(lastDrop).isNull();
    return this;
  }

  /** All that {@code lines} say arrives in one read of the link. */
  Conversation inOneBurst(Consumer<Conversation> lines) {
    around(c -> lines.accept(this));
    return this;
  }

  /** A buffer much larger than the segment in it, as a read of the link gives. */
  private ByteBuf encode(
      int flags, int sequence, int acknowledgment, TcpOptions with, String text) {
    int ack = (flags & Flags.ACK) == 0 ? 0 : acknowledgment + GATEWAY_ISN;
    TcpHeader header =
        new TcpHeader(GUEST_PORT, GATEWAY_PORT, sequence + GUEST_ISN, ack, flags, window, with);
    ByteBuf buf = Unpooled.buffer(1 << 16);
    buf.writeZero(header.length()).writeBytes(text.getBytes(ISO_8859_1));
    header.write(buf, 0, text.length(), PSEUDO_HEADER);
    buffers.add(buf);
    return buf;
  }

  // ---- the gateway

  /** The next segment that was sent; relative numbers. */
  Conversation gateway(int flags, int sequence, int acknowledgment, String text) {
    Segment next = next();
    assertThat(Flags.text(next.flags) + " seq " + next.sequence + " ack " + next.acknowledgment)
        .isEqualTo(Flags.text(flags) + " seq " + sequence + " ack " + acknowledgment);
    assertThat(next.text).isEqualTo(text);
    return this;
  }

  /** The next segment that was sent, looked at more closely. */
  Segment next() {
    return Objects.requireNonNull(sent.poll(), "the gateway sent nothing");
  }

  /** Forgets what was sent. */
  List<Segment> drain() {
    List<Segment> all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  Conversation state(TcpState state) {
    assertThat(connection().state()).isEqualTo(state);
    return this;
  }

  /** Nothing is on the wire at this point. */
  Conversation quiet() {
    assertThat(sent).isEmpty();
    return this;
  }

  /** Nothing else was sent, nothing else was told, and no buffer is left behind. */
  void gatewaySilent() {
    quiet();
    assertThat(events).isEmpty();
    assertThat(heard.toString()).isEmpty();
    around(TcpConnection::kill);
    assertThat(connection().state()).isEqualTo(TcpState.CLOSED);
    assertThat(transitions).last().asString().endsWith("-> CLOSED");
    assertThat(connection().deadline()).isEqualTo(Deadlines.NEVER);
    assertThat(connection().snapshot().pinned()).isZero();
    assertThat(buffers).allMatch(buf -> buf.refCnt() == 0);
  }

  /** The transitions since the connection was established, or since it began. */
  Conversation went(String... expected) {
    assertThat(transitions).containsExactly(expected);
    return this;
  }

  // ---- the host side

  Conversation hostAccepts() {
    around(
        c -> {
          c.accept();
          c.stream().open(this);
        });
    return this;
  }

  Conversation hostWrites(String text) {
    around(c -> c.stream().write(buffer(text)));
    return this;
  }

  ByteBuf buffer(String text) {
    ByteBuf buf = Unpooled.copiedBuffer(text, ISO_8859_1);
    buffers.add(buf);
    return buf;
  }

  Conversation hostCloses() {
    around(c -> c.stream().end());
    return this;
  }

  Conversation hostAborts() {
    around(c -> c.stream().abort(ByteStream.Reason.RESET));
    return this;
  }

  Conversation hostPauses() {
    around(c -> c.stream().pause());
    return this;
  }

  Conversation hostResumes() {
    around(c -> c.stream().resume());
    return this;
  }

  /** What the host was given since it was last asked. */
  Conversation hostHears(String text) {
    assertThat(heard.toString()).isEqualTo(text);
    heard.setLength(0);
    return this;
  }

  /** What the host was told next: {@code end}, {@code writable} or {@code abort REASON}. */
  Conversation hostTold(String event) {
    assertThat(events.poll()).isEqualTo(event);
    return this;
  }

  /** Whatever the host was given and told does not matter. */
  void forget() {
    heard.setLength(0);
    events.clear();
  }

  // ---- the world

  /** Does {@code action} in a burst, as the flow around the connection does. */
  Conversation around(Consumer<TcpConnection> action) {
    burst.run(
        () -> {
          action.accept(connection());
          deadline.set(connection().deadline());
        });
    return this;
  }

  Conversation passes(Duration time) {
    clock.advance(time);
    return this;
  }

  Conversation passes(long millis) {
    return passes(Duration.ofMillis(millis));
  }

  Conversation linkStops() {
    writable = false;
    return this;
  }

  Conversation linkGoesOn() {
    writable = true;
    return around(TcpConnection::onWritable);
  }

  private static TcpOptions read(TcpView view) {
    return Objects.requireNonNull(TcpOptions.read(view));
  }

  // ---- what the connection asks for

  @Override
  public void send(TcpHeader header, ByteBuf payload, int segmentSize) {
    ByteBuf buf = Unpooled.buffer().writeZero(header.length()).writeBytes(payload.duplicate());
    header.write(buf, 0, payload.readableBytes(), PSEUDO_HEADER);
    TcpView view = new TcpView(buf, 0, buf.readableBytes());
    assertThat(view.check(PSEUDO_HEADER)).isNull();
    boolean acknowledges = (view.flags() & Flags.ACK) != 0;
    sent.add(
        new Segment(
            view.flags(),
            view.sequence() == 0 && view.has(Flags.RST) ? 0 : view.sequence() - GATEWAY_ISN,
            acknowledges ? view.acknowledgment() - GUEST_ISN : 0,
            view.window(),
            read(view),
            buf.toString(view.payload(), view.payloadLength(), ISO_8859_1)));
  }

  @Override
  public boolean writable() {
    return writable;
  }

  @Override
  public long now() {
    return burst.now();
  }

  @Override
  public void finishLater() {
    burst.later(
        () -> {
          connection().finish();
          deadline.set(connection().deadline());
        });
  }

  @Override
  public void onState(TcpState from, TcpState to, String why) {
    assertThat(why).isNotEmpty();
    transitions.add(from + " -> " + to);
  }

  @Override
  public void onBytes(ByteBuf octets) {
    heard.append(octets.toString(ISO_8859_1));
    octets.release();
  }

  @Override
  public void onEnd() {
    events.add("end");
  }

  @Override
  public void onWritable() {
    events.add("writable");
  }

  @Override
  public void onAbort(ByteStream.Reason reason) {
    events.add("abort " + reason);
  }
}
