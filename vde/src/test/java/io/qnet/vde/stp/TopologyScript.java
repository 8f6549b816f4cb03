package io.qnet.vde.stp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A network in words, played in virtual time. One command a line; {@code #} begins a comment.
 *
 * <pre>
 *  bridge s1 0x111 = a b:5 c^16   address, then the wires of its ports, with cost and priority
 *  version s1 stp                 before the start: what it speaks
 *  start                          plugs everything in
 *  settle 1 s                     passes time until the network is whole, which has to be by then
 *  run 30 s                       passes time
 *  cut a, heal a                  a wire
 *  mute a, unmute a               a wire that looks well and carries nothing
 *  kill s1                        a bridge
 *  plug s1 3 b                    port 3 into wire b
 *  cost s1 3 5, rank s1 3 16      path cost and priority of a port
 *  priority s1 4096               of a bridge
 *  check s1 = root                it is the root
 *  check s2 = R:20000 D A B X     a role for each port: root with cost, designated, alternate,
 *                                 backup, none; in small letters where it should forward and does not;
 *                                 E for an edge port
 * </pre>
 */
final class TopologyScript {
  final Topology topology = new Topology();
  private int line;

  /** Plays {@code script}. */
  static TopologyScript play(String script) {
    TopologyScript played = new TopologyScript();
    played.more(script);
    return played;
  }

  /** Plays on. */
  void more(String script) {
    for (String text : script.lines().toList()) {
      line++;
      String command = text.replaceFirst("#.*", "").strip();
      if (!command.isEmpty()) {
        try {
          command(command.split("\\s+"));
        } catch (AssertionError failed) {
          throw new AssertionError(
              "line " + line + ": " + text + ": " + failed.getMessage(), failed);
        }
      }
    }
  }

  private void command(String[] words) {
    switch (words[0]) {
      case "bridge" -> bridge(words);
      case "start" -> topology.start();
      case "settle" -> topology.settle(duration(words));
      case "run" -> topology.run(duration(words));
      case "cut" -> topology.cut(words[1]);
      case "heal" -> topology.heal(words[1]);
      case "mute", "unmute" -> topology.mute(words[1], words[0].equals("mute"));
      case "kill" -> topology.kill(words[1]);
      case "plug" -> topology.replug(words[1], Integer.parseInt(words[2]), words[3]);
      case "cost", "rank" -> port(words);
      case "priority", "version" -> own(words);
      case "check" -> check(words);
      default -> throw new AssertionError("what is " + words[0] + "?");
    }
  }

  private static Duration duration(String[] words) {
    long amount = Long.parseLong(words[1]);
    return words[2].equals("ms") ? Duration.ofMillis(amount) : Duration.ofSeconds(amount);
  }

  private void bridge(String[] words) {
    List<String> wires = new ArrayList<>();
    List<PortSettings> settings = new ArrayList<>();
    for (String word : Arrays.asList(words).subList(4, words.length)) {
      String[] parts = word.split("(?=[:^])");
      PortSettings port = PortSettings.DEFAULT;
      for (String part : Arrays.asList(parts).subList(1, parts.length)) {
        int value = Integer.parseInt(part.substring(1));
        port = part.charAt(0) == ':' ? port.withPathCost(value) : port.withPriority(value);
      }
      wires.add(parts[0]);
      settings.add(port);
    }
    topology.add(words[1], Topology.settings(Integer.decode(words[2])), wires, settings);
  }

  private void port(String[] words) {
    Topology.Bridge bridge = topology.bridge(words[1]);
    int number = Integer.parseInt(words[2]);
    int value = Integer.parseInt(words[3]);
    PortSettings old = bridge.settings.get(number - 1);
    PortSettings changed =
        words[0].equals("cost") ? old.withPathCost(value) : old.withPriority(value);
    bridge.settings.set(number - 1, changed);
    bridge.tree.configure(number, changed, topology.now);
  }

  private void own(String[] words) {
    Topology.Bridge bridge = topology.bridge(words[1]);
    bridge.own =
        words[0].equals("priority")
            ? bridge.own.withPriority(Integer.parseInt(words[2]))
            : bridge.own.withVersion(
                StpVersion.valueOf(words[2].toUpperCase(java.util.Locale.ROOT)));
    bridge.tree.configure(bridge.own, topology.now);
  }

  private void check(String[] words) {
    assertThat(new Whole(topology).loop()).isNull();
    Topology.Bridge bridge = topology.bridge(words[1]);
    TreeSnapshot now = bridge.tree.snapshot(topology.now);
    String expected = Arrays.stream(words).skip(3).collect(Collectors.joining(" "));
    if (expected.equals("root")) {
      assertThat(now.isRoot()).as("root is " + now.root()).isTrue();
      return;
    }
    assertThat(now.ports().stream().map(row -> letter(row, now)).collect(Collectors.joining(" ")))
        .isEqualTo(expected);
    now.ports().forEach(row -> agreesWithListener(bridge, row));
  }

  private static void agreesWithListener(Topology.Bridge bridge, TreePortRow row) {
    assertThat(bridge.states.getOrDefault(row.port(), TreeState.DISCARDING)).isEqualTo(row.state());
  }

  private static String letter(TreePortRow row, TreeSnapshot tree) {
    boolean forwards = row.state() == TreeState.FORWARDING;
    return switch (row.role()) {
      case DISABLED -> "X";
      case ROOT -> (forwards ? "R:" : "r:") + tree.rootCost();
      case DESIGNATED -> forwards ? row.edge() ? "E" : "D" : "d";
      case ALTERNATE -> forwards ? "?" : "A";
      case BACKUP -> forwards ? "?" : "B";
    };
  }
}
