package io.qnet.wire.impair;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.kit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

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
  final Link link;
  private final Cable cable = new Cable("cable", burst);
  private int sent;

  Lab(BiFunction<Link, Burst, Link> impairment) {
    link = impairment.apply(cable.left(), burst);
    link.open(Frame::release, LinkEvents.IGNORED);
    cable
        .right()
        .open(
            frame -> {
              arrivals.add(new Arrival(frame.octets().getInt(0), clock.elapsed()));
              frame.release();
            },
            LinkEvents.IGNORED);
  }

  /** Sends {@code count} numbered frames of {@code length} octets in one burst. */
  Lab send(int count, int length) {
    burst.run(
        () -> {
          for (int i = 0; i < count; i++) {
            ByteBuf octets = Unpooled.buffer(length).writeInt(sent++).writeZero(length - 4);
            buffers.add(octets);
            link.send(Frame.plain(octets));
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
