package io.qnet.bench;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run was made on, and with. */
final class MachineFacts {
  private static final List<List<String>> PROGRAMS =
      List.of(
          List.of("slirp4netns", "--version"),
          List.of("pasta", "--version"),
          List.of("iperf3", "--version"),
          List.of("qemu-system-x86_64", "--version"));

  private MachineFacts() {}

  static Map<String, String> machine() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", field(Path.of("/proc/cpuinfo"), "model name").orElse("unknown"));
    facts.put("processors", "" + Runtime.getRuntime().availableProcessors());
    facts.put("memory", field(Path.of("/proc/meminfo"), "MemTotal").orElse("unknown"));
    facts.put("kernel", System.getProperty("os.version", "unknown"));
    facts.put("system", system());
    return facts;
  }

  static Map<String, String> versions(Children children, String qnet)
      throws BenchException, InterruptedException {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("qnet", qnet);
    versions.put("java", Runtime.version().toString());
    for (List<String> words : PROGRAMS) {
      if (Children.find(words.get(0)).isPresent()) {
        Optional<Child> ended = children.run(words, Duration.ofSeconds(20));
        versions.put(words.get(0), ended.map(MachineFacts::firstLine).orElse("silent"));
      }
    }
    versions.merge("pasta", packaged(children), (said, packaged) -> said + packaged);
    return versions;
  }

  /** Debian's builds of passt do not know their own version. */
  private static String packaged(Children children) throws BenchException, InterruptedException {
    if (Children.find("pasta").isEmpty() || Children.find("dpkg-query").isEmpty()) {
      return "";
    }
    Optional<Child> query =
        children.run(
            List.of("dpkg-query", "-W", "-f", "${Version}", "passt"), Duration.ofSeconds(20));
    String version = query.map(Child::out).orElse("").strip();
    return version.isEmpty() ? "" : " (package " + version + ")";
  }

  private static String firstLine(Child child) {
    String said = child.out().isBlank() ? child.err() : child.out();
    return said.strip().lines().findFirst().orElse("silent");
  }

  private static String system() {
    return field(Path.of("/etc/os-release"), "PRETTY_NAME").orElse("unknown").replace("\"", "");
  }

  /** The value of the first line that begins with {@code name}, behind ":" or "=". */
  private static Optional<String> field(Path file, String name) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).replaceFirst("^\\s*[:=]\\s*", ""))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
