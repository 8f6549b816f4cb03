package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.ShellWord;
import java.util.List;
import java.util.regex.Pattern;

/** What QEMU's own words mean, for those that people meet when they start a machine. */
final class Explanation {
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "Could not set up host forwarding rule",
              "the port of this host is taken, or below 1024 and you are not root",
              "see who has it: ss -ltnp; then choose another port"),
          new Rule(
              "Invalid host forwarding rule",
              "QEMU cannot read the rule",
              "write it as hostfwd=tcp::10022-:22"),
          new Rule(
              "Failed to get .*lock",
              "another machine uses this disk, and two would destroy it",
              "stop the other (qnet vm list), or start this one with --snapshot"),
          new Rule(
              "could not configure /dev/net/tun.*(Operation not permitted|busy)",
              "the TAP device is another user's, or another machine's",
              "make one of your own: sudo ip tuntap add tap0 mode tap user $USER"),
          new Rule(
              "could not open /dev/net/tun",
              "this host or container has no TAP devices",
              "type: sudo modprobe tun; in a container give it /dev/net/tun"),
          new Rule(
              "(access denied by acl file|failed to parse default acl file|bridge helper failed)",
              "QEMU's bridge helper may not use that bridge for you",
              "allow it: echo 'allow BRIDGE' | sudo tee -a /etc/qemu/bridge.conf"),
          new Rule(
              "failed to get mtu of bridge",
              "there is no bridge of that name",
              "see which there are: ip -br link show type bridge"),
          new Rule(
              "Could not open vde",
              "there is no VDE switch at that path, or it is another user's",
              "start one, or look: ls -l PATH/ctl"),
          new Rule(
              "(Failed to find an available port|Failed to bind socket|Address already in use)",
              "somebody has that port of this host, perhaps another machine's screen",
              "choose another, such as --display vnc=:1"),
          new Rule(
              "([Cc]ould not access KVM|failed to initialize kvm|failed to initialize KVM)",
              "KVM cannot be used by you on this host",
              "leave --accel kvm out; qnet doctor says why"),
          new Rule(
              "Image is not in .* format",
              "the disk has another format than was said",
              "leave ,format= out, then the file itself is asked"),
          new Rule(
              "Could not open '.*'",
              "a file cannot be read or written",
              "look at its owner and mode with ls -l"));

  private Explanation() {}

  /** A message, what it means, what to do. */
  private record Rule(Pattern message, String meaning, String remedy) {
    Rule(String message, String meaning, String remedy) {
      this(Pattern.compile(message), meaning, remedy);
    }
  }

  /** The failure that {@code messages} of QEMU tell of; {@code what} says what it did. */
  static Failure of(String what, String messages) {
    for (Rule rule : RULES) {
      for (String line : messages.lines().toList()) {
        if (rule.message.matcher(line).find()) {
          return Failure.failed(what + ": " + line, rule.meaning, rule.remedy);
        }
      }
    }
    String last = messages.lines().reduce((first, second) -> second).orElse("");
    return last.isEmpty()
        ? Failure.failed(what, "it did not say why", "start it with --verbose")
        : Failure.failed(
            what + ": " + last,
            "these are QEMU's own words",
            "ask what they mean: qnet doctor --text " + ShellWord.quote(last));
  }
}
