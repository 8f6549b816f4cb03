package io.qnet.launcher.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import io.qnet.wire.kit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** In virtual time: when a program is believed to have been forgotten. */
@DisplayName("The connection of a program")
class ProgramStreamTest {
  private static final Duration ALMOST = ProgramStream.PATIENCE.minusNanos(1);
  private static final Duration MOMENT = Duration.ofNanos(1);

  private final ManualClock clock = new ManualClock();
  private final Socket socket = new Socket();
  private final List<String> guest = new ArrayList<>();
  private int closed;
  private final ProgramStream stream =
      new ProgramStream(
          "sleep[7]",
          new Burst(clock),
          ProgramStream.PATIENCE,
          whenClosed -> socket.told(whenClosed),
          () -> closed++);

  ProgramStreamTest() {
    stream.open(new Guest());
  }

  @Test
  @DisplayName("while the guest may say something, the program may be silent for a day")
  void silence() {
    clock.advance(Duration.ofDays(1));

    assertThat(socket.said).isEmpty();
    assertThat(guest).isEmpty();
  }

  @Test
  @DisplayName("60 s after the guest hung up nobody has said anything: both ends are told")
  void hungUp() {
    clock.advance(Duration.ofHours(1));
    stream.end();
    clock.advance(ALMOST);
    assertThat(socket.said).containsExactly("end");
    assertThat(guest).isEmpty();

    clock.advance(MOMENT);

    assertThat(socket.said).containsExactly("end", "abort TIMEOUT");
    assertThat(guest).containsExactly("abort TIMEOUT");
    clock.advance(Duration.ofDays(1));
    assertThat(guest).hasSize(1);
  }

  @Test
  @DisplayName("a program that goes on to answer is not cut off, however long that takes")
  void answering() {
    stream.end();
    for (int i = 0; i < 100; i++) {
      clock.advance(ALMOST);
      socket.reader().onBytes(Unpooled.EMPTY_BUFFER);
    }
    assertThat(socket.said).containsExactly("end");

    clock.advance(ProgramStream.PATIENCE);

    assertThat(socket.said).containsExactly("end", "abort TIMEOUT");
  }

  @Test
  @DisplayName("a program that goes on to read what waits for it is not cut off, either")
  void reading() {
    socket.pending = 1_000_000;
    stream.end();
    for (int i = 0; i < 9; i++) {
      socket.pending -= 100_000;
      clock.advance(ProgramStream.PATIENCE);
    }
    assertThat(socket.said).containsExactly("end");

    clock.advance(ProgramStream.PATIENCE);

    assertThat(socket.said).containsExactly("end", "abort TIMEOUT");
  }

  @Test
  @DisplayName("over is over: nothing is told to a connection that has ended")
  void over() {
    stream.end();
    socket.closed.run();

    clock.advance(Duration.ofDays(1));

    assertThat(closed).isEqualTo(1);
    assertThat(socket.said).containsExactly("end");
    assertThat(guest).isEmpty();
    assertThat(clock.advanceToNext()).as("nothing waits for a time").isFalse();
  }

  @Test
  @DisplayName("reset by the program after the guest hung up: told once")
  void reset() {
    stream.end();
    socket.reader().onAbort(ByteStream.Reason.RESET);

    clock.advance(Duration.ofDays(1));

    assertThat(guest).containsExactly("abort RESET");
  }

  private final class Guest implements ByteStream.Reader {
    @Override
    public void onBytes(ByteBuf octets) {
      octets.release();
    }

    @Override
    public void onEnd() {
      guest.add("end");
    }

    @Override
    public void onWritable() {}

    @Override
    public void onAbort(ByteStream.Reason reason) {
      guest.add("abort " + reason);
    }
  }

  private static final class Socket implements ByteStream {
    private final List<String> said = new ArrayList<>();
    private Runnable closed = () -> {};
    private long pending;
    private @Nullable Reader reader;

    Socket told(Runnable whenClosed) {
      closed = whenClosed;
      return this;
    }

    Reader reader() {
      return Objects.requireNonNull(reader);
    }

    @Override
    public void open(Reader target) {
      reader = target;
    }

    @Override
    public boolean write(ByteBuf octets) {
      octets.release();
      return true;
    }

    @Override
    public long pending() {
      return pending;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void end() {
      said.add("end");
    }

    @Override
    public void abort(Reason reason) {
      said.add("abort " + reason);
    }
  }
}
