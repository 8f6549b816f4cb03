package io.qnet.launcher.run;

import io.qnet.launcher.cli.Failure;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs a session until it ends or a signal ends it.
 *
 * <p>A signal starts the JVM's shutdown while the verb still runs. The hook closes the session and
 * waits for the verb; then it halts with the verb's own exit code, which for a clean stop is 0.
 */
public final class Foreground {
  /** How long a verb may take to put everything away, in seconds. */
  private static final int GRACE = 10;

  private final Runnable stop;
  private final int grace;
  private final PrintStream err;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile int exitCode;

  /** For one run of {@code session}; complaints while stopping go to {@code err}. */
  public Foreground(Session session, PrintStream err) {
    this(session::close, GRACE, err);
  }

  /**
   * For one run of whatever {@code stop} ends.
   *
   * @param stop makes the work return soon; does not wait for it
   * @param grace how long the work may take to put everything away, in seconds
   */
  public Foreground(Runnable stop, int grace, PrintStream err) {
    this.stop = stop;
    this.grace = grace;
    this.err = err;
  }

  /** What a verb does while its session runs; may throw a {@link Failure}. */
  @FunctionalInterface
  public interface Work {
    /** Runs the session, and has put everything away when it returns. */
    void run() throws Exception;
  }

  /**
   * Does {@code work}.
   *
   * @return the exit code
   */
  public int run(Work work) throws Exception {
    Thread hook = new Thread(this::stop, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      work.run();
      return 0;
    } catch (Exception thrown) {
      if (!stopping) {
        throw thrown;
      }
      Failure failure = Failure.of(thrown, "while stopping");
      failure.print(err, false);
      exitCode = failure.exitCode();
      return exitCode;
    } finally {
      finished.countDown();
      forget(hook);
    }
  }

  private void stop() {
    stopping = true;
    stop.run();
    if (!isFinished()) {
      exitCode = Failure.FAILED;
      Failure.failed(
              "stopping took longer than " + grace + " s",
              "something may be left behind in the run directory",
              "qnet ps removes what is stale")
          .print(err, false);
    }
    Runtime.getRuntime().halt(exitCode);
  }

  private boolean isFinished() {
    try {
      return finished.await(grace, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void forget(Thread hook) {
    if (!stopping) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyStopping) {
        // The signal came this very moment: the hook finds everything finished, and halts.
        exitCode = 0;
      }
    }
  }
}
