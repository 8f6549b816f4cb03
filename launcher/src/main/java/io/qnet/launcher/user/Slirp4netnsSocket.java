package io.qnet.launcher.user;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.launcher.port.SocketPath;
import io.qnet.wire.ByteStream;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.StreamDialer;
import io.qnet.wire.channel.StreamListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A unix socket (mode 0600) where slirp4netns' clients, such as podman's and RootlessKit's, ask for
 * doors: one request on a connection, one answer, and the end.
 */
final class Slirp4netnsSocket implements AutoCloseable {
  /** Octets of a request. */
  private static final int LONGEST = 4095;

  private final Loop loop;
  private final Executor background;
  private final Slirp4netnsDialect dialect;
  private final StreamListener listener;

  private Slirp4netnsSocket(
      Loop loop, Executor background, Slirp4netnsDialect dialect, StreamListener listener) {
    this.loop = loop;
    this.background = background;
    this.dialect = dialect;
    this.listener = listener;
  }

  /**
   * Listens; not on the loop.
   *
   * @param background where requests are answered: that waits for the loop
   * @throws io.qnet.launcher.cli.Failure if the path cannot be had
   */
  static Slirp4netnsSocket open(Path path, Loop loop, Executor background, Doors doors) {
    try {
      StreamListener listener =
          StreamListener.bind(new StreamDialer(loop), UnixDomainSocketAddress.of(path));
      Slirp4netnsSocket socket =
          new Slirp4netnsSocket(loop, background, new Slirp4netnsDialect(doors), listener);
      listener.start((client, ends) -> client.open(socket.new Request(client)));
      return socket;
    } catch (IOException | IllegalArgumentException refused) {
      throw SocketPath.refused("--slirp4netns-api", path, refused);
    }
  }

  @Override
  public void close() {
    listener.close();
  }

  /** What one client asks; on the loop. */
  private final class Request implements ByteStream.Reader {
    private final ByteStream client;
    private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
    private final AtomicBoolean done = new AtomicBoolean();
    private boolean answered;

    Request(ByteStream client) {
      this.client = client;
    }

    @Override
    public void onBytes(ByteBuf octets) {
      if (!answered && asked.size() <= LONGEST) {
        asked.writeBytes(ByteBufUtil.getBytes(octets));
      }
      octets.release();
      if (asked.size() > LONGEST) {
        answer(dialect.tooLarge());
      } else {
        ask(false);
      }
    }

    @Override
    public void onEnd() {
      ask(true);
    }

    private void ask(boolean ended) {
      byte[] request = asked.toByteArray();
      try {
        background.execute(
            () -> {
              String answer = done.get() ? null : dialect.answer(request, ended);
              if (answer != null) {
                done.set(true); // the end that follows asks nothing new
                loop.execute(() -> answer(answer));
              }
            });
      } catch (RejectedExecutionException busy) {
        client.abort(ByteStream.Reason.CLOSED);
      }
    }

    private void answer(String text) {
      if (!answered) {
        answered = true;
        boolean unused = client.write(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        client.end();
      }
    }

    @Override
    public void onWritable() {
      // one answer always fits
    }

    @Override
    public void onAbort(ByteStream.Reason reason) {
      answered = true;
    }
  }
}
