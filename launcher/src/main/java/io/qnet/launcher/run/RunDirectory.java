package io.qnet.launcher.run;

import io.qnet.launcher.port.PortSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The directory of this process, under its name; gone once it is closed, once or more. */
public final class RunDirectory implements AutoCloseable {
  private final Path path;
  private Running running;
  private boolean closed;

  RunDirectory(Path path, Running running) throws IOException {
    this.path = path;
    this.running = running;
    save();
  }

  /** Where sockets go. */
  public Path path() {
    return path;
  }

  /** The name that was given or made. */
  public synchronized String name() {
    return running.name();
  }

  /** As {@link #ready(PortSpec, String)}, for a port that QEMU plugs into. */
  public void ready(PortSpec port) {
    ready(port, port.qemuWords());
  }

  /**
   * Writes down that a machine can plug in at {@code port}, for {@code qnet ps}.
   *
   * @param words what to type to plug in
   */
  public void ready(PortSpec port, String words) {
    ready(port.toString(), words);
  }

  /**
   * Writes down what runs and where, for {@code qnet ps}; from any thread, and again when that
   * changes. Nothing is written once this is closed.
   *
   * @param port where it is plugged in
   * @param words what to type to plug in
   */
  public synchronized void ready(String port, String words) {
    if (closed) {
      return;
    }
    running = running.ready(port, words);
    try {
      save();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void save() throws IOException {
    Path next = path.resolve(RunRoot.FILE + ".new");
    Files.writeString(next, running.toJson());
    Files.move(next, path.resolve(RunRoot.FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      OwnDirectory.remove(path);
    }
  }
}
