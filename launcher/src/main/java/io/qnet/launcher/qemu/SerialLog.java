package io.qnet.launcher.qemu;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What a machine wrote to its serial line: the last of it, in lines, and a place to wait for more.
 * One thread feeds it, any may wait. The guest decides what it writes, so both the log and a line
 * have a bound.
 */
final class SerialLog {
  private static final int LINE_LIMIT = 16 * 1024;

  private final int limit;
  private final Consumer<String> listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private long forgotten;
  private int characters;
  private boolean ended;

  /**
   * An empty log.
   *
   * @param limit how many characters it keeps, the newest
   * @param listener told of each complete line, by the thread that feeds
   */
  SerialLog(int limit, Consumer<String> listener) {
    this.limit = limit;
    this.listener = listener;
  }

  /** Takes what was read. */
  void feed(byte[] octets, int length) {
    List<String> complete = new ArrayList<>();
    lock.lock();
    try {
      for (int i = 0; i < length; i++) {
        if (octets[i] == '\n') {
          complete.add(endLine());
        } else {
          partial.write(octets[i]);
          if (partial.size() >= LINE_LIMIT) {
            complete.add(endLine());
          }
        }
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
    complete.forEach(listener);
  }

  /** Nothing more will come. */
  void end() {
    lock.lock();
    try {
      ended = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a line that contains {@code marker}; empty if the time is up or the machine has ended
   * without.
   */
  Optional<String> await(String marker, boolean unfinishedToo, Duration atMost)
      throws InterruptedException {
    long left = atMost.toNanos();
    long seen = 0;
    lock.lockInterruptibly();
    try {
      while (true) {
        long number = forgotten;
        for (String line : lines) {
          if (number++ >= seen && line.contains(marker)) {
            return Optional.of(line);
          }
        }
        seen = number;
        if (unfinishedToo && unfinished().contains(marker)) {
          return Optional.of(unfinished());
        }
        if (ended || left <= 0) {
          return Optional.empty();
        }
        left = grown.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** What is kept, oldest line first; says so if there was more. */
  String text() {
    lock.lock();
    try {
      StringBuilder text = new StringBuilder();
      if (forgotten > 0) {
        text.append("(").append(forgotten).append(" lines before this are forgotten)\n");
      }
      lines.forEach(line -> text.append(line).append('\n'));
      return text.append(unfinished()).toString();
    } finally {
      lock.unlock();
    }
  }

  private String endLine() {
    String line = unfinished();
    partial.reset();
    lines.add(line);
    characters += line.length() + 1;
    while (characters > limit) {
      characters -= lines.remove().length() + 1;
      forgotten++;
    }
    return line;
  }

  private String unfinished() {
    String line = partial.toString(StandardCharsets.UTF_8);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
