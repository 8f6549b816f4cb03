package io.qnet.launcher.vm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ArrayBlockingQueue;

/** Somebody who looks at a serial line. */
public interface SerialConsole {
  /** Shows {@code octets}, which are not to be changed. */
  void take(byte[] octets);

  /** The line has ended. */
  void end();

  /**
   * A console behind a socket. It never holds the guest up: one that does not read loses what does
   * not fit, and then its connection.
   */
  final class Exit implements AutoCloseable {
    private static final int WAITING = 256;
    private static final byte[] END = {};

    private final SocketChannel channel;
    private final ArrayBlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(WAITING);
    private final Thread writer;
    private final SerialConsole console = new Queue();

    /** Writes to {@code channel} on a thread of its own. */
    Exit(SocketChannel channel) {
      this.channel = channel;
      this.writer = new Thread(this::write, "console writer");
      writer.setDaemon(true);
      writer.start();
    }

    /** What to attach. */
    SerialConsole console() {
      return console;
    }

    private void write() {
      try (channel) {
        for (byte[] octets = queue.take(); octets != END; octets = queue.take()) {
          ByteBuffer block = ByteBuffer.wrap(octets);
          while (block.hasRemaining()) {
            channel.write(block);
          }
        }
      } catch (IOException | InterruptedException gone) {
        queue.clear();
      }
    }

    @Override
    public void close() {
      writer.interrupt();
    }

    /** In front of the writer. */
    private final class Queue implements SerialConsole {
      @Override
      public void take(byte[] octets) {
        if (octets.length > 0 && !queue.offer(octets)) {
          writer.interrupt(); // which closes the channel
        }
      }

      @Override
      public void end() {
        if (!queue.offer(END)) {
          writer.interrupt();
        }
      }
    }
  }
}
