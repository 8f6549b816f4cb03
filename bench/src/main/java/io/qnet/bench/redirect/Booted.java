package io.qnet.bench.redirect;

import io.qnet.bench.guest.Machines;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A machine that runs on a thread of its own. */
final class Booted {
  private static final Duration KILL = Duration.ofSeconds(20);

  private final CompletableFuture<List<String>> end = new CompletableFuture<>();
  private final Thread thread;

  private Booted(Machines machines, Machines.Job job) {
    thread = new Thread(() -> run(machines, job), "bench machine");
    thread.setDaemon(true);
  }

  /** Begins to boot {@code job}. */
  static Booted start(Machines machines, Machines.Job job) {
    Booted booted = new Booted(machines, job);
    booted.thread.start();
    return booted;
  }

  private void run(Machines machines, Machines.Job job) {
    try {
      end.complete(machines.run(job));
    } catch (IOException | InterruptedException | RuntimeException failed) {
      end.completeExceptionally(new CompletionException(failed));
    }
  }

  /** Whether it has ended. */
  boolean ended() {
    return end.isDone();
  }

  /** What it said, or how it failed, once it has ended. */
  String said() {
    return end.handle((lines, failed) -> failed == null ? "" + lines : "" + failed).join();
  }

  /**
   * Waits for its end, and kills it if that does not come in time: it would take its share of the
   * processor from whatever is measured next.
   */
  void awaitEnd(Duration atMost) throws InterruptedException {
    List<String> unused =
        end.exceptionally(failed -> List.of())
            .completeOnTimeout(List.of(), atMost.toMillis(), TimeUnit.MILLISECONDS)
            .join();
    thread.interrupt();
    thread.join(KILL.toMillis());
  }
}
