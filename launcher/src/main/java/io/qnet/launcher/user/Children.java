package io.qnet.launcher.user;

import io.qnet.posix.SocketChild;
import io.qnet.redirect.Programs;
import io.qnet.wire.ByteStream;
import io.qnet.wire.ByteStream.Reason;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.StreamDialer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Programs that answer guests: one for each connection, and no longer than it. */
final class Children implements Programs, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Children.class);
  private static final int MOST = 64;
  private static final int LONGEST_LINE = 1000;
  private static final int END_MS = 500;
  private static final long GRACE = Duration.ofSeconds(2).toNanos();

  private final Loop loop;
  private final Executor background;
  private final Duration patience;
  private final StreamDialer streams;
  private final Map<SocketChild, Thread> running = new ConcurrentHashMap<>();

  /** How many run or are being started. */
  private final AtomicInteger count = new AtomicInteger();

  private volatile boolean closed;

  Children(Loop loop, Executor background) {
    this(loop, background, ProgramStream.PATIENCE);
  }

  /**
   * None yet.
   *
   * @param patience how long one may be silent to a guest that says no more
   */
  Children(Loop loop, Executor background, Duration patience) {
    this.loop = loop;
    this.background = background;
    this.patience = patience;
    this.streams = new StreamDialer(loop);
  }

  @Override
  public void start(List<String> command, Consumer<ByteStream> started, Consumer<Reason> failed) {
    if (count.incrementAndGet() > MOST) {
      count.decrementAndGet();
      LOG.warn("{}: not started, for {} programs run already", command.get(0), MOST);
      loop.execute(() -> failed.accept(Reason.CLOSED));
      return;
    }
    try {
      background.execute(() -> startNow(command, started, failed));
    } catch (RejectedExecutionException busy) {
      count.decrementAndGet();
      loop.execute(() -> failed.accept(Reason.CLOSED));
    }
  }

  private void startNow(
      List<String> command, Consumer<ByteStream> started, Consumer<Reason> failed) {
    try {
      SocketChild child = SocketChild.start(command);
      Thread watch = new Thread(() -> watch(child, command.get(0)), "qnet-child-" + child.pid());
      watch.setDaemon(true);
      running.put(child, watch);
      watch.start();
      if (closed) {
        child.kill();
      }
      loop.execute(
          () ->
              started.accept(
                  new ProgramStream(
                      command.get(0) + "[" + child.pid() + "]",
                      loop.burst(),
                      patience,
                      closed -> streams.adopt(child.fd(), closed),
                      () -> end(child))));
    } catch (IOException refused) {
      count.decrementAndGet();
      LOG.warn("{}", refused.getMessage());
      loop.execute(() -> failed.accept(Reason.REFUSED));
    }
  }

  /** Its connection is over. */
  private void end(SocketChild child) {
    if (running.containsKey(child)) {
      child.terminate();
      Object unused = loop.clock().at(loop.clock().now() + GRACE, child::kill);
    }
  }

  /** Until it ends, on a thread of its own: what it complains of goes to the log. */
  private void watch(SocketChild child, String program) {
    try (BufferedReader errors =
        new BufferedReader(new InputStreamReader(child.errors(), StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      for (int c = errors.read(); c >= 0; c = errors.read()) {
        if (c >= ' ') { // what is left of the others moves no cursor
          line.append((char) c);
        }
        if (c == '\n' || line.length() == LONGEST_LINE) {
          LOG.info("{}[{}]: {}", program, child.pid(), line);
          line.setLength(0);
        }
      }
    } catch (IOException gone) {
      LOG.debug("{}[{}]: {}", program, child.pid(), gone.toString());
    }
    int status = child.waitFor();
    running.remove(child);
    count.decrementAndGet();
    LOG.debug("{}[{}] ended with {}", program, child.pid(), status);
  }

  /** Ends them all at once, and waits a moment until they have. */
  @Override
  public void close() {
    closed = true;
    Map<SocketChild, Thread> last = Map.copyOf(running);
    last.keySet().forEach(SocketChild::kill);
    try {
      for (Thread watch : last.values()) {
        watch.join(END_MS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
