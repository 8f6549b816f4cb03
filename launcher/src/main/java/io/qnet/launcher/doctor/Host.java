package io.qnet.launcher.doctor;

import io.qnet.launcher.port.HostPorts;
import io.qnet.launcher.qemu.Program;
import io.qnet.posix.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The host as the doctor sees it.
 *
 * @param root {@code /}, or a made-up one
 * @param environment the environment; its PATH says where programs are
 * @param attempts what can only be found out by trying
 */
record Host(Path root, Map<String, String> environment, Attempts attempts) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long CAP_NET_ADMIN = 1L << 12;

  static Host ofThisMachine(Map<String, String> environment) {
    return new Host(Path.of("/"), environment, Attempts.real(environment));
  }

  /** {@code path}, which begins at the root and is written without its first slash. */
  Path path(String path) {
    return root.resolve(path);
  }

  HostPorts ports() {
    return new HostPorts(path("proc"));
  }

  /** The text of a file, also of /proc and /sys; empty if it cannot be read. */
  Optional<String> read(String path) {
    try {
      return Optional.of(KernelText.read(path(path)));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  Optional<Path> program(String name) {
    return Program.find(name, environment);
  }

  /** Runs a program of the PATH; empty if it is not there or does not end. */
  Optional<Program.Result> run(String name, String... arguments) throws InterruptedException {
    Optional<Path> program = program(name);
    if (program.isEmpty()) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>(List.of(program.get().toString()));
    words.addAll(List.of(arguments));
    try {
      return Optional.of(Program.of(words).within(PATIENCE).run());
    } catch (IOException failed) {
      return Optional.empty();
    }
  }

  /** Whether this process may make and change network interfaces (capabilities(7)). */
  boolean netAdmin() {
    return read("proc/self/status").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("CapEff:"))
        .anyMatch(
            line ->
                (Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16)
                        & CAP_NET_ADMIN)
                    != 0);
  }

  /** Whether there is a network interface {@code name}. */
  boolean interfaceExists(String name) {
    return Files.isDirectory(path("sys/class/net").resolve(name));
  }
}
