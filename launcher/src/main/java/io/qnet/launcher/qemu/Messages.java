package io.qnet.launcher.qemu;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What a process writes to stderr: the last 64 KiB of it, since why it ended stands at the end.
 * Read by one thread, seen by any.
 */
final class Messages {
  private static final int LIMIT = 64 * 1024;

  private final StringBuilder text = new StringBuilder();
  private final Consumer<String> listener;
  private final Thread reader;
  private int told;

  /** Reads the stderr of {@code process}, which {@code name} calls by name, until its end. */
  Messages(Process process, String name) {
    this(process, name, text -> {});
  }

  /**
   * Reads the stderr of {@code process}, which {@code name} calls by name, until its end.
   *
   * @param listener told what comes, as it comes, on the reader's thread; the first 64 KiB
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

  private void add(byte[] octets, int length) {
    synchronized (this) {
      text.append(new String(octets, 0, length, StandardCharsets.UTF_8));
      text.delete(0, Math.max(0, text.length() - LIMIT));
    }
    int room = Math.min(length, LIMIT - told);
    if (room > 0) {
      told += room;
      listener.accept(new String(octets, 0, room, StandardCharsets.UTF_8));
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
  }

  /** Starts a thread that does not keep the JVM alive. */
  static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
