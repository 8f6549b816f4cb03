package io.qnet.launcher.lab;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.lab.YamlNode.Entry;
import io.qnet.launcher.lab.YamlNode.Mapping;
import io.qnet.launcher.lab.YamlNode.Refused;
import io.qnet.launcher.lab.YamlNode.Scalar;
import io.qnet.launcher.lab.YamlNode.Sequence;
import io.qnet.launcher.lab.YamlNode.Spot;
import io.qnet.launcher.run.RunRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a lab file, strictly, and finds all of its mistakes in one go. */
public final class LabReader {
  /** Of a file. */
  static final int MOST_OCTETS = 256 * 1024;

  private static final int MOST_MACHINES = 256;
  private static final int MOST_ITEMS = 64;
  private static final String MACHINES = "machines";
  private static final String EXAMPLE = "write machines:, and below it a name with its settings";

  private final boolean allowCommands;
  private final Mistakes mistakes = new Mistakes();
  private final List<LabMachine> machines = new ArrayList<>();

  private LabReader(boolean allowCommands) {
    this.allowCommands = allowCommands;
  }

  /**
   * What came of a file.
   *
   * @param lab what could be read of it; all of it only if there are no mistakes
   * @param mistakes in the order of the file
   */
  public record Reading(Lab lab, List<Mistake> mistakes) {}

  /**
   * Reads {@code file}.
   *
   * @param allowCommands whether it may have programs of this host started
   * @throws IOException if it cannot be read
   */
  public static Reading read(Path file, boolean allowCommands) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in.readNBytes(MOST_OCTETS + 1), allowCommands);
    }
  }

  /** The same of a file's octets. */
  static Reading read(byte[] octets, boolean allowCommands) throws IOException {
    LabReader reader = new LabReader(allowCommands);
    reader.read(octets);
    return new Reading(new Lab(reader.machines), reader.mistakes.all());
  }

  private void read(byte[] octets) throws IOException {
    Spot start = new Spot(1, 1);
    if (octets.length > MOST_OCTETS) {
      mistakes.add(start, "", "longer than " + MOST_OCTETS / 1024 + " KiB; is it a lab file?");
      return;
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException notText) {
      mistakes.add(start, "", "this is no text in UTF-8; is it a lab file?");
      return;
    }
    YamlNode root = YamlTree.read(text, mistakes);
    if (root instanceof Mapping top) {
      for (Entry entry : distinct(top, "")) {
        if (entry.key().equals(MACHINES)) {
          machines(entry);
        } else {
          unknown(entry, entry.key(), List.of(MACHINES));
        }
      }
      if (top.entries().stream().noneMatch(entry -> entry.key().equals(MACHINES))) {
        mistakes.add(top.spot(), "", "there is no machine; " + EXAMPLE);
      }
    } else if (root != null) {
      mistakes.add(root.spot(), "", "a lab has keys; " + EXAMPLE);
    }
  }

  private void machines(Entry entry) {
    if (!(entry.value() instanceof Mapping named) || named.entries().isEmpty()) {
      mistakes.add(entry.value().spot(), MACHINES, "there is no machine; " + EXAMPLE);
      return;
    }
    if (named.entries().size() > MOST_MACHINES) {
      mistakes.add(entry.spot(), MACHINES, "more than " + MOST_MACHINES + " machines");
      return;
    }
    distinct(named, MACHINES).forEach(this::machine);
  }

  private void machine(Entry entry) {
    String path = join(MACHINES, entry.key());
    check(entry.spot(), path, () -> RunRoot.requireName(entry.key(), "vm"));
    Map<LabKey, List<String>> settings = new EnumMap<>(LabKey.class);
    if (entry.value() instanceof Mapping keys) {
      for (Entry setting : distinct(keys, path)) {
        String inner = join(path, setting.key());
        LabKey.ofWord(setting.key())
            .ifPresentOrElse(
                key -> setting(key, setting, inner, settings),
                () -> unknown(setting, inner, LabKey.words()));
      }
    } else if (!(entry.value() instanceof Refused)
        && !(entry.value() instanceof Scalar all && all.empty())) {
      mistakes.add(
          entry.value().spot(),
          path,
          "a machine has keys; valid here: " + String.join(", ", LabKey.words()));
    }
    check(entry.spot(), path, () -> Together.check(settings));
    machines.add(new LabMachine(entry.key(), settings));
  }

  private void setting(LabKey key, Entry setting, String path, Map<LabKey, List<String>> settings) {
    YamlNode value = setting.value();
    if (value instanceof Refused) {
      return;
    }
    switch (key.kind()) {
      case FLAG -> flag(key, value, path, settings);
      case ONE -> settings.put(key, values(key, List.of(value), path, ""));
      case EACH, LIST -> {
        if (value instanceof Sequence list) {
          several(key, list, path, settings);
        } else if (key.kind() == LabKey.Kind.EACH) {
          settings.put(key, values(key, List.of(value), path, ""));
        } else {
          mistakes.add(
              value.spot(), path, "is a list: each item on a line of its own, behind '- '");
        }
      }
    }
  }

  private void flag(LabKey key, YamlNode value, String path, Map<LabKey, List<String>> settings) {
    String text = value instanceof Scalar word ? word.text() : "";
    if (text.equals("true")) {
      settings.put(key, List.of());
    } else if (!text.equals("false")) {
      mistakes.add(value.spot(), path, "is true or false");
    }
  }

  private void several(LabKey key, Sequence list, String path, Map<LabKey, List<String>> settings) {
    if (list.items().size() > MOST_ITEMS) {
      mistakes.add(list.spot(), path, "more than " + MOST_ITEMS + " items");
    } else if (!list.items().isEmpty()) {
      settings.put(key, values(key, list.items(), path, "[]"));
    }
  }

  private List<String> values(LabKey key, List<YamlNode> nodes, String path, String brackets) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      YamlNode node = nodes.get(i);
      String own = brackets.isEmpty() ? path : path + "[" + i + "]";
      if (node instanceof Refused) {
        continue;
      }
      if (!(node instanceof Scalar scalar)) {
        mistakes.add(node.spot(), own, "is one word, not a list or keys");
      } else if (scalar.empty()) {
        mistakes.add(node.spot(), own, "has no value");
      } else {
        check(node.spot(), own, () -> key.check(scalar.text()));
        if (!allowCommands) {
          check(node.spot(), own, () -> Commands.refuse(key, scalar.text()));
        }
        values.add(scalar.text());
      }
    }
    return values;
  }

  private void check(Spot spot, String path, Runnable check) {
    try {
      check.run();
    } catch (Failure refused) {
      mistakes.add(spot, path, refused);
    }
  }

  private void unknown(Entry entry, String path, List<String> valid) {
    mistakes.add(entry.spot(), path, "unknown; " + Nearest.hint(entry.key(), valid));
  }

  /** The entries whose keys are there for the first time. */
  private List<Entry> distinct(Mapping mapping, String path) {
    Map<String, Spot> first = new HashMap<>();
    List<Entry> distinct = new ArrayList<>();
    for (Entry entry : mapping.entries()) {
      Spot before = first.putIfAbsent(entry.key(), entry.spot());
      if (before == null) {
        distinct.add(entry);
      } else {
        mistakes.add(
            entry.spot(),
            join(path, entry.key()),
            "is there twice (first on line " + before.line() + "); leave one");
      }
    }
    return distinct;
  }

  /** Keys as one path; whatever the file calls them, it is a short line. */
  static String join(String path, String key) {
    String quoted = Mistakes.quoted(key);
    return path.isEmpty() ? quoted : path + "." + quoted;
  }
}
