package io.qnet.bench.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that we started. Its stdin is a pipe in which nothing ever comes: a daemon that polls
 * its stdin must not spin on /dev/null. What it writes is kept, the first mebibyte of each stream.
 */
public final class Child implements AutoCloseable {
  private static final int LIMIT = 1 << 20;
  private static final long POLITE_MS = 3_000;
  private static final long LOOK_MS = 20;

  private final List<String> words;
  private final Process process;
  private final Text out = new Text();
  private final Text err = new Text();
  private final Thread outReader;
  private final Thread errReader;

  Child(List<String> words, Process process) {
    this.words = words;
    this.process = process;
    this.outReader = reader(process.getInputStream(), out);
    this.errReader = reader(process.getErrorStream(), err);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** What it wrote to stdout. */
  public String out() {
    return out.toString();
  }

  /** What it wrote to stderr. */
  public String err() {
    return err.toString().strip();
  }

  /** Waits until stdout contains {@code marker}. */
  public void await(String marker, Duration atMost) throws BenchException, InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!out.awaitOrEnd(marker, end)) {
      throw failure("did not print \"" + marker + "\" within " + atMost.toSeconds() + " s");
    }
  }

  /** A sign that it works, for programs that do not say so. */
  @FunctionalInterface
  public interface Sign {
    /** Whether it is there now. */
    boolean seen() throws BenchException, InterruptedException;
  }

  /** Looks for {@code sign} again and again; {@code without} says what it did not do. */
  public void await(Sign sign, Duration atMost, String without)
      throws BenchException, InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!sign.seen()) {
      if (!alive() || System.nanoTime() - end > 0) {
        throw failure(without);
      }
      Thread.sleep(LOOK_MS);
    }
  }

  /** Ends its stdin. */
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Waits for its end; kills it where that takes too long. Returns whether it ended by itself. */
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      close();
    }
    outReader.join(POLITE_MS);
    errReader.join(POLITE_MS);
    return ended;
  }

  /** Its exit status; it has to have ended. */
  public int status() {
    return process.exitValue();
  }

  /** That it did something wrong, with its own last words. */
  public BenchException failure(String what) {
    String says = err().isEmpty() ? out().strip() : err();
    String end = says.substring(Math.max(0, says.length() - 400));
    return BenchException.failed(
        words.get(0) + " (" + String.join(" ", words) + ") " + what,
        end.isEmpty() ? "it said nothing" : "it says: " + end,
        "run that line by hand");
  }

  /** Asks it to end (SIGTERM), and kills it three seconds later. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    List<ProcessHandle> own = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(POLITE_MS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      interrupted = true;
    }
    own.forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread reader(InputStream stream, Text text) {
    Thread thread = new Thread(() -> copy(stream, text), words.get(0) + " " + process.pid());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void copy(InputStream stream, Text text) {
    byte[] octets = new byte[8192];
    try (stream) {
      for (int n = stream.read(octets); n >= 0; n = stream.read(octets)) {
        text.add(new String(octets, 0, n, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      text.add(""); // the process is gone
    } finally {
      text.end();
    }
  }

  /** What came so far; filled by one thread, waited for by another. */
  private static final class Text {
    private final StringBuilder text = new StringBuilder();
    private boolean ended;

    synchronized void add(String more) {
      text.append(more, 0, Math.min(more.length(), LIMIT - text.length()));
      notifyAll();
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    /** Whether {@code marker} came before {@code end}, an instant of System.nanoTime. */
    synchronized boolean awaitOrEnd(String marker, long end) throws InterruptedException {
      while (text.indexOf(marker) < 0) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (ended || left <= 0) {
          return false;
        }
        wait(left);
      }
      return true;
    }

    @Override
    public synchronized String toString() {
      return text.toString();
    }
  }
}
