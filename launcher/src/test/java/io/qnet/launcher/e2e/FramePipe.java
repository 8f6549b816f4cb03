package io.qnet.launcher.e2e;

import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.Frame;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's stream framing (4-byte length, then a frame) on a blocking socket: sends frames, collects
 * answers.
 */
final class FramePipe implements AutoCloseable {
  private static final int QUIET_MILLIS = 250;

  private final SocketChannel channel;
  private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();

  FramePipe(SocketChannel channel) {
    this.channel = channel;
    DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
    Thread reader = new Thread(() -> read(in), "frame-pipe");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(DataInputStream in) {
    try {
      while (true) {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        heard.add(frame);
      }
    } catch (EOFException end) {
      heard.clear();
    } catch (IOException closed) {
      heard.clear();
    }
  }

  void send(Frame frame) throws IOException {
    byte[] octets = ByteBufUtil.getBytes(frame.octets());
    frame.release();
    ByteBuffer message = ByteBuffer.allocate(4 + octets.length);
    message.putInt(octets.length).put(octets).flip();
    while (message.hasRemaining()) { // not by a stream of Channels: it would wait for the reader
      channel.write(message);
    }
  }

  /** Every frame that comes until it has been quiet for a while. */
  List<byte[]> answers() throws InterruptedException {
    List<byte[]> answers = new ArrayList<>();
    for (byte[] frame = heard.poll(2 * QUIET_MILLIS, TimeUnit.MILLISECONDS);
        frame != null;
        frame = heard.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
      answers.add(frame);
    }
    return answers;
  }

  /** The next frame within five seconds, or null. */
  byte @Nullable [] next() throws InterruptedException {
    return heard.poll(5, TimeUnit.SECONDS);
  }

  /** Forgets what was heard so far. */
  void forget() {
    heard.clear();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
