package io.qnet.launcher.run;

import io.qnet.launcher.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file with this process's number in it, for as long as it runs. */
public interface PidFile extends AutoCloseable {
  /** No file. */
  PidFile NONE = () -> {};

  /**
   * Writes {@code file}; one that a dead process left is replaced.
   *
   * @throws Failure if its process lives, or it cannot be written
   */
  static PidFile claim(Path file) {
    String own = ProcessHandle.current().pid() + "\n";
    try {
      try {
        Files.writeString(file, own, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException there) {
        String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (pid.matches("[0-9]{1,9}")
            && ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false)) {
          throw Failure.failed(
                  "the pidfile " + file + " is that of process " + pid + ", which lives",
                  "nothing was started",
                  "end it with kill " + pid + ", or choose another file with -p")
              .because(there);
        }
        Files.writeString(file, own);
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

  private static void remove(Path file, String own) {
    try {
      if (Files.readString(file, StandardCharsets.US_ASCII).equals(own)) {
        Files.delete(file);
      }
    } catch (IOException gone) {
      // somebody else removed it
    }
  }

  @Override
  void close();
}
