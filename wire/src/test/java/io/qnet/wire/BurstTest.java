package io.qnet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.kit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bursts: one clock reading, one flush for each link, whatever happens. */
class BurstTest {
  private final ManualClock clock = new ManualClock();
  private final Burst burst = new Burst(clock);
  private final List<String> log = new ArrayList<>();

  /** Writes down what it is told; each sent frame takes the octet that it holds along. */
  private final class LoggingLink implements Link {
    private final String name;
    private final Drops drops = new Drops();
    private boolean touched;

    LoggingLink(String name) {
      this.name = name;
    }

    @Override
    public void open(FrameSink inbound, LinkEvents events) {}

    @Override
    public void send(Frame frame) {
      frame.release();
      log.add(name + " send");
      if (!touched) {
        burst.touch(this);
        touched = true;
      }
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void flush() {
      touched = false;
      log.add(name + " flush");
    }

    @Override
    public Offloads offloads() {
      return Offloads.PLAIN;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Drops drops() {
      return drops;
    }

    @Override
    public void close() {}
  }

  private static Frame frame() {
    return Frame.plain(Unpooled.wrappedBuffer(new byte[60]));
  }

  private final Link a = new LoggingLink("a");
  private final Link b = new LoggingLink("b");

  @DisplayName("each link that was sent to is flushed once, at the end")
  @Test
  void oneFlushForEachLink() {
    burst.run(
        () -> {
          a.send(frame());
          b.send(frame());
          a.send(frame());
          log.add("end of work");
        });
    assertThat(log)
        .containsExactly("a send", "b send", "a send", "end of work", "a flush", "b flush");
  }

  @DisplayName("bursts nest: only the outermost flushes")
  @Test
  void nesting() {
    burst.run(
        () -> {
          burst.run(() -> a.send(frame()));
          log.add("inner over");
          burst.begin();
          a.send(frame());
          burst.end();
        });
    assertThat(log).containsExactly("a send", "inner over", "a send", "a flush");
  }

  @DisplayName("what was put off runs before the flush, and may send and put off more")
  @Test
  void putOff() {
    burst.run(
        () -> {
          burst.later(
              () -> {
                log.add("acknowledge");
                burst.later(() -> a.send(frame()));
              });
          a.send(frame());
        });
    assertThat(log).containsExactly("a send", "acknowledge", "a send", "a flush");
  }

  @DisplayName("the clock is read once, at the beginning")
  @Test
  void oneReading() {
    burst.run(
        () -> {
          long begin = burst.now();
          assertThat(begin).isEqualTo(clock.now());
          clock.advance(Duration.ofSeconds(2));
          assertThat(burst.now()).isEqualTo(begin);
          burst.run(() -> assertThat(burst.now()).isEqualTo(begin));
        });
    burst.run(() -> assertThat(burst.now()).isEqualTo(clock.now()));
  }

  @DisplayName("outside a burst nothing may be sent or put off")
  @Test
  void outside() {
    assertThatThrownBy(() -> a.send(frame()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("outside a burst nobody would flush this; wrap the caller in burst.run(...)");
    assertThatThrownBy(() -> burst.later(() -> log.add("never")))
        .isInstanceOf(IllegalStateException.class);
    log.clear();
    burst.run(() -> log.add("work"));
    assertThat(log).containsExactly("work");
  }

  @DisplayName("work that fails is flushed all the same, and the next burst is as good as new")
  @Test
  void failingWork() {
    assertThatThrownBy(
            () ->
                burst.run(
                    () ->
                        burst.run(
                            () -> {
                              a.send(frame());
                              throw new IllegalStateException("bad work");
                            })))
        .hasMessage("bad work");
    assertThat(log).containsExactly("a send", "a flush");
    assertThatThrownBy(() -> a.send(frame())).isInstanceOf(IllegalStateException.class);
    burst.run(() -> b.send(frame()));
    assertThat(log).endsWith("b send", "b flush");
  }

  @DisplayName("if finishing fails, the next burst flushes what is left")
  @Test
  void failingFinish() {
    assertThatThrownBy(
            () ->
                burst.run(
                    () -> {
                      a.send(frame());
                      burst.later(
                          () -> {
                            throw new IllegalStateException("bad finish");
                          });
                    }))
        .hasMessage("bad finish");
    burst.run(() -> log.add("next"));
    assertThat(log).containsExactly("a send", "next", "a flush");
  }

  @DisplayName("a frame crosses a cable at the end of the burst, and an answer in the same burst")
  @Test
  void cable() {
    Cable cable = new Cable("c", burst);
    List<ByteBuf> arrived = new ArrayList<>();
    cable.left().open(frame -> arrived.add(frame.octets()), LinkEvents.IGNORED);
    cable.right().open(frame -> cable.right().send(frame), LinkEvents.IGNORED);
    Frame echoed = frame();
    ByteBuf octets = echoed.octets();
    burst.run(
        () -> {
          cable.left().send(echoed);
          assertThat(arrived).isEmpty();
        });
    assertThat(arrived).containsExactly(octets);
    assertThat(cable.left().name()).isEqualTo("c.left");
    arrived.forEach(ByteBuf::release);
    assertThat(octets.refCnt()).isZero();
  }

  @DisplayName("a cable without a far end counts what it loses, and a closed one keeps nothing")
  @Test
  void unpluggedCable() {
    Cable cable = new Cable("c", burst);
    cable.left().open(Frame::release, LinkEvents.IGNORED);
    Frame lost = frame();
    ByteBuf octetsLost = lost.octets();
    burst.run(() -> cable.left().send(lost));
    assertThat(cable.left().drops().of(DropReason.NO_PEER)).isEqualTo(1);
    assertThat(octetsLost.refCnt()).isZero();
    Frame queued = frame();
    ByteBuf octetsQueued = queued.octets();
    burst.run(
        () -> {
          cable.left().send(queued);
          cable.left().close();
        });
    assertThat(octetsQueued.refCnt()).isZero();
  }
}
