package io.qnet.vde.plug;

import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.wire.channel.UnixPath;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that was there before its switch: a switch takes none that is for something else, for
 * it shuts others out, and gives it back as it was; also when it was killed, and another takes its
 * place.
 *
 * @param mode it had, such as 0755
 * @param group it had
 */
record OldDirectory(Path path, int mode, int group) {
  private static final Logger LOG = LoggerFactory.getLogger(OldDirectory.class);
  private static final int BITS = 07777;
  private static final int STICKY = 01000;
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  /** Points to {@code MODE.GROUP}, both in octal, while a switch has the directory. */
  private static final String BEFORE = ".qnet-before";

  /** Belongs to the user that this process acts for (proc(5)). */
  private static final Path SELF = Path.of("/proc/self");

  private static final Pattern KEPT = Pattern.compile("([0-7]{1,4})[.]([0-7]{1,11})");

  /** The switch's sockets, and the ends of cables on both sides. */
  private static final String VDE_NAME = "ctl|[0-9]{3}[.][0-9]+|[.][0-9]+-[0-9]+";

  /**
   * Takes it as it is.
   *
   * @throws IOException if it is for something else; the message says what, and what to do
   */
  static OldDirectory take(Path path) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode") & BITS;
    if ((mode & STICKY) != 0) {
      throw new IOException(
          path
              + " is a directory that many share, and would be shut to them; name one of the"
              + " switch's own: "
              + path.resolve("sw"));
    }
    UnixPath.claim(new DomainSocketAddress(path.resolve("ctl").toString()), false);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        if (!isOfVde(entry)) {
          throw new IOException(
              path
                  + " is for something else, and would be shut to others: it holds "
                  + entry.getFileName()
                  + "; name one of the switch's own: "
                  + path.resolve("sw"));
        }
      }
    }
    OldDirectory kept = kept(path);
    if (kept != null) {
      return kept;
    }
    OldDirectory now = new OldDirectory(path, mode, group(path));
    Files.deleteIfExists(path.resolve(BEFORE));
    String text = Integer.toOctalString(mode) + "." + Integer.toOctalString(now.group);
    Files.createSymbolicLink(path.resolve(BEFORE), Path.of(text));
    return now;
  }

  /** As it was before a switch of this user's that was killed; null if none was. */
  private static @Nullable OldDirectory kept(Path path) throws IOException {
    Path link = path.resolve(BEFORE);
    if (!Files.isSymbolicLink(link)
        || !Files.getOwner(link, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(SELF))) {
      return null;
    }
    Matcher text = KEPT.matcher(Files.readSymbolicLink(link).toString());
    return text.matches()
        ? new OldDirectory(
            path, Integer.parseInt(text.group(1), 8), Integer.parseInt(text.group(2), 8))
        : null;
  }

  /** A socket of VDE's, or one that a dead switch left, such as that of a port group. */
  private static boolean isOfVde(Path entry) throws IOException {
    if (entry.endsWith(BEFORE) && Files.isSymbolicLink(entry)) {
      return true;
    }
    int mode = (Integer) Files.getAttribute(entry, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & FILE_TYPE) == SOCKET
        && (entry.getFileName().toString().matches(VDE_NAME) || isDead(entry));
  }

  private static boolean isDead(Path socket) {
    try (SocketChannel answered = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return !answered.isConnected();
    } catch (ConnectException refused) {
      return true;
    } catch (IOException otherwise) {
      return false;
    }
  }

  private static int group(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:gid");
  }

  /** Gives it back as it was taken. */
  void giveBack() {
    try {
      if (group(path) != group) {
        Files.setAttribute(path, "unix:gid", group);
      }
      Files.setAttribute(path, "unix:mode", mode);
      Files.deleteIfExists(path.resolve(BEFORE));
    } catch (IOException failure) {
      LOG.warn("{} is not as it was before: {}", path, failure.toString());
    }
  }
}
