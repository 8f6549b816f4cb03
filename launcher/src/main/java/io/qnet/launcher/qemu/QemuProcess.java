package io.qnet.launcher.qemu;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A QEMU that is led over its control socket: in a session of its own, so that Ctrl-C is ours to
 * handle, and with nothing on stdin and stdout. A JVM that dies takes it along.
 */
public final class QemuProcess implements AutoCloseable {
  private static final long A_MOMENT = 300;

  private final Process process;
  private final Messages messages;

  private QemuProcess(Process process, Consumer<String> onMessage) {
    this.process = process;
    this.messages = new Messages(process, "qemu " + process.pid(), onMessage);
  }

  /**
   * Starts {@code words}, program first.
   *
   * @param onMessage told what it writes to stderr, as it comes, on a thread of its own
   */
  public static QemuProcess start(List<String> words, Consumer<String> onMessage)
      throws IOException, InterruptedException {
    return new QemuProcess(Spawner.startApart(words), onMessage);
  }

  /** The process. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended yet. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Completed when it ends, with its exit status: 0 after a power-off, above 128 by a signal. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Waits for its end; whether that came in time. */
  public boolean awaitExit(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What it wrote to stderr; waits for all of it once the process has ended. */
  public String messages() throws InterruptedException {
    return alive() ? messages.text() : messages.complete().text();
  }

  /** What it writes to stderr from now on: asked later, waits a moment if nothing came yet. */
  public Heard listen() {
    long mark = messages.count();
    return () -> messages.since(mark, A_MOMENT);
  }

  /** What came since somebody began to listen. */
  @FunctionalInterface
  public interface Heard {
    /** All of it, without white space around it. */
    String text() throws InterruptedException;
  }

  /** Kills it, and what it started, and waits until it is gone. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    List<ProcessHandle> children = process.descendants().toList();
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      children.forEach(ProcessHandle::destroyForcibly);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
