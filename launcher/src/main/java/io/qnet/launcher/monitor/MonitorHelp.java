package io.qnet.launcher.monitor;

import java.util.List;
import java.util.stream.Stream;

/** The words that are answered here, described as QEMU's {@code help} does. */
final class MonitorHelp {
  /** Words that begin a line. */
  static final List<String> WORDS =
      List.of("help", "hostfwd_add", "hostfwd_remove", "info", "quit");

  /** Words after {@code info}. */
  static final List<String> SUBJECTS = List.of("network", "usernet");

  private static final List<String> LINES =
      List.of(
          "help|? [cmd]  -- show the help",
          "hostfwd_add [netdev_id] [tcp|udp]:[hostaddr]:hostport-[guestaddr]:guestport -- redirect"
              + " TCP or UDP connections from host to guest",
          "hostfwd_remove [netdev_id] [tcp|udp]:[hostaddr]:hostport -- remove host-to-guest TCP or"
              + " UDP redirection",
          "info network  -- show the network state",
          "info usernet  -- show user network stack connection states",
          "quit|q  -- leave this monitor; what it is about runs on");

  private MonitorHelp() {}

  /** The lines about {@code word}; all if that is empty, none if it is not known. */
  static String about(String word) {
    Stream<String> lines =
        LINES.stream().filter(line -> word.isEmpty() || line.matches("\\Q" + word + "\\E\\b.*"));
    return String.join("", lines.map(line -> line + "\n").toList());
  }
}
