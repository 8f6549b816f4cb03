package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A host of a test's own, which qnet may change: a network namespace with an uplink, rules of
 * somebody else's, and flags that somebody set; and a folder for state.
 *
 * <p>In front of ip and nft stand scripts that count changes, and at one of them do something bad.
 */
final class HostLab {
  private static final String TROUBLE =
      """
      #!/bin/sh
      # Counts changes; at number $(cat at), $(cat how): refuses, kills who asked for it, or
      # presses Ctrl-C.
      cd %s
      real=/usr/sbin/$(basename "$0")
      case "$*" in *-j*) exec $real "$@" ;; esac
      number=$(cat count)
      echo $((number + 1)) >count
      if [ "$number" = "$(cat at)" ]; then
        case $(cat how) in
          refuse) echo 'not today' >&2; exit 2 ;;
          before) kill -9 $PPID; exit 1 ;;
          after) $real "$@"; kill -9 $PPID; exit 1 ;;
          interrupt) kill -INT $PPID ;;
        esac
      fi
      exec $real "$@"
      """;

  /** The child of {@code --detach} comes by here, too. */
  private static final String QNET =
      """
      #!/bin/sh
      cd %1$s
      if [ "$1 $2" = 'tap serve' ]; then
        number=$(cat count)
        echo $((number + 1)) >count
        if [ "$number" = "$(cat at)" ]; then
          case $(cat how) in
            refuse) echo 'not today' >&2; exit 1 ;;
            before) kill -9 $PPID; exit 1 ;;
            after) kill -9 $PPID ;;
            interrupt) kill -INT $PPID ;;
          esac
        fi
      fi
      exec %2$s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx96m -Dqnet.command=%1$s/qnet \\
        -cp '%3$s' io.qnet.launcher.Main "$@"
      """;

  private static final String SYSCTLS =
      "cd /proc/sys/net && grep -r . ipv4 ipv6 netfilter bridge 2>/dev/null | grep -v conntrack_count"
          + " | sort";

  private final Path folder;
  private final NetworkNamespace netns;

  HostLab(String purpose, Path folder) {
    this.folder = folder;
    netns = new NetworkNamespace(purpose);
  }

  /** How a run of qnet ended. */
  record Ran(int status, String out, String err) {
    Ran ok() {
      assertThat(status).as("%s%s", out, err).isZero();
      return this;
    }
  }

  /** Makes it; skips the test where that is not possible. */
  void make(String... programs) throws Exception {
    List<String> needed = new ArrayList<>(List.of("nft"));
    needed.addAll(List.of(programs));
    netns.make(needed.toArray(String[]::new));
    for (String name : List.of("state", "state/qnet", "state/qnet/tap", "run", "shim")) {
      Files.createDirectory(
          folder.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    script("shim/ip", TROUBLE.formatted(folder));
    script("shim/nft", TROUBLE.formatted(folder));
    script("qnet", QNET.formatted(folder, java, System.getProperty("java.class.path")));
    noTrouble();
    inside("ip", "link", "set", "dev", "lo", "up");
    sh("echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6");
    sh("ip link add name up0 type veth peer name up1; ip link set dev up1 up");
    inside("ip", "address", "add", "198.51.100.2/24", "broadcast", "+", "dev", "up0");
    inside("ip", "link", "set", "dev", "up0", "up");
    sh("until ip -j link show dev up0 | grep -q '\"operstate\":\"UP\"'; do :; done");
    inside("ip", "route", "add", "default", "via", "198.51.100.1", "dev", "up0");
    sh("echo 1 >/proc/sys/net/ipv4/conf/up0/forwarding");
    inside("nft", "add table ip somebody; add chain ip somebody c; add rule ip somebody c accept");
  }

  private void script(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  String name() {
    return netns.name();
  }

  Path folder() {
    return folder;
  }

  void noTrouble() throws IOException {
    trouble(-1, "");
  }

  /** At the change with this number, from 0, {@code how}: refuse, before, after, interrupt. */
  void trouble(int at, String how) throws IOException {
    Files.writeString(folder.resolve("count"), "0");
    Files.writeString(folder.resolve("at"), "" + at);
    Files.writeString(folder.resolve("how"), how);
  }

  /** How many changes there were since {@link #trouble}. */
  int changes() throws IOException {
    return Integer.parseInt(Files.readString(folder.resolve("count")).strip());
  }

  String inside(String... words) throws Exception {
    return netns.inside(words);
  }

  String sh(String line) throws Exception {
    return netns.inside("sh", "-c", line);
  }

  /** Runs qnet there. */
  Ran qnet(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(folder + "/qnet"));
    command.addAll(List.of(words));
    return run(command);
  }

  /** Runs a program there, which may run qnet. */
  Ran run(List<String> words) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", netns.name()));
    command.addAll(words);
    Path err = folder.resolve("err");
    Path out = folder.resolve("out");
    Process process =
        builder(command).redirectError(err.toFile()).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).as(String.join(" ", words)).isTrue();
    return new Ran(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** Starts a program there that goes on; its standard output is for the caller. */
  Process start(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", netns.name()));
    command.addAll(List.of(words));
    return builder(command).redirectError(folder.resolve("started").toFile()).start();
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PATH", folder.resolve("shim") + ":" + System.getenv("PATH"));
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    builder.environment().put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
    return builder;
  }

  /** Names of what runs there in the background, or did not tidy up. */
  List<String> running() throws Exception {
    Path root = folder.resolve("run/qnet");
    return Files.exists(root)
        ? NetworkNamespace.run("ls", root.toString()).lines().toList()
        : List.of();
  }

  /** All that there is to compare: interfaces, addresses, routes, rules, flags, journals. */
  String snapshot() throws Exception {
    return String.join(
        "\n",
        inside("ip", "-j", "-d", "address"),
        inside("ip", "-j", "-4", "route", "show", "table", "all"),
        inside("ip", "-j", "-6", "route", "show", "table", "all"),
        inside("nft", "-j", "list", "ruleset"),
        sh(SYSCTLS),
        NetworkNamespace.run("ls", folder.resolve("state/qnet/tap").toString()));
  }

  void remove() throws Exception {
    noTrouble();
    for (String left : List.of("lab", "lab-2", "br0", "guard", "a-b", "a_b")) {
      if (Files.exists(folder.resolve("state/qnet/tap/" + left + ".journal"))) {
        qnet("tap", "undo", left); // nothing of a failed test stays in the background
      }
    }
    netns.remove();
  }
}
