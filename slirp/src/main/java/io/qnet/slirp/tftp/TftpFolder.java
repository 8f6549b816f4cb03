package io.qnet.slirp.tftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The folder whose files guests read, and nothing outside of it. Its methods belong to the event
 * loop and return at once; files are opened and read elsewhere.
 *
 * @param root exists
 * @param reader where files are opened and read; may reject, then the guest is told to try again
 * @param loop the event loop, or a burst on it: runs what takes over the result
 */
public record TftpFolder(Path root, Executor reader, Executor loop) {
  /**
   * An open file; owned by whoever got it.
   *
   * @param size its octets when it was opened
   */
  record Opened(FileChannel channel, long size) {}

  /**
   * Opens a file.
   *
   * @param name below the root, even if it begins with a slash; slashes of both kinds divide it
   * @param then told once, of the file or of an error
   */
  void open(String name, BiConsumer<@Nullable Opened, @Nullable TftpError> then) {
    run(
        () -> {
          try {
            Opened opened = opened(name);
            loop.execute(() -> then.accept(opened, null));
          } catch (NoSuchFileException missing) {
            loop.execute(() -> then.accept(null, TftpError.NOT_FOUND));
          } catch (IOException | InvalidPathException refused) {
            loop.execute(() -> then.accept(null, TftpError.DENIED));
          }
        },
        () -> then.accept(null, TftpError.BUSY));
  }

  /** Throws if the name leads out of the root, or to something else than a file. */
  private Opened opened(String name) throws IOException {
    Path path = root.toRealPath();
    Path within = path;
    for (String part : name.split("[/\\\\]", -1)) {
      if (part.equals("..")) {
        throw new IOException("'" + name + "' leads upwards");
      }
      path = path.resolve(part);
    }
    Path real = path.toRealPath(); // wherever symbolic links lead
    if (!real.startsWith(within) || !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(real + " is outside of " + within + ", or no file");
    }
    FileChannel channel =
        FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    return new Opened(channel, channel.size());
  }

  /**
   * Reads a part of a file.
   *
   * @param then told once, of the octets or, if they are not there any more, of an error
   */
  void read(
      Opened file,
      long offset,
      int length,
      BiConsumer<byte @Nullable [], @Nullable TftpError> then) {
    run(
        () -> {
          byte[] octets = new byte[length];
          boolean whole = false;
          try {
            ByteBuffer into = ByteBuffer.wrap(octets);
            while (into.hasRemaining() && file.channel.read(into, offset + into.position()) >= 0) {
              // a short read is no end
            }
            whole = !into.hasRemaining() && file.channel.size() == file.size;
          } catch (IOException lost) {
            whole = false;
          }
          boolean good = whole;
          loop.execute(() -> then.accept(good ? octets : null, good ? null : TftpError.CHANGED));
        },
        () -> then.accept(null, TftpError.BUSY));
  }

  /** Closes a file, whatever is being read from it. */
  void close(Opened file) {
    Runnable closing =
        () -> {
          try {
            file.channel.close();
          } catch (IOException gone) {
            return; // it was only read
          }
        };
    run(closing, closing);
  }

  private void run(Runnable work, Runnable ifBusy) {
    try {
      reader.execute(work);
    } catch (RejectedExecutionException busy) {
      loop.execute(ifBusy);
    }
  }
}
