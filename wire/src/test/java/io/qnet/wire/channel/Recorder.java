package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A stream's reader that writes down what happens, one event at a time: {@code bytes abc}, {@code
 * end}, {@code writable}, {@code abort RESET}. What happens inside one of our own calls, or outside
 * a burst, it calls a bug.
 */
final class Recorder implements ByteStream.Reader {
  private final Loop loop;
  private final ByteStream stream;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> octets = new LinkedBlockingQueue<>();
  private boolean calling;
  private boolean pauseAfterNext;

  Recorder(Loop loop, ByteStream stream) {
    this.loop = loop;
    this.stream = stream;
  }

  /** Calls the stream on its loop, in a burst. */
  void call(Runnable work) {
    loop.submit(
            () -> {
              calling = true;
              work.run();
              calling = false;
              return true;
            })
        .join();
  }

  void open() {
    call(() -> stream.open(this));
  }

  boolean write(byte[] written) {
    return write(Unpooled.directBuffer(Math.max(1, written.length)).writeBytes(written));
  }

  boolean write(ByteBuf written) {
    return loop.submit(() -> stream.write(written)).join();
  }

  void end() {
    call(stream::end);
  }

  void abort() {
    call(() -> stream.abort(ByteStream.Reason.CLOSED));
  }

  void pause() {
    call(stream::pause);
  }

  /** Pauses the stream from within the next {@code onBytes}. */
  void pauseAfterNext() {
    call(() -> pauseAfterNext = true);
  }

  void resume() {
    call(stream::resume);
  }

  String event() {
    return Port.poll(events);
  }

  /** Whether nothing was told that was not taken, octets included. */
  boolean silent() {
    loop.submit(() -> true).join();
    return events.isEmpty() && octets.isEmpty();
  }

  /** The next octets, in as many pieces as they come. */
  byte[] read(int length) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < length) {
      all.writeBytes(Port.poll(octets));
    }
    return all.toByteArray();
  }

  private void note(String event) {
    requireBurst();
    events.add(calling ? "inside a call: " + event : event);
  }

  private void requireBurst() {
    Burst burst = loop.burst();
    burst.later(() -> {}); // throws outside a burst
  }

  @Override
  public void onBytes(ByteBuf came) {
    requireBurst();
    octets.add(ByteBufUtil.getBytes(came));
    came.release();
    if (calling) {
      note("bytes");
    }
    if (pauseAfterNext) {
      pauseAfterNext = false;
      stream.pause();
    }
  }

  @Override
  public void onEnd() {
    note("end");
  }

  @Override
  public void onWritable() {
    note("writable");
  }

  @Override
  public void onAbort(ByteStream.Reason reason) {
    note("abort " + reason);
  }
}
