package io.qnet.wire.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.wire.ByteStream;
import io.qnet.wire.clock.EventLoopClock;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A socket that listens, a loop that connects to it, and what becomes of both. */
abstract class StreamFixture {
  /** What carries the stream. */
  enum Kind {
    TCP_EPOLL,
    TCP_NIO,
    UNIX
  }

  @Parameter Kind kind = Kind.UNIX;
  @TempDir Path directory = Path.of("");
  private final List<AutoCloseable> open = new ArrayList<>();
  Loop loop = Loop.start("unused");
  private ServerSocketChannel server = ServerSocketChannel.open();

  StreamFixture() throws IOException {}

  @BeforeEach
  void listen() throws IOException {
    loop.close();
    server.close();
    loop =
        kind == Kind.TCP_NIO
            ? Loop.start("test", EventLoopClock::new, Transport.NIO)
            : Loop.start("test");
    server =
        RawPeer.listen(
            kind == Kind.UNIX
                ? new DomainSocketAddress(directory.resolve("a.sock").toString())
                : RawPeer.anyPort());
    open.add(loop);
    open.add(server);
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size(); i > 0; i--) {
      open.get(i - 1).close();
    }
  }

  final SocketAddress address() throws IOException {
    SocketAddress address = server.getLocalAddress();
    return address instanceof UnixDomainSocketAddress unix
        ? new DomainSocketAddress(unix.getPath().toString())
        : address;
  }

  final ByteStream dial() throws IOException {
    CompletableFuture<ByteStream> result = new CompletableFuture<>();
    SocketAddress remote = address();
    loop.execute(
        () ->
            new StreamDialer(loop)
                .dial(
                    remote,
                    result::complete,
                    reason -> result.completeExceptionally(new IOException(reason.name()))));
    return result.join();
  }

  final RawPeer accept() throws IOException {
    RawPeer peer = new RawPeer(server.accept());
    open.add(peer);
    return peer;
  }

  final Recorder opened() throws IOException {
    Recorder recorder = new Recorder(loop, dial());
    recorder.open();
    return recorder;
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
