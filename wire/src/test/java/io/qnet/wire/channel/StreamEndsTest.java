package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.ByteStream;
import io.qnet.wire.clock.Clock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How a host connection ends early, or oddly. */
@ParameterizedClass
@EnumSource(StreamFixture.Kind.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StreamEndsTest extends StreamFixture {
  StreamEndsTest() throws IOException {}

  @Test
  @DisplayName("abort sends a RST, throws away what waits, and tells the caller nothing")
  void aborts() throws IOException {
    Recorder stream = opened();
    RawPeer peer = accept();
    ByteBuf waiting = Unpooled.directBuffer(8 << 20).writeZero(8 << 20);
    assertThat(stream.write(waiting)).isFalse();
    stream.abort();
    assertThat(waiting.refCnt()).isZero();
    if (kind == Kind.UNIX) {
      assertThat(peer.channel().isOpen()).isTrue();
    } else {
      assertThat(resets(peer)).isTrue();
    }
    stream.abort();
    stream.end();
    stream.resume();
    assertThat(stream.write(ascii("x"))).isTrue();
    assertThat(stream.silent()).isTrue();
  }

  /** Whether the connection ends with a RST rather than in order. */
  private static boolean resets(RawPeer peer) {
    try {
      while (peer.channel().read(ByteBuffer.allocate(1 << 16)) >= 0) {}
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  @DisplayName("a RST from the peer is told as RESET")
  void peerResets() throws IOException {
    Assumptions.assumeTrue(kind != Kind.UNIX, "unix sockets have no RST");
    Recorder stream = opened();
    accept().reset();
    assertThat(stream.event()).isEqualTo("abort RESET");
    assertThat(stream.silent()).isTrue();
  }

  @Test
  @DisplayName("so is one that comes while the stream is paused, or before it is opened")
  void peerResetsUnread() throws IOException {
    Assumptions.assumeTrue(kind != Kind.UNIX, "unix sockets have no RST");
    Recorder paused = opened();
    paused.pause();
    accept().reset();
    assertThat(paused.write(ascii("x"))).isTrue();
    assertThat(paused.event()).isEqualTo("abort RESET");

    ByteStream dialed = dial();
    accept().reset();
    Recorder unopened = new Recorder(loop, dialed);
    unopened.write(ascii("x"));
    unopened.write(ascii("x"));
    unopened.open();
    assertThat(unopened.event()).isEqualTo("abort RESET");
    assertThat(unopened.silent()).isTrue();
  }

  @Test
  @DisplayName("writing to a peer that is gone is told as RESET")
  void peerGone() throws IOException {
    Recorder stream = opened();
    accept().close();
    assertThat(stream.event()).isEqualTo("end");
    for (int i = 0; i < 10_000 && stream.silent(); i++) { // until the RST is there
      stream.write(ascii("into the void"));
    }
    assertThat(stream.event()).isEqualTo("abort RESET");
    assertThat(stream.silent()).isTrue();
  }

  @Test
  @DisplayName("a peer that ends and then resets: noticed when it is written to, and no spinning")
  void endThenReset() throws Exception {
    Assumptions.assumeTrue(kind != Kind.UNIX, "unix sockets have no RST");
    Recorder stream = opened();
    RawPeer peer = accept();
    peer.end();
    assertThat(stream.event()).isEqualTo("end");
    peer.reset();
    assertThat(spins()).isFalse();
    stream.write(ascii("x"));
    assertThat(stream.event()).isEqualTo("abort RESET");
    assertThat(stream.silent()).isTrue();
  }

  @Test
  @DisplayName("paused with both directions ended and octets unread: no spinning, nothing lost")
  void pausedAtTheEnd() throws Exception {
    Recorder stream = opened();
    RawPeer peer = accept();
    stream.pause();
    stream.end();
    assertThat(peer.ended()).isTrue();
    byte[] rest = new byte[200_000];
    new Random(5).nextBytes(rest);
    peer.write(rest).close();
    assertThat(spins()).isFalse();
    assertThat(stream.silent()).isTrue();
    stream.resume();
    assertThat(stream.read(rest.length)).isEqualTo(rest);
    assertThat(stream.event()).isEqualTo("end");
    assertThat(stream.silent()).isTrue();
  }

  /** Whether the loop's thread is busy though there is nothing to do. */
  private boolean spins() throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long id = loop.submit(() -> Thread.currentThread().getId()).join();
    CompletableFuture<Long> spent = new CompletableFuture<>();
    loop.execute(
        () -> {
          long before = threads.getThreadCpuTime(id);
          Clock clock = loop.clock();
          clock.at(
              clock.now() + Duration.ofMillis(100).toNanos(),
              () -> spent.complete(threads.getThreadCpuTime(id) - before));
        });
    return spent.get() > Duration.ofMillis(30).toNanos();
  }

  @Test
  @DisplayName("a reader that throws loses its stream only")
  void readerThrows() throws IOException {
    ByteStream broken = dial();
    RawPeer brokenPeer = accept();
    Recorder fine = opened();
    RawPeer finePeer = accept();
    CompletableFuture<ByteStream.Reason> told = new CompletableFuture<>();
    loop.submit(
            () -> {
              broken.open(
                  new ByteStream.Reader() {
                    @Override
                    public void onBytes(ByteBuf octets) {
                      octets.release();
                      throw new IllegalStateException("a bug");
                    }

                    @Override
                    public void onEnd() {}

                    @Override
                    public void onWritable() {}

                    @Override
                    public void onAbort(ByteStream.Reason reason) {
                      told.complete(reason);
                    }
                  });
              return true;
            })
        .join();
    brokenPeer.write(ascii("x"));
    assertThat(told.join()).isEqualTo(ByteStream.Reason.CLOSED);
    assertThat(brokenPeer.ended()).isTrue();
    finePeer.write(ascii("y"));
    assertThat(fine.read(1)).isEqualTo(ascii("y"));
  }

  @Test
  @DisplayName("when the loop ends, so do its streams")
  void loopEnds() throws IOException {
    Recorder stream = opened();
    RawPeer peer = accept();
    loop.close();
    assertThat(peer.ended()).isTrue();
    assertThat(stream.event()).isEqualTo("abort CLOSED");
  }
}
