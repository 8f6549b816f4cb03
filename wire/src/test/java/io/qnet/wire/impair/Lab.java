package io.qnet.wire.impair;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.kit.ManualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An impaired link, a cable, and who writes down which frame comes out at the far end, and when.
 */
final class Lab {
  /** A frame that arrived: its number, and the time since the lab began. */
  record Arrival(int number, Duration at) {}

  final ManualClock clock = new ManualClock();
  final Burst burst = new Burst(clock);
  final List<Arrival> arrivals = new ArrayList<>();
  final List<ByteBuf> buffers = new ArrayList<>();
  final List<Integer> turnedBits = new ArrayList<>();
  final ImpairedLink link;
  int answers;
  int ready;
  int lostFromMachine;
  private final Cable cable = new Cable("cable", burst);
  private int sent;

  private Lab(Offloads offloads, String words) {
    link =
        new ImpairedLink(
            new Offering(cable.left(), offloads),
            burst,
            new Witness() {
              @Override
              public void lost(boolean toMachine, Frame frame, DropReason reason) {
                lostFromMachine += toMachine ? 0 : 1;
              }
            });
    impair(words);
    link.open(
        frame -> {
          answers++;
          frame.release();
        },
        new LinkEvents() {
          @Override
          public void onWritable() {
            ready++;
          }
        });
    cable
        .right()
        .open(
            frame -> {
              ByteBuf octets = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(frame.octets()));
              arrivals.add(new Arrival(number(octets), clock.elapsed()));
              frame.release();
            },
            LinkEvents.IGNORED);
  }

  static Lab impaired(String words) {
    return new Lab(Offloads.PLAIN, words);
  }

  static Lab over(Offloads offloads, String words) {
    return new Lab(offloads, words);
  }

  /** Changes what is set; no words are nothing. */
  Lab impair(String words) {
    ImpairmentPlan plan =
        words.isEmpty() ? null : ImpairmentPlan.parse(List.of(words.split(" ")), () -> 1);
    burst.run(() -> link.impair(plan));
    return this;
  }

  ImpairedLink impaired() {
    return link;
  }

  ImpairedLink.Status status() {
    return Objects.requireNonNull(link.status());
  }

  Measured to() {
    return status().to();
  }

  Measured from() {
    return status().from();
  }

  /** The number that most of a frame's octets repeat, so that turned bits do not hide it. */
  private int number(ByteBuf octets) {
    // copied at once: in tests each look at a buffer is written down by Netty's leak detector
    ByteBuffer frame = ByteBuffer.wrap(ByteBufUtil.getBytes(octets));
    int[] ones = new int[Integer.SIZE];
    int words = frame.remaining() / Integer.BYTES;
    for (int word = 0; word < words; word++) {
      for (int bit = 0; bit < Integer.SIZE; bit++) {
        ones[bit] += frame.getInt(word * Integer.BYTES) >>> bit & 1;
      }
    }
    int number = 0;
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      number |= (ones[bit] * 2 > words ? 1 : 0) << bit;
    }
    int turned = 0;
    for (int word = 0; word < words; word++) {
      turned += Integer.bitCount(frame.getInt(word * Integer.BYTES) ^ number);
    }
    turnedBits.add(turned);
    return number;
  }

  /** Sends {@code count} numbered frames of {@code length} octets in one burst. */
  Lab send(int count, int length) {
    burst.run(
        () -> {
          for (int i = 0; i < count; i++) {
            ByteBuf octets = Unpooled.buffer(length);
            while (octets.isWritable(Integer.BYTES)) {
              octets.writeInt(sent);
            }
            octets.writeZero(length - octets.writerIndex());
            sent++;
            buffers.add(octets);
            link.send(Frame.plain(octets));
          }
        });
    return this;
  }

  /** The machine sends. */
  Lab answer(int count, int length) {
    burst.run(
        () -> {
          for (int i = 0; i < count; i++) {
            ByteBuf octets = Unpooled.buffer(length).writeZero(length);
            buffers.add(octets);
            cable.right().send(Frame.plain(octets));
          }
        });
    return this;
  }

  Lab pass(Duration time) {
    clock.advance(time);
    return this;
  }

  List<Integer> numbers() {
    return arrivals.stream().map(Arrival::number).toList();
  }

  List<Duration> times() {
    return arrivals.stream().map(Arrival::at).toList();
  }

  long dropped(DropReason reason) {
    return link.drops().of(reason);
  }

  boolean allReleased() {
    return buffers.stream().allMatch(buffer -> buffer.refCnt() == 0);
  }
}
