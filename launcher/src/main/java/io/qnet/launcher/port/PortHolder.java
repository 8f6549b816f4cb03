package io.qnet.launcher.port;

import io.qnet.posix.KernelText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who has a port of this host: the kernel's tables name the socket (proc_net_tcp(5)), and
 * the processes' descriptors name theirs. Those of other users are seen by root alone.
 */
public final class PortHolder {
  private static final Path PROC = Path.of("/proc");
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";

  private PortHolder() {}

  /**
   * Who listens at a TCP port, or has an UDP port, at whatever address.
   *
   * @param protocol {@code tcp} or {@code udp}
   * @return as in {@code nginx (pid 812)}; empty if it is nobody, or cannot be seen
   */
  public static Optional<String> of(String protocol, int port) {
    try {
      Set<String> sockets = new HashSet<>();
      for (String table : List.of(protocol, protocol + "6")) {
        Path file = PROC.resolve("net").resolve(table);
        if (Files.isReadable(file)) {
          KernelText.read(file).lines().forEach(row -> add(sockets, row, protocol, port));
        }
      }
      return sockets.isEmpty() ? Optional.empty() : owner(sockets);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static void add(Set<String> sockets, String row, String protocol, int port) {
    List<String> columns = List.of(row.strip().split(" +", -1));
    if (columns.size() > INODE
        && columns.get(LOCAL).endsWith(String.format(Locale.ROOT, ":%04X", port))
        && (protocol.equals("udp") || columns.get(STATE).equals(LISTENING))) {
      sockets.add("socket:[" + columns.get(INODE) + "]");
    }
  }

  private static Optional<String> owner(Set<String> sockets) throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (has(process, sockets)) {
          String name = KernelText.read(process.resolve("comm")).strip();
          return Optional.of(name + " (pid " + process.getFileName() + ")");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean has(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException gone) {
      return false; // another user's, or ended meanwhile
    }
    return false;
  }
}
