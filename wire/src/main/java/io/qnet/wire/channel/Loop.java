package io.qnet.wire.channel;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.qnet.wire.Burst;
import io.qnet.wire.clock.Clock;
import io.qnet.wire.clock.EventLoopClock;
import java.net.SocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one event loop of a segment, with its clock and its bursts.
 *
 * <p>{@link #submit}, {@link #execute} and {@link #close} may be called from any thread; all else
 * that belongs to the segment happens on the loop. A loop has to be closed before the program
 * exits.
 */
public final class Loop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Loop.class);
  private static final long CLOSE_SECONDS = 4;

  private final MultiThreadIoEventLoopGroup group;
  private final IoEventLoop eventLoop;
  private final SteadyIoHandler io;
  private final Transport transport;
  private final Burst burst;
  private final IoMemory memory = new IoMemory();

  private Loop(String name, Function<? super EventLoop, ? extends Clock> clock, Transport via) {
    transport = via;
    SteadyIoHandler[] made = new SteadyIoHandler[1];
    IoHandlerFactory handlers = via.ioHandlers();
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory(name, true),
            executor -> made[0] = new SteadyIoHandler(handlers.newHandler(executor)));
    io = made[0];
    eventLoop = group.next();
    burst = new Burst(clock.apply(eventLoop));
  }

  /** Starts a loop in real time; {@code name} is its thread's. */
  public static Loop start(String name) {
    return start(name, EventLoopClock::new);
  }

  /** Starts a loop that goes by another clock, which is made for it. */
  public static Loop start(String name, Function<? super EventLoop, ? extends Clock> clock) {
    return start(name, clock, Transport.best());
  }

  static Loop start(
      String name, Function<? super EventLoop, ? extends Clock> clock, Transport transport) {
    return new Loop(name, clock, transport);
  }

  /** Whether unix sockets and raw descriptors can be used: that takes Netty's epoll library. */
  public boolean hasUnixSockets() {
    return transport == Transport.EPOLL;
  }

  /** The loop itself, for handles of one's own. */
  public IoEventLoop eventLoop() {
    return eventLoop;
  }

  /** The segment's bursts. */
  public Burst burst() {
    return burst;
  }

  /** The segment's clock. */
  public Clock clock() {
    return burst.clock();
  }

  /** Does {@code work} on the loop, in a burst; fails with what it throws. */
  public <T> CompletableFuture<T> submit(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      eventLoop.execute(() -> complete(result, work));
    } catch (RejectedExecutionException closed) {
      result.completeExceptionally(closed);
    }
    return result;
  }

  private <T> void complete(CompletableFuture<T> result, Callable<T> work) {
    try {
      burst.begin();
      T value;
      try {
        value = work.call();
      } finally {
        burst.end();
      }
      result.complete(value);
    } catch (Throwable failure) {
      result.completeExceptionally(failure);
    }
  }

  /** Does {@code work} on the loop, in a burst; what it throws goes to the log. */
  public void execute(Runnable work) {
    eventLoop.execute(
        () -> {
          try {
            burst.run(work);
          } catch (Throwable failure) {
            log.error("a task of {} failed", Thread.currentThread().getName(), failure);
          }
        });
  }

  /**
   * A connection to be made to {@code remote}, not read yet, half-closing. The caller adds a
   * handler and {@code connect}s.
   */
  public Bootstrap dialer(SocketAddress remote) {
    Bootstrap bootstrap = new Bootstrap().group(eventLoop).channel(transport.stream(remote));
    ChannelStream.OPTIONS.forEach((option, value) -> option(bootstrap, option, value));
    return bootstrap;
  }

  /** A UDP socket; the caller adds a handler and {@code bind}s. */
  public Bootstrap udp() {
    return new Bootstrap().group(eventLoop).channel(transport.udp());
  }

  /**
   * A datagram socket that was opened elsewhere, and is closed with its channel; the caller adds a
   * handler and {@code bind}s. Only where there are {@linkplain #hasUnixSockets raw descriptors}.
   */
  public Bootstrap datagrams(int fd) {
    return new Bootstrap().group(eventLoop).channelFactory(() -> new EpollDatagramChannel(fd));
  }

  Transport transport() {
    return transport;
  }

  /** Memory for system calls; on the loop. */
  IoMemory memory() {
    return memory;
  }

  /** Closes every channel and ends the loop; waits for that unless it is called on it. */
  @Override
  public void close() {
    try {
      eventLoop.execute(this::closeChannels);
    } catch (RejectedExecutionException closed) {
      log.trace("closed before", closed);
    }
    if (!eventLoop.inEventLoop()
        && !group.terminationFuture().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS)) {
      log.warn("an event loop did not end within {} s", CLOSE_SECONDS);
    }
  }

  private void closeChannels() {
    io.prepareToDestroy();
    // after what the channels' ends have put into the queue
    eventLoop.execute(
        () -> {
          memory.release();
          group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        });
  }

  @SuppressWarnings("unchecked") // the map pairs each option with a value of its type
  private static void option(Bootstrap bootstrap, ChannelOption<?> option, Object value) {
    bootstrap.option((ChannelOption<Object>) option, value);
  }
}
