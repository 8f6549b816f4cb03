package io.qnet.launcher.port;

import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.launcher.cli.Failure;
import io.qnet.wire.channel.UnixPath;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A path where others' clients will come, given with an option. Every one is claimed in the same
 * way, before anything is said to be ready.
 */
public final class SocketPath {
  private SocketPath() {}

  /**
   * Makes sure that {@code path} can be had: what a dead program left there is removed.
   *
   * @throws Failure if it cannot; nothing that is no socket is touched
   */
  public static void claim(String option, Path path) {
    try {
      UnixPath.claim(new DomainSocketAddress(path.toString()), false);
    } catch (IOException | IllegalArgumentException refused) {
      throw refused(option, path, refused);
    }
  }

  /**
   * Makes sure that a name of {@code octets} fits beside {@code path}, for who listens there first.
   *
   * @throws Failure if it does not
   */
  public static void requireRoom(String option, Path path, int octets) {
    Path beside = path.resolveSibling("x".repeat(octets));
    try {
      UnixPath.requireLength(beside.toString());
    } catch (IllegalArgumentException tooLong) {
      String why =
          "its folder's name is too long: of "
              + (UnixPath.LONGEST - octets - 1)
              + " octets at most";
      throw refused(option, path, new IOException(why, tooLong));
    }
  }

  /** Says that it cannot be had, and so nothing was started. */
  public static Failure refused(String option, Path path, Exception why) {
    return Failure.failed(
            option + " " + path + ": " + why.getMessage(),
            "nobody could connect there, so nothing was started",
            "choose another path")
        .because(why);
  }
}
