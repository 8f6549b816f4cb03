package io.qnet.launcher.guest;

import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The static busybox: the guest's userland.
 *
 * @param program the file
 * @param version its first line of help, "BusyBox v1.35.0 (Debian 1:1.35.0-4)"
 * @param applets the names it answers to; empty where it cannot be asked: it says so in the guest
 */
record Busybox(Path program, String version, List<String> applets) {
  /** What scripts and lessons count on. */
  static final List<String> NEEDED =
      List.of(
          "sh",
          "mount",
          "modprobe",
          "poweroff",
          "stty",
          "setsid",
          "cttyhack",
          "ip",
          "udhcpc",
          "nslookup",
          "wget",
          "nc",
          "httpd",
          "ping",
          "traceroute",
          "arp",
          "arping",
          "md5sum",
          "sha256sum",
          "dd",
          "seq",
          "awk");

  /** The busybox of this host, if it is static and complete. */
  static Optional<Busybox> installed() throws IOException, InterruptedException {
    Optional<Path> program = Program.find("busybox", System.getenv());
    return program.isPresent() ? of(program.get()) : Optional.empty();
  }

  /** Downloads and unpacks package busybox-static below {@code folder}. */
  static Busybox download(Apt apt, Path folder) throws IOException, InterruptedException {
    Optional<Apt.Candidate> candidate = apt.candidate("busybox-static");
    if (candidate.isEmpty() && !apt.refreshed()) {
      apt.refresh();
      candidate = apt.candidate("busybox-static");
    }
    Path file = apt.download(candidate.orElseThrow(() -> Apt.unknown("busybox-static")));
    Path tree = folder.resolve("busybox");
    Program.of("dpkg-deb", "-x", file.toString(), tree.toString()).require();
    Path program;
    try (Stream<Path> all = Files.walk(tree)) {
      program =
          all.filter(path -> path.endsWith("bin/busybox"))
              .min(Comparator.naturalOrder())
              .orElseThrow(() -> new IOException("package busybox-static has no busybox"));
    }
    return apt.processor().isOfThisHost()
        ? of(program).orElseThrow(() -> new IOException("busybox-static lacks " + NEEDED))
        : new Busybox(program, String.valueOf(file.getFileName()), List.of());
  }

  /** Looks at {@code program}; empty unless it is static and has all of {@link #NEEDED}. */
  static Optional<Busybox> of(Path program) throws IOException, InterruptedException {
    if (!SharedLibraries.of(program).isEmpty()) {
      return Optional.empty();
    }
    Program.Result list = Program.of(program.toString(), "--list").run();
    List<String> applets = list.out().lines().map(String::strip).toList();
    if (!list.ok() || !applets.containsAll(NEEDED)) {
      return Optional.empty();
    }
    String help = Program.of(program.toString(), "--help").run().out();
    String banner = help.lines().findFirst().orElse("BusyBox").replace(" multi-call binary.", "");
    return Optional.of(new Busybox(program, banner, applets));
  }
}
