package io.qnet.launcher.monitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.SocketPath;
import io.qnet.launcher.work.Awaited;
import io.qnet.wire.ByteStream;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.StreamDialer;
import io.qnet.wire.channel.StreamListener;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The monitor on a unix socket (mode 0600), for a few clients at a time, as with QEMU's {@code
 * -monitor unix:PATH}. On a loop and a thread of its own: what is typed here holds no frame up.
 *
 * <p>Lines are answered one after the other; who does not read is asked for no more of them.
 */
public final class MonitorSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MonitorSocket.class);
  private static final int MOST_CLIENTS = 8;
  private static final int MOST_LINES = MOST_CLIENTS;

  /** Octets of a line. */
  private static final int LONGEST_LINE = 4096;

  /** Octets of lines that wait; one read brings less. */
  private static final int MOST_UNREAD = 1 << 20;

  private static final String GREETING = "qnet monitor - type 'help' for more information\n";
  private static final String PROMPT = "(qnet) ";

  private final Path directory;
  private final String name;
  private final Loop loop;
  private final ExecutorService worker = Awaited.background(MOST_LINES);
  private final Set<Client> clients = new LinkedHashSet<>();
  private @Nullable StreamListener listener;

  private MonitorSocket(Path directory, String name, Loop loop) {
    this.directory = directory;
    this.name = name;
    this.loop = loop;
  }

  /**
   * Listens.
   *
   * @param path where; null for nowhere
   * @param directory the run directory of what it is about, whose API will be asked
   * @throws Failure if the path cannot be had
   */
  public static @Nullable MonitorSocket open(@Nullable Path path, Path directory) {
    if (path == null) {
      return null;
    }
    SocketPath.claim("--monitor", path);
    String name = String.valueOf(directory.getFileName());
    MonitorSocket socket = new MonitorSocket(directory, name, Loop.start("qnet-monitor"));
    boolean started = false;
    try {
      socket.listen(path);
      started = true;
      return socket;
    } catch (IOException | IllegalArgumentException refused) {
      throw SocketPath.refused("--monitor", path, refused);
    } finally {
      if (!started) {
        socket.close();
      }
    }
  }

  private void listen(Path path) throws IOException {
    StreamListener opened =
        StreamListener.bind(new StreamDialer(loop), UnixDomainSocketAddress.of(path));
    listener = opened;
    opened.start((stream, ends) -> accept(new Client(stream)));
  }

  private void accept(Client client) {
    client.stream.open(client);
    if (clients.size() >= MOST_CLIENTS) {
      client.write("too many are at this monitor; " + MOST_CLIENTS + " may be\n");
      client.end();
      return;
    }
    clients.add(client);
    client.write(GREETING + PROMPT);
  }

  /** Nobody is there any more, and neither is the path. */
  @Override
  public void close() {
    if (listener != null) {
      listener.close();
    }
    loop.execute(
        () -> {
          List.copyOf(clients).forEach(client -> client.stream.abort(ByteStream.Reason.CLOSED));
          clients.clear();
        });
    worker.shutdownNow();
    loop.close();
  }

  /** One who came; on the loop, but for what the API is asked. */
  private final class Client implements ByteStream.Reader {
    private final ByteStream stream;
    private final StringBuilder unread = new StringBuilder();
    private @Nullable GatewayMonitor monitor;

    /** What is to be said beside the next answer; of the worker's thread. */
    private String note = "";

    private boolean busy;
    private boolean full;
    private boolean noMore;
    private boolean ended;

    Client(ByteStream stream) {
      this.stream = stream;
    }

    @Override
    public void onBytes(ByteBuf octets) {
      if (!ended) {
        unread.append(octets.toString(StandardCharsets.UTF_8));
      }
      octets.release();
      if (unread.length() > MOST_UNREAD) {
        end();
      }
      next();
    }

    /** Takes the next whole line, unless one is being answered or nobody reads the answers. */
    private void next() {
      while (!busy && !full && !ended) {
        int length = unread.indexOf("\n");
        if (length < 0 && noMore && unread.length() > 0) {
          length = unread.length(); // the last one has no end
        }
        if (length < 0) {
          waitForMore();
          return;
        }
        String line = unread.substring(0, length).strip();
        unread.delete(0, Math.min(length + 1, unread.length()));
        take(line);
      }
    }

    private void waitForMore() {
      if (noMore) {
        end();
      } else if (unread.length() > LONGEST_LINE) {
        write("a line has at most " + LONGEST_LINE + " octets\n");
        end();
      } else {
        stream.resume();
      }
    }

    private void take(String line) {
      if (GatewayMonitor.isFarewell(line)) {
        end();
      } else if (line.isEmpty()) {
        write(PROMPT);
      } else if (line.length() > LONGEST_LINE) {
        write("a line has at most " + LONGEST_LINE + " octets\n" + PROMPT);
      } else {
        ask(line);
      }
    }

    private void ask(String line) {
      busy = true;
      stream.pause();
      try {
        worker.execute(() -> tell(answer(line)));
      } catch (RejectedExecutionException closing) {
        end();
      }
    }

    private void tell(String answer) {
      try {
        loop.execute(() -> answered(answer));
      } catch (RejectedExecutionException closed) {
        LOG.debug("nobody hears any more: {}", answer);
      }
    }

    /** On the worker's thread, which may wait for the API. */
    private String answer(String line) {
      try {
        if (monitor == null) {
          ApiClient client = ApiClient.of(directory, name);
          monitor = new GatewayMonitor(client, said -> note = "note: " + said + "\n");
        }
        String answer = monitor.answer(line) + note;
        note = "";
        return answer;
      } catch (Failure refused) {
        return String.join(
            "\n ",
            String.valueOf(refused.getMessage()),
            refused.meaning(),
            refused.remedy() + "\n");
      } catch (IOException | InterruptedException gone) {
        return "the API cannot be asked: " + gone.getMessage() + "\n";
      }
    }

    private void answered(String answer) {
      busy = false;
      write(answer + PROMPT);
      next();
    }

    void write(String text) {
      if (!ended) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf buf = ByteBufAllocator.DEFAULT.buffer(octets.length).writeBytes(octets);
        if (!stream.write(buf)) {
          full = true;
          stream.pause();
        }
      }
    }

    void end() {
      if (!ended) {
        ended = true;
        unread.setLength(0);
        stream.end();
        forgetIfGone();
      }
    }

    @Override
    public void onWritable() {
      full = false;
      next();
    }

    @Override
    public void onEnd() {
      noMore = true;
      next();
      forgetIfGone();
    }

    /** Who was told that it is over and stays has his place still. */
    private void forgetIfGone() {
      if (ended && noMore) {
        clients.remove(this);
      }
    }

    @Override
    public void onAbort(ByteStream.Reason reason) {
      ended = true;
      clients.remove(this);
    }
  }
}
