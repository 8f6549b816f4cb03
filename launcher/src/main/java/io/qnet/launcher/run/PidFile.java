package io.qnet.launcher.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/** A file with this process's number in it, for as long as it runs. */
public interface PidFile extends AutoCloseable {
  /** Octets that such a file has at most. */
  int LONGEST = 10;

  /** No file. */
  PidFile NONE = () -> {};

  /**
   * Writes {@code file}; one that a dead process left is replaced.
   *
   * @throws Failure if its process lives, it is no pidfile, or it cannot be written
   */
  static PidFile claim(Path file) {
    String own = ProcessHandle.current().pid() + "\n";
    try {
      try {
        Files.writeString(file, own, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException there) {
        requireStale(file, there);
        Files.delete(file);
        Files.writeString(file, own, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
    } catch (IOException refused) {
      throw Failure.failed(
              "cannot write the pidfile " + file,
              String.valueOf(refused.getMessage()),
              "choose another file with -p")
          .because(refused);
    }
    return () -> remove(file, own);
  }

  private static void requireStale(Path file, IOException cause) throws IOException {
    boolean plain = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    String text = plain && Files.size(file) <= LONGEST ? Files.readString(file, ISO_8859_1) : "";
    if (!text.matches("[0-9]{1,9}\n?")) {
      throw Failure.failed(
              file + " is there, and is no pidfile",
              "nothing was started, and the file is as it was",
              "choose another file with -p")
          .because(cause);
    }
    long pid = Long.parseLong(text.strip());
    boolean own = pid == ProcessHandle.current().pid(); // of another life, in a container
    if (!own && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      throw Failure.failed(
              "the pidfile " + file + " is that of process " + pid + ", which lives",
              "nothing was started",
              "end it with kill " + pid + ", or choose another file with -p")
          .because(cause);
    }
  }

  /** The file goes as soon as {@code session} has run, even where a signal ends the process. */
  default Session during(Session session) {
    return new Session() {
      @Override
      public void run(Consumer<PortSpec> ready) {
        try {
          session.run(ready);
        } finally {
          PidFile.this.close();
        }
      }

      @Override
      public List<String> notices() {
        return session.notices();
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }

  private static void remove(Path file, String own) {
    try {
      if (Files.readString(file, ISO_8859_1).equals(own)) {
        Files.delete(file);
      }
    } catch (IOException gone) {
      // somebody else removed it
    }
  }

  @Override
  void close();
}
