package io.qnet.launcher.doctor;

import io.qnet.launcher.port.HostPorts;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line that is known, and the names in it and around it: which bridge, which device, which
 * switch.
 *
 * @param line what the symptom's pattern found
 * @param text all that was said
 */
record Recognized(MatchResult line, String text) {
  /** What may be put into a command that people type: nothing that a shell would take apart. */
  private static final String VALUE = "=([\\w./@%+~-]+)(?=[,:\\s'`]|$)";

  private static final Pattern BRIDGE = Pattern.compile("\\bbr" + VALUE);
  private static final Pattern UNNAMED_BRIDGE = Pattern.compile("-net(?:dev)? bridge\\b");
  private static final Pattern TAP = Pattern.compile("\\bifname" + VALUE);
  private static final Pattern SWITCH = Pattern.compile("\\bsock" + VALUE);
  private static final Pattern RULE = Pattern.compile("^((?:tcp|udp)?:[^:]*:)(\\d{1,5})(-.*)");
  private static final Pattern SPICE = Pattern.compile("binding socket to \\S*:(\\d{1,5}) failed");
  private static final int FIRST_FREE_FOR_ALL = 1024;
  private static final int LAST_PORT = 65535;

  /** A group of the symptom's pattern; empty if it has no part in this line. */
  Optional<String> group(int number) {
    return Optional.ofNullable(line.group(number));
  }

  /** The bridge that QEMU was told, or takes by itself. */
  Optional<String> bridge() {
    return named(BRIDGE)
        .or(() -> UNNAMED_BRIDGE.matcher(text).find() ? Optional.of("br0") : Optional.empty());
  }

  /** The folder of the VDE switch that QEMU was told. */
  Optional<String> folder() {
    return named(SWITCH);
  }

  /** The port that a SPICE server was to have. */
  Optional<String> spicePort() {
    return named(SPICE);
  }

  private Optional<String> named(Pattern pattern) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * Puts names into a text: {@code $1} is the pattern's first group; {@code $BRIDGE}, {@code $TAP}
   * and {@code $SOCK} what QEMU was told; {@code $VNC} the first display of this host that is free;
   * {@code $RULE} the forwarding rule in the first group, with a port that is free.
   */
  String fill(String template, Host host) throws IOException {
    String filled =
        template
            .replace("$BRIDGE", bridge().orElse("BRIDGE"))
            .replace("$TAP", named(TAP).orElse("TAP"))
            .replace("$SOCK", folder().orElse("/tmp/lab.ctl"));
    if (filled.contains("$VNC")) {
      int first = Looks.FIRST_DISPLAY;
      filled = filled.replace("$VNC", String.valueOf(free(host, first) - first));
    }
    if (filled.contains("$RULE")) {
      filled = filled.replace("$RULE", otherRule(host));
    }
    for (int i = 1; i <= line.groupCount(); i++) {
      filled = filled.replace("$" + i, group(i).orElse(""));
    }
    return filled;
  }

  private String otherRule(Host host) {
    Matcher rule = RULE.matcher(group(1).orElse(""));
    int port = rule.matches() ? Integer.parseInt(rule.group(2)) : LAST_PORT;
    if (port >= LAST_PORT) {
      return "tcp::10022-:22";
    }
    int from = port < FIRST_FREE_FOR_ALL ? port + 10_000 : port + 1;
    return rule.group(1) + free(host, from) + rule.group(3);
  }

  private static int free(Host host, int from) {
    HostPorts ports = host.ports();
    int port = from;
    while (port < LAST_PORT && ports.holder("tcp", port).isPresent()) {
      port++;
    }
    return port;
  }
}
