package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.ByteStream;
import io.qnet.wire.clock.EventLoopClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How attempts to connect end. */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StreamDialerTest {
  @Parameter Transport transport = Transport.EPOLL;
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private final List<SocketChannel> fillers = new ArrayList<>();
  private Loop loop = Loop.start("unused");

  @BeforeEach
  void start() {
    loop.close();
    loop = Loop.start("test", EventLoopClock::new, transport);
  }

  @AfterEach
  void close() throws IOException {
    loop.close();
    for (SocketChannel filler : fillers) {
      filler.close();
    }
  }

  private Runnable dial(SocketAddress remote) {
    return loop.submit(
            () -> {
              Runnable cancel = new StreamDialer(loop).dial(remote, told::add, told::add);
              assertThat(told).isEmpty();
              return cancel;
            })
        .join();
  }

  /** Waits for everything that the loop has to do now. */
  private void settle() {
    for (int i = 0; i < 10; i++) {
      loop.submit(() -> true).join();
    }
  }

  /** A listener that does not answer a SYN until somebody is accepted. */
  private ServerSocketChannel busy() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open().bind(RawPeer.anyPort(), 1);
    for (int i = 0; i < 2; i++) {
      fillers.add(SocketChannel.open(server.getLocalAddress()));
    }
    return server;
  }

  @Test
  @DisplayName("nobody listens: told once, after the call")
  void refused() throws Exception {
    ServerSocketChannel server = RawPeer.listen(RawPeer.anyPort());
    SocketAddress address = server.getLocalAddress();
    server.close();
    dial(address);
    assertThat(told.take()).isEqualTo(ByteStream.Reason.REFUSED);
    settle();
    assertThat(told).isEmpty();
  }

  @Test
  @DisplayName("from an address that was asked for, whatever its port; one that is not here fails")
  void fromElsewhere() throws Exception {
    try (ServerSocketChannel server = RawPeer.listen(RawPeer.anyPort())) {
      SocketAddress to = server.getLocalAddress();
      for (String from : List.of("127.0.0.7", "192.0.2.1")) {
        loop.execute(
            () ->
                new StreamDialer(loop)
                    .dial(to, new InetSocketAddress(from, 0), told::add, told::add));
      }
      try (SocketChannel accepted = server.accept()) {
        InetSocketAddress seen = (InetSocketAddress) accepted.getRemoteAddress();
        assertThat(seen.getHostString()).isEqualTo("127.0.0.7");
      }
      assertThat(List.of(told.take(), told.take()))
          .hasAtLeastOneElementOfType(ByteStream.class)
          .hasAtLeastOneElementOfType(ByteStream.Reason.class);
    }
  }

  @Test
  @DisplayName("cancelled in the burst that began it: nothing is told")
  void cancelledAtOnce() throws Exception {
    try (ServerSocketChannel server = RawPeer.listen(RawPeer.anyPort())) {
      SocketAddress address = server.getLocalAddress();
      loop.submit(
              () -> {
                new StreamDialer(loop).dial(address, told::add, told::add).run();
                return true;
              })
          .join();
      settle();
      assertThat(told).isEmpty();
    }
  }

  @Test
  @DisplayName("a far end that answers late is waited for")
  void late() throws Exception {
    try (ServerSocketChannel server = busy()) {
      dial(server.getLocalAddress());
      settle();
      assertThat(told).isEmpty();
      server.accept().close();
      server.accept().close();
      assertThat(told.take()).isInstanceOf(ByteStream.class);
      server.accept().close();
    }
  }

  @Test
  @DisplayName("given up while it waits: nothing is told, whatever the far end does")
  void cancelledWhileWaiting() throws Exception {
    try (ServerSocketChannel server = busy()) {
      loop.execute(dial(server.getLocalAddress()));
      server.accept().close();
      server.accept().close();
      settle();
      assertThat(told).isEmpty();
    }
  }

  @Test
  @DisplayName("a loop that ends gives up the attempt")
  void loopEnds() throws Exception {
    try (ServerSocketChannel server = busy()) {
      dial(server.getLocalAddress());
      loop.close();
      assertThat(loop.eventLoop().isTerminated()).isTrue();
    }
    assertThat(told).allMatch(ByteStream.Reason.CLOSED::equals);
  }
}
