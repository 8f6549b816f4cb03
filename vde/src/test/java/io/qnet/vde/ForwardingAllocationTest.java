package io.qnet.vde;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;
import io.qnet.wire.kit.ManualClock;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a frame costs the heap on its way through the switch: nothing, with rules and without. */
class ForwardingAllocationTest {
  private static final int FRAMES = 20_000;

  private final Burst burst = new Burst(new ManualClock());
  private final VirtualSwitch bridge =
      new VirtualSwitch(SwitchSettings.of("still", 8, 1), burst, event -> {});

  /** A link that swallows what it is sent. */
  private static final class Drain implements Link {
    private final Drops drops = new Drops();
    private @Nullable FrameSink inbound;

    @Override
    public void open(FrameSink newInbound, LinkEvents events) {
      inbound = newInbound;
      events.onUp();
    }

    void bring(Frame frame) {
      Objects.requireNonNull(inbound).accept(frame);
    }

    @Override
    public void send(Frame frame) {
      frame.release();
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void flush() {
      // nothing waits
    }

    @Override
    public Offloads offloads() {
      return Offloads.PLAIN;
    }

    @Override
    public String name() {
      return "drain";
    }

    @Override
    public Drops drops() {
      return drops;
    }

    @Override
    public void close() {
      inbound = null;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "macs=2 isolated storm=1000000 pin=02:00:00:00:00:0a edge"})
  @DisplayName("no octet for a frame to one, and none for a frame to all")
  void nothing(String rules) {
    Drain left = new Drain();
    Drain right = new Drain();
    Drain third = new Drain();
    for (Drain each : new Drain[] {left, right, third}) {
      assertThat(bridge.plug(each)).isNotNull();
    }
    if (!rules.isEmpty()) {
      PortOrder.parse(rules).apply(bridge, 1);
      bridge.control().setSnooping(true);
    }
    right.bring(frame("b>*"));
    Frame toOne = frame("a>b");
    Frame toAll = frame("a>*");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    for (int round = 0; round < 2; round++) { // the first loads classes
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < FRAMES; i++) {
        burst.begin();
        left.bring(toOne.share());
        left.bring(toAll.share());
        burst.end();
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated / (2.0 * FRAMES)).as("octets of heap for a frame").isLessThan(1);
    assertThat(bridge.snapshot().ports().get(1).traffic().framesOut()).isGreaterThan(FRAMES);
  }

  /** Without leak detection, which keeps books on the heap. */
  private static Frame frame(String text) {
    Frame tracked = SwitchLab.frame(text, 60);
    byte[] octets = new byte[tracked.length()];
    ByteBuf from = tracked.octets();
    from.readBytes(octets);
    tracked.release();
    return Frame.plain(Unpooled.wrappedBuffer(octets));
  }
}
