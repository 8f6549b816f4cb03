package io.qnet.launcher.work;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting, where it is allowed: off the segment's loop, and for whoever works off it. */
public final class Awaited {
  private static final int SECONDS = 5;
  private static final int IDLE_SECONDS = 10;

  private Awaited() {}

  /** What comes of work on a loop; throws what that threw. */
  public static <T> T of(Future<T> future) {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the segment does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * One thread for what blocks; a full queue rejects, and its users try again later.
   *
   * @param jobs how many may wait
   */
  public static ExecutorService background(int jobs) {
    return new ThreadPoolExecutor(
        0,
        1,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(jobs),
        work -> {
          Thread thread = new Thread(work, "qnet-background");
          thread.setDaemon(true);
          return thread;
        });
  }
}
