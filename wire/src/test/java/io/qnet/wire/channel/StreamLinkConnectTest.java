package io.qnet.wire.channel;

import static io.qnet.wire.channel.RawPeer.framed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.wire.DropReason;
import io.qnet.wire.clock.Clock;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A port that connects to a machine, which may come late, go, and come again. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StreamLinkConnectTest {
  /** A clock that stands still: it shows what it is asked to wait for, and the test rings. */
  private static final class Waits implements Clock {
    private final EventLoop loop;
    private final BlockingQueue<Long> durations = new LinkedBlockingQueue<>();
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    Waits(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    public long now() {
      return Long.MAX_VALUE - 1;
    }

    @Override
    public Alarm at(long deadline, Runnable task) {
      durations.add(deadline - now());
      tasks.add(task);
      return () -> tasks.remove(task);
    }

    /** The next wait that is asked for, in milliseconds. */
    long asked() {
      return Port.poll(durations) / 1_000_000;
    }

    /** The wait is over. */
    void ring() {
      loop.execute(Port.poll(tasks));
    }
  }

  @TempDir Path directory = Path.of("");
  private final Loop loop = Loop.start("test", Waits::new);
  private final Waits waits = (Waits) loop.clock();

  @AfterEach
  void close() {
    loop.close();
  }

  private DomainSocketAddress path() {
    return new DomainSocketAddress(directory.resolve("qemu.sock").toString());
  }

  private Port open(Random jitter) {
    return new Port(loop, StreamLink.connect(loop, "vm1.net0", path(), jitter)).open();
  }

  @Test
  @DisplayName("it waits 100 ms, then twice as long each time up to 5 s, less up to a quarter")
  void backsOff() {
    try (Port port = open(new Random(1))) {
      for (long full : new long[] {100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000}) {
        assertThat(waits.asked()).isBetween(full * 3 / 4, full);
        waits.ring();
      }
      port.quiet();
      port.send(new byte[60]);
      assertThat(port.dropped(DropReason.NO_PEER)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("the same seed waits the same")
  void seeded() {
    Backoff one = new Backoff(new Random(7));
    Backoff other = new Backoff(new Random(7));
    Backoff third = new Backoff(new Random(8));
    assertThat(one.next()).isEqualTo(other.next()).isNotEqualTo(third.next());
  }

  @Test
  @DisplayName("a peer that appears later is found, and found again after it went")
  void appearsLater() throws IOException {
    try (Port port = open(new Random(1))) {
      waits.asked();
      waits.ring();
      waits.asked();
      try (ServerSocketChannel qemu = RawPeer.listen(path())) {
        waits.ring();
        RawPeer peer = new RawPeer(qemu.accept());
        assertThat(port.event()).isEqualTo("up");
        peer.write(framed(new byte[60]));
        assertThat(port.frame()).hasSize(60);
        port.send(new byte[61]);
        assertThat(peer.readFrame()).hasSize(61);

        peer.close();
        assertThat(port.event()).isEqualTo("down: the peer closed the connection");
        assertThat(waits.asked()).as("it spoke, so we start over").isLessThanOrEqualTo(100);
        waits.ring();
        RawPeer again = new RawPeer(qemu.accept());
        assertThat(port.event()).isEqualTo("up");
        again.writeLength(-1);
        assertThat(port.event()).startsWith("down: the peer announced a frame of 4294967295");
        assertThat(again.ended()).isTrue();
      }
      Files.delete(Path.of(path().path()));
      port.quiet();
    }
  }

  @Test
  @DisplayName("a peer that accepts and hangs up is not pestered")
  void hangsUp() throws IOException {
    try (ServerSocketChannel qemu = RawPeer.listen(path());
        Port port = open(new Random(1))) {
      for (long full : new long[] {100, 200, 400, 800}) {
        qemu.accept().close();
        assertThat(port.event()).isEqualTo("up");
        assertThat(port.event()).startsWith("down: ");
        assertThat(waits.asked()).isBetween(full * 3 / 4, full);
        waits.ring();
      }
    }
  }

  @Test
  @DisplayName("a closed port does not try again")
  void closedPortRests() {
    Port port = open(new Random(1));
    waits.asked();
    waits.ring();
    waits.asked();
    port.close();
    assertThat(waits.tasks).isEmpty();
    port.quiet();
  }

  @Test
  @DisplayName("without epoll there are no unix sockets, and the message says what to do")
  void noUnixSockets() {
    try (Loop nio = Loop.start("nio", Waits::new, Transport.NIO)) {
      assertThat(nio.hasUnixSockets()).isFalse();
      assertThatThrownBy(() -> StreamLink.connect(nio, "p", path(), new Random(1)))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContainingAll("unix sockets", "use HOST:PORT instead");
      assertThatThrownBy(() -> StreamLink.listen(nio, "p", path()))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }
}
