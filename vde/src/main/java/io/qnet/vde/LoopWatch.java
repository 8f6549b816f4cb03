package io.qnet.vde;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds loops that no spanning tree cuts, proves them, and contains them.
 *
 * <p>In a loop the same frame comes in again and again, at one port and another, so its station
 * seems to move without end. Where that happens eight times in a second, and goes on for a while,
 * the switch sends a probe out of the port: a frame with a number that nobody can guess. If it
 * comes back, there is a loop beyond doubt, and the port where it came back is kept out of the
 * traffic for 30 s. The while is 20 to 275 ms by chance, so that of two switches one is first, and
 * one cable is left. Without moves nothing is sent and nothing is looked at.
 *
 * <pre>
 *  0            6            12     14       18                  26     28
 *  | everybody  | the switch | 9000 | "qnet" | number            | port | zeros ... 60
 * </pre>
 */
final class LoopWatch {
  /** How long a port is kept out. */
  static final Duration CONTAINED = Duration.ofSeconds(30);

  private static final int SUSPICIOUS = 8;
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLISECOND = 1_000_000L;
  private static final long LEAST_WAIT = 20 * MILLISECOND;

  /** The Ethernet type of frames that test whether they come back. */
  private static final int TYPE = 0x9000;

  private static final int MAGIC = 0x716e6574;
  private static final int LENGTH = 60;

  /** Octets of what proves it: the word, the number, the port. */
  private static final int PROOF_LENGTH = 14;

  private final VirtualSwitch bridge;
  private final PortTable ports;
  private final Consumer<SwitchEvent> events;
  private final Deadlines.Entry release;
  private final Deadlines.Entry suspicion;
  private @Nullable SwitchPort suspect;
  private int vlan;
  private long number;
  private long probedAt;
  private boolean probed;

  LoopWatch(
      VirtualSwitch bridge,
      PortTable ports,
      Deadlines deadlines,
      long seed,
      Consumer<SwitchEvent> events) {
    this.bridge = bridge;
    this.ports = ports;
    this.events = events;
    this.release = deadlines.entry(this::release);
    this.suspicion = deadlines.entry(this::lookAgain);
    this.number = seed;
  }

  /** A station was heard at {@code to}, having been at another port. */
  void moved(Station station, SwitchPort to, long now) {
    if (to.moves == 0 || now - to.movesSince > SECOND) {
      to.moves = 0;
      to.movesSince = now;
    }
    boolean quiet = !probed || now - probedAt > SECOND;
    if (++to.moves >= SUSPICIOUS && quiet && suspicion.deadline() == Deadlines.NEVER) {
      to.moves = 0;
      suspect = to;
      vlan = station.vlan();
      number = number * 0x5851_f42d_4c95_7f2dL + 0x1405_7b7e_f767_814fL;
      suspicion.set(now + LEAST_WAIT + (secret() & 0xff) * MILLISECOND);
    }
  }

  /** If stations still move, it is worth a probe. */
  private void lookAgain(long now) {
    SwitchPort port = suspect;
    suspect = null;
    if (port != null && port.moves > 0) {
      port.moves = 0;
      probed = true;
      probedAt = now;
      probe(port.number, vlan);
    }
  }

  private void probe(int port, int into) {
    ByteBuf octets = Unpooled.directBuffer(LENGTH, LENGTH);
    write(octets, MacAddress.BROADCAST.bits());
    write(octets, own());
    octets.writeShort(TYPE).writeInt(MAGIC).writeLong(secret()).writeShort(port);
    octets.writeZero(octets.writableBytes());
    bridge.sendInto(into, port, Frame.plain(octets));
  }

  private static void write(ByteBuf octets, long mac) {
    octets.writeShort((int) (mac >>> Integer.SIZE)).writeInt((int) mac);
  }

  private long own() {
    return bridge.tree().settings().address().bits();
  }

  /** The high half of the sequence, so that one number does not tell the next. */
  private long secret() {
    return ((number ^ (number >>> 29)) * 0x94d0_49bb_1331_11ebL) >>> 16;
  }

  /** Whether a probe may be under way: only then frames are looked at. */
  boolean waits() {
    return probed;
  }

  /** Whether the frame is the probe that came back: why it goes no further, or null. */
  @Nullable DropReason proof(SwitchPort port, Ingress frame, ByteBuf octets, long now) {
    if (now - probedAt > 2 * SECOND) {
      probed = false;
      return null;
    }
    int at = frame.payload();
    if (frame.sourceBits() != own()
        || octets.writerIndex() - at < PROOF_LENGTH
        || octets.getUnsignedShort(at - 2) != TYPE
        || octets.getInt(at) != MAGIC
        || octets.getLong(at + Integer.BYTES) != secret()) {
      return null;
    }
    probed = false;
    if (port.state == PortState.DISCARDING) {
      return DropReason.LOOPED; // and cut already
    }
    contain(port, octets.getUnsignedShort(at + Integer.BYTES + Long.BYTES), now);
    return DropReason.LOOPED;
  }

  private void contain(SwitchPort port, int left, long now) {
    port.contained = true;
    port.containedUntil = now + CONTAINED.toNanos();
    port.decideState();
    bridge.forgetStations(port.number);
    if (release.deadline() == Deadlines.NEVER) {
      release.set(port.containedUntil);
    }
    events.accept(new SwitchEvent.LoopFound(left, port.number, CONTAINED));
  }

  private void release(long now) {
    long next = Deadlines.NEVER;
    for (SwitchPort port : ports.all()) {
      if (port.contained && port.containedUntil - now <= 0) {
        letIn(port);
      } else if (port.contained && (next == Deadlines.NEVER || port.containedUntil - next < 0)) {
        next = port.containedUntil;
      }
    }
    release.set(next);
  }

  /** The time is over, or the cable is gone. */
  void letIn(SwitchPort port) {
    if (port.contained) {
      port.contained = false;
      port.decideState();
      events.accept(new SwitchEvent.LoopReleased(port.number));
    }
  }
}
