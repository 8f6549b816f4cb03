package io.qnet.captures;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.clock.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One interface of a capture file: makes packet blocks of frames. Belongs to one event loop.
 *
 * <p>A packet whose fate is not known yet is {@linkplain #begin begun} before it is dealt with and
 * {@linkplain #end ended} afterwards. Packets that pass in between (answers to it) are kept behind
 * it, so that the file shows a question before its answer.
 */
final class InterfaceTap {
  /** The longest time that a packet waits for its way to the file. */
  private static final long FLUSH_AFTER = Duration.ofMillis(100).toNanos();

  /** Most octets that are kept behind a packet whose fate is not known yet. */
  private static final int MAX_BEHIND = 1 << 20;

  private final CaptureFile file;
  private final int id;
  private final WallTime time;
  private final Clock clock;
  private final long start;
  private final ByteBuf block = Unpooled.buffer(2048);
  private final ByteBuf behind = Unpooled.buffer(0);
  private final PcapngWriter blockWriter = new PcapngWriter(block);
  private final PcapngWriter behindWriter = new PcapngWriter(behind);
  private boolean begun;
  private boolean discarding;
  private boolean noRoom;
  private String remark = "";
  private int packetsBehind;
  private int lostBehind;
  private long missing; // lost since the last packet that was taken
  private boolean flushComes;

  /** Packets that passed; guarded by the file. */
  long received;

  /** Those of them that were lost; guarded by the file. */
  long lost;

  InterfaceTap(CaptureFile file, int id, WallTime time, Clock clock) {
    this.file = file;
    this.id = id;
    this.time = time;
    this.clock = clock;
    this.start = time.at(clock.now());
  }

  /** The interface's number in the file. */
  int id() {
    return id;
  }

  /** When it was added, nanoseconds since 1970. */
  long start() {
    return start;
  }

  /** Takes a copy of a frame that passes. */
  void packet(Direction direction, Frame frame, long now, @Nullable String comment) {
    if (file.stopped()) {
      return;
    }
    if (!begun) {
      begin(frame, now);
      end(direction, comment);
    } else if (discarding || behind.readableBytes() + frame.length() > MAX_BEHIND) {
      lostBehind++;
    } else {
      int copy = copy(frame, now, behindWriter);
      String said = FrameRemarks.finish(frame, behind, copy);
      behindWriter.endPacket(direction, join(said, comment), 0);
      packetsBehind++;
    }
  }

  /**
   * Takes a copy of a frame, to be {@linkplain #end ended} when its fate is known.
   *
   * @return false if another one is not ended yet
   */
  boolean begin(Frame frame, long now) {
    if (begun) {
      return false;
    }
    begun = true;
    discarding = file.stopped();
    noRoom = !discarding && !file.hasRoom(frame.length());
    if (!discarding && !noRoom) {
      int copy = copy(frame, now, blockWriter);
      remark = FrameRemarks.finish(frame, block, copy);
    }
    return true;
  }

  /** A frame in two parts stays so: its link writes both in place. */
  private int copy(Frame frame, long now, PcapngWriter writer) {
    ByteBuf body = frame.body();
    return body == null
        ? writer.beginPacket(id, time.at(now), frame.head())
        : writer.beginPacket(id, time.at(now), frame.head(), body);
  }

  /** Ends what {@link #begin} began, and hands it over together with what came after it. */
  void end(Direction direction, @Nullable String comment) {
    if (!discarding) {
      missing = !noRoom && offer(direction, comment) ? 0 : missing + 1;
      if (noRoom) {
        file.lose(this, 1);
      }
      if (packetsBehind > 0 && !file.offer(this, behind, packetsBehind)) {
        missing += packetsBehind;
      }
      if (lostBehind > 0) {
        file.lose(this, lostBehind);
        missing += lostBehind;
      }
      flushSoon();
    }
    begun = false;
    packetsBehind = 0;
    lostBehind = 0;
    block.clear();
    behind.clear();
  }

  private boolean offer(Direction direction, @Nullable String comment) {
    blockWriter.endPacket(direction, join(join(remark, comment), missingRemark()), missing);
    return file.offer(this, block, 1);
  }

  private String missingRemark() {
    return switch ((int) Math.min(missing, 2)) {
      case 0 -> "";
      case 1 -> "1 packet before this one is missing: the capture did not keep up";
      default -> missing + " packets before this one are missing: the capture did not keep up";
    };
  }

  private void flushSoon() {
    if (!flushComes) {
      flushComes = true;
      clock.at(clock.now() + FLUSH_AFTER, this::flush);
    }
  }

  private void flush() {
    flushComes = false;
    file.flush();
  }

  private static String join(String first, @Nullable String second) {
    if (second == null || second.isEmpty()) {
      return first;
    }
    return first.isEmpty() ? second : first + "; " + second;
  }
}
