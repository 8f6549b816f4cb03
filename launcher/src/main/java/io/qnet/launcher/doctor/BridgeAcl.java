package io.qnet.launcher.doctor;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * QEMU's bridge.conf, read as its helper reads it: deny beats allow, what is not named is denied.
 */
final class BridgeAcl {
  /** Where Debian's helper reads it; others read /etc/qemu-kvm. */
  static final String FILE = "etc/qemu/bridge.conf";

  private static final int MOST_INCLUDES = 8;

  private final Host host;

  BridgeAcl(Host host) {
    this.host = host;
  }

  /** The line that stops {@code bridge}, or what is missing; empty if it is allowed. */
  Optional<String> obstacle(String bridge) {
    Optional<String> text = host.read(FILE);
    if (text.isEmpty()) {
      return Optional.of(
          Files.exists(host.path(FILE)) ? "/" + FILE + " cannot be read" : "there is no /" + FILE);
    }
    List<String> denied = new ArrayList<>();
    boolean allowed = false;
    for (String line : lines(text.get())) {
      String[] words = line.split("\\s+", -1);
      if (words.length < 2 || !words[0].matches("allow|deny")) {
        return Optional.of("/" + FILE + " has a line that is no rule: " + line);
      }
      boolean named = words[1].equals("all") || words[1].equals(bridge);
      allowed |= named && words[0].equals("allow");
      if (named && words[0].equals("deny")) {
        denied.add(line);
      }
    }
    if (!denied.isEmpty()) {
      return Optional.of("/" + FILE + " says: " + denied.get(0));
    }
    return allowed ? Optional.empty() : Optional.of("/" + FILE + " has no line: allow " + bridge);
  }

  /** The lines that allow something; empty if none does or the file cannot be read. */
  List<String> allows() {
    return host.read(FILE).stream()
        .flatMap(text -> lines(text).stream())
        .filter(line -> line.startsWith("allow "))
        .toList();
  }

  private List<String> lines(String text) {
    return lines(text, MOST_INCLUDES);
  }

  /** Its rules and those of the files it includes; a file that includes itself ends somewhere. */
  private List<String> lines(String text, int depth) {
    List<String> lines = new ArrayList<>();
    for (String raw : text.lines().toList()) {
      String line = raw.replaceFirst("#.*", "").strip();
      if (line.startsWith("include ")) {
        String file = line.substring("include ".length()).strip().replaceFirst("^/", "");
        if (depth > 0) {
          host.read(file).ifPresent(more -> lines.addAll(lines(more, depth - 1)));
        }
      } else if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
