package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.OptionText;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The switches of this user that run, for a {@code --net vde} that does not say which. */
public final class VdeSwitches {
  private static final String MEANING = "the card is not plugged in";
  private static final String MODE = "vde";
  private static final String PORT = "vde:";
  private static final String STEM = "switch";

  private final RunRoot root;
  private final boolean proposes;
  private final List<List<String>> first = new ArrayList<>();

  /**
   * Below {@code root}.
   *
   * @param proposes whether, where none runs, one is taken that is still to be started
   */
  public VdeSwitches(RunRoot root, boolean proposes) {
    this.root = root;
    this.proposes = proposes;
  }

  /**
   * Gives a {@code vde} without {@code sock=} the directory of the one switch that runs; all other
   * words are left as they are.
   *
   * @param net what follows {@code --net}
   * @param notices told which switch it is
   * @throws Failure if there is none, or several
   */
  public String complete(String net, Consumer<String> notices) throws IOException {
    if (!isBare(net)) {
      return net;
    }
    List<Running> all =
        root.list().stream()
            .filter(running -> running.verb().equals(STEM))
            .filter(running -> String.valueOf(running.port()).startsWith(PORT))
            .toList();
    if (all.size() > 1) {
      throw Failure.usage(
          "--net "
              + net
              + ": "
              + all.size()
              + " switches run: "
              + all.stream()
                  .map(running -> running.name() + " (" + folder(running) + ")")
                  .collect(Collectors.joining(", ")),
          MEANING,
          "say which: --net " + with(net, folder(all.get(0))));
    }
    return all.isEmpty() ? proposed(net) : taken(net, all.get(0), notices);
  }

  /** Whether it is a {@code vde} that does not say which. */
  static boolean isBare(String net) {
    return (net.equals(MODE) || net.startsWith(MODE + ","))
        && OptionText.split(net.replaceFirst(MODE + ",?", "")).stream()
            .noneMatch(word -> word.key().equals("sock"));
  }

  private static String taken(String net, Running running, Consumer<String> notices) {
    String folder = folder(running);
    notices.accept("network: the switch " + running.name() + ", at " + folder);
    return with(net, folder);
  }

  private String proposed(String net) throws IOException {
    if (!proposes) {
      throw Failure.failed(
          "--net " + net + ": no switch of yours runs",
          MEANING,
          "start one: qnet switch --detach; or name another's: --net vde,sock=/run/sw.ctl");
    }
    String name = root.free(STEM);
    List<String> line = List.of("./qnet", STEM, "--name", name);
    if (!first.contains(line)) {
      first.add(line);
    }
    return with(net, root.directory(name).resolve(MODE).toString());
  }

  private static String folder(Running running) {
    String port = Objects.requireNonNull(running.port());
    return port.substring(PORT.length()).replaceFirst("\\[.*]$", "");
  }

  /** A bare {@code vde} that says which. */
  static String with(String net, String folder) {
    return MODE + ",sock=" + folder.replace(",", ",,") + net.substring(MODE.length());
  }

  /** The commands that start what was taken and does not run yet. */
  public List<List<String>> first() {
    return List.copyOf(first);
  }
}
