package io.qnet.launcher.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What happened so far, in order. The segment's thread adds, the tour's thread reads and waits.
 *
 * @param <T> what happens
 */
final class Chronicle<T> {
  /** A tour has some hundred entries; a guest that sends more than this is not written down. */
  private static final int MOST = 100_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final List<T> entries = new ArrayList<>();

  void add(T entry) {
    lock.lock();
    try {
      if (entries.size() < MOST) {
        entries.add(entry);
        grown.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many there are: what comes next is {@linkplain #since since} this. */
  int now() {
    lock.lock();
    try {
      return entries.size();
    } finally {
      lock.unlock();
    }
  }

  /** What happened since {@link #now} was {@code begin}: a copy. */
  List<T> since(int begin) {
    lock.lock();
    try {
      return List.copyOf(entries.subList(begin, entries.size()));
    } finally {
      lock.unlock();
    }
  }

  /** The entries since {@code begin} of one kind. */
  <U extends T> Stream<U> since(int begin, Class<U> kind) {
    return since(begin).stream().filter(kind::isInstance).map(kind::cast);
  }

  /** Waits for an entry since {@code begin}; empty if none comes in time. */
  Optional<T> await(int begin, Predicate<T> wanted, Duration atMost) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.convert(atMost);
    int seen = begin;
    lock.lockInterruptibly();
    try {
      while (true) {
        while (seen < entries.size()) {
          T entry = entries.get(seen++);
          if (wanted.test(entry)) {
            return Optional.of(entry);
          }
        }
        if (left <= 0) {
          return Optional.empty();
        }
        left = grown.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
