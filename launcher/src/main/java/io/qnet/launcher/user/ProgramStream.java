package io.qnet.launcher.user;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import io.qnet.wire.HostSocket;
import io.qnet.wire.clock.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a program that answers a guest. TCP cannot tell a guest that has hung up from
 * one that has only said all it had to say, and a program that neither reads nor writes notices
 * neither. So once the guest has ended its half, the connection is torn down when no octet moves
 * for a while. On the loop, in bursts.
 */
final class ProgramStream implements ByteStream {
  /** How long a program may be silent to a guest that says no more. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(ProgramStream.class);

  private final String name;
  private final Burst burst;
  private final long patience;
  private final ByteStream socket;
  private @Nullable Reader reader;
  private Clock.@Nullable Alarm alarm;
  private long movedAt;
  private long pending;
  private boolean over;

  /**
   * A connection that is not open yet.
   *
   * @param name the program's, for the log
   * @param connect makes the program's socket a stream, whose end is told to what it is given
   * @param closed told once, when that is closed
   */
  ProgramStream(
      String name,
      Burst burst,
      Duration patience,
      Function<Runnable, ByteStream> connect,
      Runnable closed) {
    this.name = name;
    this.burst = burst;
    this.patience = patience.toNanos();
    this.socket =
        connect.apply(
            () -> {
              finish();
              closed.run();
            });
  }

  @Override
  public void open(Reader target) {
    reader = target;
    socket.open(new Watched(target));
  }

  @Override
  public boolean write(ByteBuf octets) {
    return socket.write(octets);
  }

  @Override
  public long pending() {
    return socket.pending();
  }

  @Override
  public @Nullable HostSocket socket() {
    return socket.socket();
  }

  @Override
  public void pause() {
    socket.pause();
  }

  @Override
  public void resume() {
    socket.resume();
  }

  @Override
  public void end() {
    socket.end();
    if (alarm == null && !over) {
      movedAt = burst.clock().now();
      pending = socket.pending();
      await();
    }
  }

  @Override
  public void abort(Reason reason) {
    finish();
    socket.abort(reason);
  }

  private void await() {
    alarm = burst.clock().at(movedAt + patience, () -> burst.run(this::look));
  }

  private void look() {
    if (over) {
      return;
    }
    long now = burst.clock().now();
    if (socket.pending() < pending) { // the program took some of it
      movedAt = now;
    }
    pending = socket.pending();
    if (movedAt + patience - now > 0) {
      await();
      return;
    }
    LOG.info("{}: the guest has hung up, and nothing was said for {} s", name, patience / 1e9);
    abort(Reason.TIMEOUT);
    if (reader != null) {
      reader.onAbort(Reason.TIMEOUT);
    }
  }

  private void finish() {
    over = true;
    if (alarm != null) {
      alarm.cancel();
    }
  }

  /** Notes when octets come. */
  private final class Watched implements Reader {
    private final Reader target;

    Watched(Reader target) {
      this.target = target;
    }

    @Override
    public void onBytes(ByteBuf octets) {
      movedAt = burst.clock().now();
      target.onBytes(octets);
    }

    @Override
    public void onEnd() {
      target.onEnd();
    }

    @Override
    public void onWritable() {
      target.onWritable();
    }

    @Override
    public void onAbort(Reason reason) {
      finish();
      target.onAbort(reason);
    }
  }
}
