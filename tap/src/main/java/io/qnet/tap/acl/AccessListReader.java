package io.qnet.tap.acl;

import io.qnet.wire.address.MacAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads lists; knows which lines QEMU's helper takes, and ours. */
final class AccessListReader {
  private static final int DEEPEST = 8;
  private static final int LARGEST = 1 << 20;
  private static final int MOST_RULES = 10_000;
  private static final int OTHERS_MAY_WRITE = 0022;
  private static final int STICKY = 01000;

  private final boolean trusted;
  private final List<Rule> rules = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** A reader that takes only files that root alone may write, if {@code trusted}. */
  AccessListReader(boolean trusted) {
    this.trusted = trusted;
  }

  AccessList read(Path file) throws IOException, AccessException {
    read(file, 0);
    return new AccessList(file, rules, warnings);
  }

  private void read(Path file, int depth) throws IOException, AccessException {
    Path real = trusted ? trusted(file) : file;
    if (Files.size(real) > LARGEST) {
      throw new AccessException(
          file + " has more than a megabyte", "allow bridges to everybody, or to groups");
    }
    int number = 0;
    for (String line : Files.readString(real, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      take(line.strip(), file, ++number, depth);
    }
  }

  /** Where {@code file} really is, if neither it nor a folder on the way is others' to change. */
  private static Path trusted(Path file) throws IOException, AccessException {
    Path real = file.toRealPath();
    if (Files.isDirectory(real)) {
      throw new AccessException(file + " is a folder", "write a file there");
    }
    for (Path part = real; part != null; part = part.getParent()) {
      requireRoots(part);
    }
    return real;
  }

  private static void requireRoots(Path part) throws IOException, AccessException {
    Map<String, Object> facts = Files.readAttributes(part, "unix:uid,mode");
    boolean roots = Integer.valueOf(0).equals(facts.get("uid"));
    int mode = facts.get("mode") instanceof Integer bits ? bits : OTHERS_MAY_WRITE;
    boolean sticky = Files.isDirectory(part) && (mode & STICKY) != 0;
    if (!roots || ((mode & OTHERS_MAY_WRITE) != 0 && !sticky)) {
      throw new AccessException(
          part + " is not root's alone to write",
          Files.isDirectory(part)
              ? "move the list into a folder that is, such as /etc/qemu"
              : "type: sudo chown root " + part + " && sudo chmod go-w " + part);
    }
  }

  private void take(String line, Path file, int number, int depth) throws AccessException {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    String[] words = line.split("\\s+", -1);
    String place = file + ":" + number;
    Rule.Subject subject = subject(words[0]);
    if (subject != null && words.length >= 4) {
      add(rule(subject, words[1], words[2], words[3], words, place), place);
    } else if (words[0].equals("include") && words.length >= 2) {
      include(file.resolveSibling(words[1]), place, depth);
    } else if (words[0].matches("allow|deny") && words.length >= 2) {
      add(rule(Rule.Subject.EVERYBODY, "", words[0], words[1], words, place), place);
    } else {
      throw bad(place, line);
    }
  }

  private static Rule.@Nullable Subject subject(String word) {
    return switch (word) {
      case "user" -> Rule.Subject.USER;
      case "group" -> Rule.Subject.GROUP;
      default -> null;
    };
  }

  private static Rule rule(
      Rule.Subject subject, String name, String verb, String bridge, String[] words, String place)
      throws AccessException {
    if (verb.equals("allow")) {
      return new Rule(subject, name, Rule.Verb.ALLOW, bridge, null, place);
    }
    if (verb.equals("deny")) {
      return new Rule(subject, name, Rule.Verb.DENY, bridge, null, place);
    }
    if (verb.equals("mac") && words.length >= 5) {
      return new Rule(subject, name, Rule.Verb.MAC, bridge, mac(words[4], place), place);
    }
    throw bad(place, String.join(" ", words));
  }

  private static MacAddress mac(String text, String place) throws AccessException {
    try {
      MacAddress mac = MacAddress.parse(text);
      if (!mac.isGroup()) {
        return mac;
      }
    } catch (IllegalArgumentException notAnAddress) {
      throw new AccessException(place + ": " + notAnAddress.getMessage(), "mend it", notAnAddress);
    }
    throw new AccessException(
        place + ": " + text + " is the address of a group, not of a card", "mend it");
  }

  private void add(Rule rule, String place) throws AccessException {
    if (rules.size() == MOST_RULES) {
      throw new AccessException(
          place + ": more than " + MOST_RULES + " rules",
          "allow bridges to everybody, or to groups");
    }
    rules.add(rule);
  }

  /** As QEMU's: what is wrong with an included file does not matter for the rest. */
  private void include(Path file, String place, int depth) {
    try {
      if (depth == DEEPEST) {
        throw new AccessException("files include each other", "leave one include out");
      }
      read(file, depth + 1);
    } catch (IOException | AccessException wrong) {
      warnings.add(place + ": " + file + " is left out from there on: " + wrong.getMessage());
    }
  }

  private static AccessException bad(String place, String line) {
    return new AccessException(
        place + ": '" + line + "' is no rule",
        "a rule is: allow BRIDGE, deny BRIDGE, include FILE, or user NAME allow BRIDGE");
  }
}
