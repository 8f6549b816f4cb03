package io.qnet.launcher.doctor;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who listens at which TCP port, from /proc/net/tcp and /proc/PID/fd (proc(5)). Another user's
 * descriptors cannot be read without root: those listeners have no name.
 */
final class Listeners {
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTEN = "0A";
  private static final String SOCKET = "socket:[";

  private final Host host;

  Listeners(Host host) {
    this.host = host;
  }

  /** Who holds {@code port}: "pid 17 (python3)", or "another user's program"; empty if nobody. */
  Optional<String> holder(int port) throws IOException {
    Map<Integer, String> inodes = new TreeMap<>();
    for (String table : new String[] {"proc/net/tcp", "proc/net/tcp6"}) {
      host.read(table).ifPresent(text -> listening(text, inodes));
    }
    String inode = inodes.get(port);
    if (inode == null) {
      return Optional.empty();
    }
    return Optional.of(owners().getOrDefault(inode, "another user's program"));
  }

  private static void listening(String table, Map<Integer, String> inodes) {
    for (String line : table.lines().skip(1).toList()) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length > INODE && fields[STATE].equals(LISTEN)) {
        String local = fields[LOCAL];
        int port = Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16);
        inodes.putIfAbsent(port, fields[INODE]);
      }
    }
  }

  private Map<String, String> owners() throws IOException {
    Map<String, String> owners = new HashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(host.path("proc"), "[1-9]*")) {
      for (Path process : processes) {
        String name =
            host.read("proc/" + process.getFileName() + "/comm").map(String::strip).orElse("?");
        String owner = "pid " + process.getFileName() + " (" + name + ")";
        sockets(process).forEach(inode -> owners.put(inode, owner));
      }
    }
    return owners;
  }

  /** The sockets of one process; none if it has ended or is another user's. */
  private static List<String> sockets(Path process) {
    List<String> inodes = new ArrayList<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        String target = Files.readSymbolicLink(descriptor).toString();
        if (target.startsWith(SOCKET)) {
          inodes.add(target.substring(SOCKET.length(), target.length() - 1));
        }
      }
      return inodes;
    } catch (IOException | DirectoryIteratorException gone) {
      return List.of();
    }
  }
}
