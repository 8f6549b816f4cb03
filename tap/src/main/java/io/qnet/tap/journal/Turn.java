package io.qnet.tap.journal;

import io.qnet.tap.host.HostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to change the host: one process's at a time. A lock on a file holds for all of
 * them, and goes with whoever has it; the file says who that is.
 */
final class Turn {
  private static final int LOOK_AGAIN = 100; // milliseconds
  private static final int LONGEST_NUMBER = 20;

  private final Path file;
  private final Consumer<String> progress;
  private final CountDownLatch cancelled = new CountDownLatch(1);

  /**
   * Those that take turns by {@code file}.
   *
   * @param progress told whom we wait for
   */
  Turn(Path file, Consumer<String> progress) {
    this.file = file;
    this.progress = progress;
  }

  /** What is done while nobody else changes the host. */
  interface Work<T> {
    T run() throws IOException, HostException;
  }

  /**
   * Waits for its turn, and does {@code work}.
   *
   * @throws HostException if {@link #cancel} comes first
   */
  <T> T take(Work<T> work) throws IOException, HostException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS))) {
      lock(channel);
      ByteBuffer ours =
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
      channel.truncate(0).write(ours, 0);
      return work.run();
    } // which gives up the lock, too
  }

  private void lock(FileChannel channel) throws IOException, HostException {
    @Nullable FileLock lock = channel.tryLock();
    if (lock == null) {
      progress.accept("waiting for another qnet that changes this host: process " + who(channel));
    }
    try {
      while (lock == null) {
        if (cancelled.await(LOOK_AGAIN, TimeUnit.MILLISECONDS)) {
          throw HostException.interrupted();
        }
        lock = channel.tryLock();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HostException.interrupted();
    }
  }

  private static String who(FileChannel channel) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate(LONGEST_NUMBER);
    channel.read(octets, 0);
    String number = new String(octets.array(), 0, octets.position(), StandardCharsets.US_ASCII);
    return number.matches("[0-9]+") ? number : "(it says not which)";
  }

  void cancel() {
    cancelled.countDown();
  }

  boolean isCancelled() {
    return cancelled.getCount() == 0;
  }
}
