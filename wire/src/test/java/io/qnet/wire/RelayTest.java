package io.qnet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two scripted streams, joined. */
class RelayTest {
  private final ScriptedStream guest = new ScriptedStream();
  private final ScriptedStream host = new ScriptedStream();

  /** Writes down what is done to it, and brings what it is told to. */
  private static final class ScriptedStream implements ByteStream {
    private final List<String> done = new ArrayList<>();
    private @Nullable Reader reader;
    private boolean full;

    @Override
    public void open(Reader newReader) {
      reader = newReader;
    }

    Reader reader() {
      if (reader == null) {
        throw new AssertionError("not open");
      }
      return reader;
    }

    @Override
    public boolean write(ByteBuf octets) {
      done.add("write " + octets.toString(StandardCharsets.US_ASCII));
      octets.release();
      return !full;
    }

    @Override
    public void pause() {
      done.add("pause");
    }

    @Override
    public void resume() {
      done.add("resume");
    }

    @Override
    public void end() {
      done.add("end");
    }

    @Override
    public void abort(Reason reason) {
      done.add("abort " + reason);
    }

    ByteBuf brings(String text) {
      ByteBuf octets = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
      reader().onBytes(octets);
      return octets;
    }
  }

  @BeforeEach
  void join() {
    Relay.join(guest, host);
  }

  @DisplayName("octets cross, both ways, and change hands")
  @Test
  void octets() {
    ByteBuf request = guest.brings("GET /");
    ByteBuf response = host.brings("200 OK");
    assertThat(host.done).containsExactly("write GET /");
    assertThat(guest.done).containsExactly("write 200 OK");
    assertThat(request.refCnt() + response.refCnt()).isZero();
  }

  @DisplayName("a full stream pauses the other one until it is writable again")
  @Test
  void backPressure() {
    host.full = true;
    guest.brings("a");
    guest.brings("b"); // one more may come after pause
    assertThat(guest.done).containsExactly("pause", "pause");
    host.full = false;
    host.reader().onWritable();
    assertThat(guest.done).containsExactly("pause", "pause", "resume");
    guest.brings("c");
    assertThat(host.done).containsExactly("write a", "write b", "write c");
    assertThat(guest.done).hasSize(3);
  }

  @DisplayName("back-pressure in one direction leaves the other alone")
  @Test
  void directionsAreIndependent() {
    host.full = true;
    guest.brings("a");
    host.brings("b");
    assertThat(guest.done).containsExactly("pause", "write b");
    assertThat(host.done).containsExactly("write a");
  }

  @DisplayName("half-close: the end crosses, and the other direction goes on")
  @Test
  void halfClose() {
    guest.brings("question");
    guest.reader().onEnd();
    host.brings("answer");
    host.reader().onEnd();
    assertThat(host.done).containsExactly("write question", "end");
    assertThat(guest.done).containsExactly("write answer", "end");
  }

  @DisplayName("an abort crosses with its reason")
  @Test
  void abort() {
    host.reader().onAbort(ByteStream.Reason.RESET);
    assertThat(guest.done).containsExactly("abort RESET");
    assertThat(host.done).isEmpty();
  }
}
