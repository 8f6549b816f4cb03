package io.qnet.launcher.qemu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What a process writes to stderr: the last 64 KiB of it, since why it ended stands at the end.
 * Read by one thread, seen by any.
 */
final class Messages {
  private static final int LIMIT = 64 * 1024;
  private static final int LONGEST_LINE = 8 * 1024;

  private final StringBuilder text = new StringBuilder();
  private final Consumer<String> listener;
  private final Thread reader;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long count;
  private int told;

  /** Reads the stderr of {@code process}, which {@code name} calls by name, until its end. */
  Messages(Process process, String name) {
    this(process, name, text -> {});
  }

  /**
   * Reads the stderr of {@code process}, which {@code name} calls by name, until its end.
   *
   * @param listener told what comes, line by line, on the reader's thread: the first 64 KiB; a line
   *     of more than 8 KiB is told in parts
   */
  Messages(Process process, String name, Consumer<String> listener) {
    this.listener = listener;
    reader = daemon(name + " stderr", () -> collect(process.getErrorStream()));
  }

  /** Waits until the process has closed its stderr, or two seconds. */
  Messages complete() throws InterruptedException {
    reader.join(2_000);
    return this;
  }

  /** What came so far, without white space around it. */
  synchronized String text() {
    return text.toString().strip();
  }

  /** How many characters have come, of which those before the last 64 KiB are gone. */
  synchronized long count() {
    return count;
  }

  /**
   * What came since {@link #count} was {@code mark}, without white space around it; waits at most
   * {@code patience} milliseconds for something to come.
   */
  synchronized String since(long mark, long patience) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patience);
    for (long left = patience; count == mark && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    int length = (int) Math.min(text.length(), count - mark);
    return text.substring(text.length() - length).strip();
  }

  private void add(byte[] octets, int length) {
    synchronized (this) {
      String piece = new String(octets, 0, length, StandardCharsets.UTF_8);
      text.append(piece);
      count += piece.length();
      notifyAll();
      text.delete(0, Math.max(0, text.length() - LIMIT));
    }
    int room = Math.min(length, LIMIT - told);
    told += Math.max(0, room);
    for (int i = 0; i < room; i++) {
      if (octets[i] == '\n') {
        tell();
      } else {
        line.write(octets[i]);
        if (line.size() == LONGEST_LINE) {
          tell();
        }
      }
    }
  }

  /** QEMU writes a line in several pieces, which may come one by one. */
  private void tell() {
    if (line.size() > 0) {
      listener.accept(line.toString(StandardCharsets.UTF_8));
      line.reset();
    }
  }

  private void collect(InputStream in) {
    byte[] octets = new byte[4096];
    try (in) {
      for (int n = in.read(octets); n >= 0; n = in.read(octets)) {
        add(octets, n);
      }
    } catch (IOException e) {
      add(octets, 0); // the process is gone, and with it what it had to say
    }
    tell();
  }

  /** Starts a thread that does not keep the JVM alive. */
  static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
