package io.qnet.posix;

import java.util.concurrent.atomic.AtomicBoolean;

/** A descriptor of this process's, closed once. */
public final class Descriptor implements AutoCloseable {
  private final int fd;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes {@code fd} over. */
  public Descriptor(int fd) {
    this.fd = fd;
  }

  /** The number. */
  public int fd() {
    return fd;
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      Libc.close(fd);
    }
  }
}
