package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A link under test: what arrives and what it tells is waited for, and calls go to its loop. */
final class Port implements AutoCloseable {
  private static final int SECONDS = 10;

  private final Loop loop;
  private final Link link;
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private Consumer<Frame> receiver = frames::add;

  Port(Loop loop, Link link) {
    this.loop = loop;
    this.link = link;
  }

  /** A port whose receiver is not the usual queue; runs on the loop. */
  Port receiver(Consumer<Frame> newReceiver) {
    receiver = newReceiver;
    return this;
  }

  Port open() {
    onLoop(
        () -> {
          link.open(
              frame -> receiver.accept(frame),
              new LinkEvents() {
                @Override
                public void onUp() {
                  events.add("up");
                }

                @Override
                public void onDown(String why) {
                  events.add("down: " + why);
                }

                @Override
                public void onWritable() {
                  events.add("writable");
                }
              });
          return true;
        });
    return this;
  }

  /** The next frame's octets; it is released. */
  byte[] frame() {
    return take(next());
  }

  Frame next() {
    return poll(frames);
  }

  static byte[] take(Frame frame) {
    byte[] octets = ByteBufUtil.getBytes(frame.octets());
    frame.release();
    return octets;
  }

  String event() {
    return poll(events);
  }

  void forgetEvents() {
    onLoop(() -> true);
    events.clear();
  }

  /** Nothing came that was not taken. */
  void quiet() {
    onLoop(() -> true);
    assertThat(frames).isEmpty();
    assertThat(events).isEmpty();
  }

  /** Sends in one burst; returns the buffers to look at afterwards. */
  List<ByteBuf> send(byte[]... octets) {
    List<ByteBuf> buffers = new ArrayList<>();
    for (byte[] one : octets) {
      buffers.add(Unpooled.directBuffer(Math.max(one.length, 1)).writeBytes(one));
    }
    onLoop(
        () -> {
          buffers.forEach(buffer -> link.send(Frame.plain(buffer)));
          return true;
        });
    return buffers;
  }

  long dropped(DropReason reason) {
    return onLoop(() -> link.drops().of(reason));
  }

  boolean writable() {
    return onLoop(link::writable);
  }

  <T> T onLoop(Callable<T> work) {
    try {
      return loop.submit(work).get(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failure) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public void close() {
    onLoop(
        () -> {
          link.close();
          return true;
        });
    frames.forEach(Frame::release);
  }

  static <T> T poll(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came within " + SECONDS + " s");
      }
      return next;
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
