package io.qnet.captures;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Carries what a ring brings to a channel, on a thread of its own, until the ring is closed. */
final class RingWriter implements Runnable {
  private final RecordRing ring;
  private final WritableByteChannel channel;
  private final Outcome outcome;
  private long written;

  /** Told once how it ended, on the writer's thread. */
  interface Outcome {
    /** The last octets, asked for when the ring is closed and empty. */
    ByteBuf trailer();

    /** Writing failed; nothing more will be written. */
    void failed(IOException failure);

    /** The channel is closed. */
    void ended(long written);
  }

  /**
   * A writer; it frees the ring and closes the channel when it ends.
   *
   * @param written octets that the channel was given already
   */
  RingWriter(RecordRing ring, WritableByteChannel channel, Outcome outcome, long written) {
    this.ring = ring;
    this.channel = channel;
    this.outcome = outcome;
    this.written = written;
  }

  @Override
  public void run() {
    try {
      writeAll();
    } catch (IOException failure) {
      outcome.failed(failure);
    } catch (InterruptedException nobodyDoesThis) {
      outcome.failed(new IOException("its thread was interrupted", nobodyDoesThis));
    } finally {
      ring.release();
      outcome.ended(written);
    }
  }

  private void writeAll() throws IOException, InterruptedException {
    try (channel) {
      for (ByteBuffer[] pieces = ring.borrow(); pieces.length > 0; pieces = ring.borrow()) {
        for (ByteBuffer piece : pieces) {
          while (piece.hasRemaining()) {
            int length = channel.write(piece);
            written += length;
            ring.giveBack(length);
          }
        }
      }
      ByteBuffer trailer = outcome.trailer().nioBuffer();
      while (trailer.hasRemaining()) {
        written += channel.write(trailer);
      }
    }
  }
}
