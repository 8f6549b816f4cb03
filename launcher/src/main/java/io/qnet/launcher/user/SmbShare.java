package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that guests see as {@code \\10.0.2.4\qemu}: Samba's smbd, once for each connection, with
 * a configuration and a state of its own, which go with the segment. Nothing listens on this host,
 * and the system's Samba is not touched.
 */
final class SmbShare implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SmbShare.class);

  /** NetBIOS session service, and SMB over TCP. */
  static final List<Integer> PORTS = List.of(139, 445);

  private static final String CONFIGURATION = "smb.conf";

  /** Below its state Samba makes sockets, whose path has 107 octets at most (unix(7)). */
  private static final int LONGEST_PARENT = 107 - "/smb99/ncalrpc/np/initshutdown".length();

  private final Path state;
  private final List<String> command;

  private SmbShare(Path state, List<String> command) {
    this.state = state;
    this.command = command;
  }

  /**
   * Prepares to share {@code folder}.
   *
   * @param directory where Samba's state goes, of ours alone; null for a temporary folder
   * @throws Failure if there is no such folder, or no Samba
   */
  static SmbShare of(Path folder, @Nullable Path directory) {
    if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
      throw Failure.failed(
          "smb=" + folder + " is no folder that can be read",
          "the guest would have nothing to see, so nothing was started",
          "write the folder to share: smb=" + System.getProperty("user.home") + "/shared");
    }
    Path smbd =
        Program.find("smbd", System.getenv())
            .orElseThrow(
                () ->
                    Failure.missing(
                        "smb= needs Samba's smbd, which is not installed",
                        "the folder cannot be shared, so nothing was started",
                        "type: sudo apt-get install samba   (qnet needs none of its services)"));
    try {
      Path state = state(directory);
      Path configuration = state.resolve(CONFIGURATION);
      String user = isRoot() ? Files.getOwner(folder).getName() : System.getProperty("user.name");
      Files.createDirectory(state.resolve("ncalrpc"), permissions("rwxr-xr-x"));
      Files.writeString(configuration, configuration(folder.toAbsolutePath(), state, user));
      return new SmbShare(
          state, List.of(smbd.toString(), "-l", state.toString(), "-s", configuration.toString()));
    } catch (IOException failed) {
      throw Failure.failed(
              "cannot write Samba's configuration: " + failed.getMessage(),
              "the folder cannot be shared, so nothing was started",
              "look at the free room in " + System.getProperty("java.io.tmpdir"))
          .because(failed);
    }
  }

  /** A new folder for us alone. */
  private static Path state(@Nullable Path directory) throws IOException {
    if (directory == null
        || directory.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PARENT) {
      return Files.createTempDirectory("qnet-smb");
    }
    for (int i = 0; ; i++) {
      Path state = directory.resolve("smb" + i);
      if (!Files.exists(state, LinkOption.NOFOLLOW_LINKS)) {
        return Files.createDirectory(state, permissions("rwx------"));
      }
    }
  }

  private static FileAttribute<?> permissions(String words) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(words));
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /** smb.conf(5): guests only, who are {@code user} here; no printers, no services of others. */
  private static String configuration(Path folder, Path state, String user) {
    return """
        [global]
        private dir = %1$s
        pid directory = %1$s
        lock directory = %1$s
        state directory = %1$s
        cache directory = %1$s
        ncalrpc dir = %1$s/ncalrpc
        log file = %1$s/log.smbd
        max log size = 1000
        smb passwd file = %1$s/smbpasswd
        interfaces = 127.0.0.1
        bind interfaces only = yes
        server min protocol = NT1
        security = user
        map to guest = Bad User
        guest account = %3$s
        load printers = no
        printing = bsd
        disable spoolss = yes
        usershare max shares = 0
        [qemu]
        path = %2$s
        read only = no
        guest ok = yes
        force user = %3$s
        """
        .formatted(state, folder, user);
  }

  /** Starts it for one connection, which is its standard input and output. */
  List<String> command() {
    return command;
  }

  /** Removes what it left. */
  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(state)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException left) {
      LOG.warn("{} could not be removed: {}", state, left.getMessage());
    }
  }
}
