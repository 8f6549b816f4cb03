package io.qnet.captures;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The file that a capture goes to. An earlier regular file of that name is replaced; a directory,
 * pipe, device or symbolic link is not touched.
 */
final class TargetFile {
  private TargetFile() {}

  /** Opens {@code file} empty, or says why it cannot be. */
  static FileChannel open(Path file) throws CaptureException {
    requireReplaceable(file);
    try {
      return FileChannel.open(
          file,
          Set.of(
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              LinkOption.NOFOLLOW_LINKS));
    } catch (AccessDeniedException denied) {
      throw failed(
          file, "permission denied; choose a folder in which you may create files", denied);
    } catch (FileSystemException failure) {
      String reason = failure.getReason();
      throw failed(file, (reason == null ? "it cannot be opened" : reason) + ELSEWHERE, failure);
    } catch (IOException failure) {
      throw failed(file, failure.getMessage() + ELSEWHERE, failure);
    }
  }

  private static final String ELSEWHERE = "; choose another file";

  /** The sentence for a capture that cannot be started. */
  static CaptureException failed(Object name, String reason, IOException cause) {
    return new CaptureException(sentence(name, reason), cause);
  }

  private static void requireReplaceable(Path file) throws CaptureException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      String reason =
          Files.exists(folder)
              ? folder + " is not a folder; choose one that is"
              : "there is no folder " + folder + "; to make it: mkdir -p " + folder;
      throw new CaptureException(sentence(file, reason));
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CaptureException(
          sentence(file, "it exists and is not a regular file, so it is left alone" + ELSEWHERE));
    }
  }

  private static String sentence(Object name, String reason) {
    return "cannot capture to " + name + ": " + reason;
  }
}
