package io.qnet.wire.channel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Errors.NativeIoException;
import io.qnet.wire.ByteStream.Reason;
import io.qnet.wire.clock.EventLoopClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What failed socket calls mean. */
final class SocketFailureTest {
  /** Netty's exceptions know their numbers from its native library. */
  @BeforeAll
  static void loadNatives() {
    Epoll.ensureAvailability();
  }

  private static Throwable connect(Transport transport, SocketAddress to) {
    try (Loop loop = Loop.start("test", EventLoopClock::new, transport)) {
      ChannelFuture attempt =
          loop.dialer(to)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(to)
              .awaitUninterruptibly();
      Channel channel = attempt.channel();
      channel.close();
      return requireNonNull(attempt.cause());
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  @DisplayName("a closed port is REFUSED, broadcast is PROHIBITED")
  void real(Transport transport) throws IOException {
    ServerSocketChannel closed = RawPeer.listen(RawPeer.anyPort());
    SocketAddress address = closed.getLocalAddress();
    closed.close();
    assertThat(SocketFailure.reason(connect(transport, address))).isEqualTo(Reason.REFUSED);
    InetAddress broadcast = InetAddress.getByAddress(new byte[] {-1, -1, -1, -1});
    assertThat(SocketFailure.reason(connect(transport, new InetSocketAddress(broadcast, 9))))
        .isIn(Reason.PROHIBITED, Reason.NETWORK_UNREACHABLE, Reason.HOST_UNREACHABLE);
  }

  @Test
  @DisplayName("a unix path that is not there is REFUSED")
  void noPath() {
    Throwable failure = connect(Transport.EPOLL, new DomainSocketAddress("/nowhere/a.sock"));
    assertThat(SocketFailure.reason(failure)).isEqualTo(Reason.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "111, REFUSED", "104, RESET", "32, RESET", "110, TIMEOUT", "113, HOST_UNREACHABLE",
    "101, NETWORK_UNREACHABLE", "13, PROHIBITED", "1, PROHIBITED", "24, CLOSED", "99, CLOSED"
  })
  @DisplayName("error numbers, as Netty throws them and as it writes them into messages")
  void numbers(int errno, Reason reason) {
    assertThat(SocketFailure.reason(new NativeIoException("call", -errno))).isEqualTo(reason);
    assertThat(
            SocketFailure.reason(
                new ConnectException("finishConnect(..) failed with error(-" + errno + "): x")))
        .isEqualTo(reason);
  }

  @Test
  @DisplayName("the JDK's exceptions, alone or as causes")
  void jdk() {
    assertThat(SocketFailure.reason(new ConnectTimeoutException())).isEqualTo(Reason.TIMEOUT);
    assertThat(SocketFailure.reason(new NoRouteToHostException()))
        .isEqualTo(Reason.HOST_UNREACHABLE);
    assertThat(SocketFailure.reason(new SocketException("Network is unreachable")))
        .isEqualTo(Reason.NETWORK_UNREACHABLE);
    assertThat(SocketFailure.reason(new ConnectException("Connection refused")))
        .isEqualTo(Reason.REFUSED);
    assertThat(SocketFailure.reason(new ConnectException("Connection timed out")))
        .isEqualTo(Reason.TIMEOUT);
    assertThat(SocketFailure.reason(new SocketException("Connection reset")))
        .isEqualTo(Reason.RESET);
    assertThat(SocketFailure.reason(new IOException("Broken pipe"))).isEqualTo(Reason.RESET);
    assertThat(SocketFailure.reason(new SocketException("Permission denied")))
        .isEqualTo(Reason.PROHIBITED);
    assertThat(SocketFailure.reason(new PortUnreachableException())).isEqualTo(Reason.REFUSED);
    assertThat(SocketFailure.reason(new ClosedChannelException())).isEqualTo(Reason.CLOSED);
    Throwable closed = new ClosedChannelException().initCause(new IOException("Broken pipe"));
    assertThat(SocketFailure.reason(closed)).isEqualTo(Reason.RESET);
    assertThat(SocketFailure.reason(new IllegalStateException("?"))).isEqualTo(Reason.CLOSED);
  }
}
