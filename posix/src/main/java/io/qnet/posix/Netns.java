package io.qnet.posix;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Network namespaces of others (network_namespaces(7), setns(2)). */
public final class Netns {
  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  private Netns() {}

  /**
   * Does {@code work} in another network namespace; sockets that it opens stay there, whoever uses
   * them. Blocks. Needs CAP_SYS_ADMIN.
   *
   * @param namespace its file, such as /proc/PID/ns/net
   */
  public static <T> T call(Path namespace, Callable<T> work) throws IOException {
    return inThread(
        () -> {
          int errno = enter(namespace.toString());
          if (errno != 0) {
            throw PosixException.of(
                "setns(" + namespace + ")",
                errno,
                "entering a network namespace takes CAP_SYS_ADMIN, and the namespace",
                "run the same command with sudo");
          }
          return work.call();
        });
  }

  /** On a thread that ends with it: setns moves one thread, for good. */
  static <T> T inThread(Callable<T> work) throws IOException {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread mover =
        new Thread(
            () -> {
              try {
                done.complete(work.call());
              } catch (Throwable failure) {
                done.completeExceptionally(failure);
              }
            },
            "qnet-netns");
    mover.setDaemon(true);
    mover.start();
    try {
      return done.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw failure;
    }
  }

  /** Moves this thread; returns the error number, 0 for none. */
  static int enter(String path) {
    int fd = Libc.open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
      return Native.getLastError();
    }
    int moved = Libc.setns(fd, CLONE_NEWNET);
    int errno = Native.getLastError();
    Libc.close(fd);
    return moved == 0 ? 0 : errno;
  }
}
