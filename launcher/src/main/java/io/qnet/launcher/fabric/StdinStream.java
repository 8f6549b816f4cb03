package io.qnet.launcher.fabric;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.ByteStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Standard input and output as a stream, for the console of a switch in the foreground. */
final class StdinStream implements ByteStream {
  private static final int LONGEST_READ = 4096;

  private final InputStream in;
  private final PrintStream out;
  private final Consumer<Runnable> loop;
  private final Executor writer;
  private final Runnable ended;

  /**
   * A stream.
   *
   * @param loop runs what was read on the switch's thread
   * @param writer runs what writes, one after the other
   * @param ended told when there is no more to read, or the console says so
   */
  StdinStream(
      InputStream in, PrintStream out, Consumer<Runnable> loop, Executor writer, Runnable ended) {
    this.in = in;
    this.out = out;
    this.loop = loop;
    this.writer = writer;
    this.ended = ended;
  }

  @Override
  public void open(Reader reader) {
    Thread thread = new Thread(() -> read(reader), "qnet-stdin");
    thread.setDaemon(true);
    thread.start();
  }

  private void read(Reader reader) {
    byte[] octets = new byte[LONGEST_READ];
    try {
      for (int n = in.read(octets); n >= 0; n = in.read(octets)) {
        ByteBuf copy = Unpooled.copiedBuffer(octets, 0, n);
        loop.accept(() -> reader.onBytes(copy));
      }
    } catch (IOException gone) {
      // as at the end
    }
    loop.accept(
        () -> {
          reader.onEnd();
          end();
        });
  }

  @Override
  public boolean write(ByteBuf octets) {
    byte[] copy = new byte[octets.readableBytes()];
    octets.readBytes(copy).release();
    writer.execute(
        () -> {
          out.write(copy, 0, copy.length);
          out.flush();
        });
    return true;
  }

  @Override
  public void pause() {
    // what is typed is short
  }

  @Override
  public void resume() {
    // it never paused
  }

  @Override
  public void end() {
    writer.execute(ended);
  }

  @Override
  public void abort(Reason reason) {
    end();
  }
}
