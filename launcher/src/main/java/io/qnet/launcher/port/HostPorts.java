package io.qnet.launcher.port;

import io.qnet.posix.KernelText;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who has which port of this host: the kernel's tables name the socket (proc_net_tcp(5)), and the
 * processes' descriptors name theirs. Those of other users are seen by root alone.
 */
public final class HostPorts {
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";

  private final Path proc;

  /**
   * A host's.
   *
   * @param proc where its proc(5) is
   */
  public HostPorts(Path proc) {
    this.proc = proc;
  }

  /** Those of this host. */
  public static HostPorts ofThisHost() {
    return new HostPorts(Path.of("/proc"));
  }

  /** A socket at a port, at whatever address. */
  private record Row(int port, String socket) {}

  /** A process, or somebody who cannot be seen. */
  public record Holder(Optional<String> process) {
    /** As in {@code nginx (pid 812)}, or {@code another user's program}. */
    @Override
    public String toString() {
      return process.orElse("another user's program");
    }
  }

  /**
   * Who listens at a TCP port, or has a UDP port; empty if it is nobody.
   *
   * @param protocol {@code tcp} or {@code udp}
   */
  public Optional<Holder> holder(String protocol, int port) {
    Set<String> sockets =
        rows(protocol).filter(row -> row.port == port).map(Row::socket).collect(Collectors.toSet());
    return sockets.isEmpty() ? Optional.empty() : Optional.of(new Holder(owner(sockets)));
  }

  /** The ports at which this process listens for TCP connections. */
  public Set<Integer> ownListening() {
    Set<String> own = sockets(proc.resolve("self"));
    return rows("tcp")
        .filter(row -> own.contains(row.socket))
        .map(Row::port)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Stream<Row> rows(String protocol) {
    return Stream.of(protocol, protocol + "6")
        .flatMap(table -> text(proc.resolve("net").resolve(table)).lines().skip(1))
        .map(row -> List.of(row.strip().split("\\s+", -1)))
        .filter(columns -> columns.size() > INODE)
        .filter(columns -> protocol.equals("udp") || columns.get(STATE).equals(LISTENING))
        .map(columns -> new Row(port(columns.get(LOCAL)), "socket:[" + columns.get(INODE) + "]"));
  }

  private static int port(String local) {
    return Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16);
  }

  private Optional<String> owner(Set<String> sockets) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[1-9]*")) {
      for (Path process : processes) {
        if (sockets(process).stream().anyMatch(sockets::contains)) {
          String name = text(process.resolve("comm")).strip();
          return Optional.of(name + " (pid " + process.getFileName() + ")");
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** The sockets of one process; none if it has ended or is another user's. */
  private static Set<String> sockets(Path process) {
    Set<String> sockets = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        sockets.add(target(descriptor));
      }
      return sockets;
    } catch (IOException | DirectoryIteratorException gone) {
      return Set.of();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static String text(Path file) {
    try {
      return KernelText.read(file);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
