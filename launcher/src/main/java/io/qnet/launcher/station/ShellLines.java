package io.qnet.launcher.station;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;

/**
 * Lines that somebody types, read by a thread of their own: a read cannot be interrupted, a wait
 * for one can.
 */
final class ShellLines {
  private final BlockingQueue<Optional<String>> lines = new SynchronousQueue<>();

  private ShellLines() {}

  static ShellLines of(BufferedReader in) {
    ShellLines shell = new ShellLines();
    Thread thread = new Thread(() -> shell.read(in), "station shell");
    thread.setDaemon(true);
    thread.start();
    return shell;
  }

  /** The next line; empty at the end. */
  Optional<String> next() throws InterruptedException {
    return lines.take();
  }

  private void read(BufferedReader in) {
    try {
      try {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          lines.put(Optional.of(line));
        }
      } catch (IOException closed) {
        lines.put(Optional.empty());
      }
      lines.put(Optional.empty());
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
