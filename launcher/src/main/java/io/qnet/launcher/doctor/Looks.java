package io.qnet.launcher.doctor;

import io.qnet.launcher.port.HostPorts.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What there is to look at. Names in messages come from anybody: they are looked up, never run. */
final class Looks {
  private static final Pattern FORWARD = Pattern.compile("^(?:tcp|udp)?:[^:]*:(\\d{1,5})-");
  private static final int FIRST_FREE_FOR_ALL = 1024;

  /** The port of VNC's display 0; display N is N ports further. */
  static final int FIRST_DISPLAY = 5900;

  private static final int LAST_PORT = 65535;

  private Looks() {}

  /** There is nothing on the host that would tell. */
  static Symptom.Look words() {
    return (host, message) -> "the words of the command line; nothing on this host has to change";
  }

  /** One of the doctor's checks. */
  static Symptom.Look check(Check check) {
    return (host, message) -> check.examine(host).evidence();
  }

  /** What the QEMU installed here is. */
  static Symptom.Look version() {
    return check(QemuChecks::qemu);
  }

  /** Whether the file that the message's first group names is there. */
  static Symptom.Look file() {
    return (host, message) -> file(host, message.group(1).orElse(""));
  }

  static String file(Host host, String name) {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException impossible) {
      return "no file can have that name";
    }
    Path file = path.isAbsolute() ? host.path(name.substring(1)) : path.toAbsolutePath();
    if (Files.exists(file)) {
      return name + " is there, " + (Files.isReadable(file) ? "and can be read" : "for others");
    }
    Path parent = file.getParent();
    return parent != null && Files.isDirectory(parent)
        ? "there is no " + name + ", but its folder is there"
        : "there is no " + name + ", nor its folder";
  }

  /** Whether the interface that the message's first group names is there. */
  static Symptom.Look networkInterface() {
    return (host, message) -> networkInterface(host, message.group(1).orElse(""));
  }

  private static String networkInterface(Host host, String name) {
    return "there is " + (host.interfaceExists(name) ? "an" : "no") + " interface " + name;
  }

  /** The bridge helper's list, and whether the bridge is there. */
  static Symptom.Look acl() {
    return (host, message) -> {
      List<String> allows = new BridgeAcl(host).allows();
      Optional<String> bridge = message.bridge();
      String list =
          allows.isEmpty()
              ? new BridgeAcl(host).obstacle(bridge.orElse("BRIDGE")).orElse("no bridge is allowed")
              : "/" + BridgeAcl.FILE + " says: " + String.join(", ", allows);
      return list + bridge.map(name -> "; " + networkInterface(host, name)).orElse("");
    };
  }

  /** Whether the switch's folder is there; without one, what is installed for VDE. */
  static Symptom.Look vde() {
    return (host, message) ->
        message.folder().isPresent()
            ? file(host, message.folder().get())
            : check(NetworkChecks::vde).at(host, message);
  }

  /** Who holds the port of the VNC display in the message's first group. */
  static Symptom.Look display() {
    return (host, message) -> port(host, FIRST_DISPLAY + Integer.parseInt(message.line().group(1)));
  }

  /** Who holds the port that a SPICE server was to have. */
  static Symptom.Look spice() {
    return (host, message) ->
        message.spicePort().isPresent()
            ? port(host, Integer.parseInt(message.spicePort().get()))
            : check(NetworkChecks::ports).at(host, message);
  }

  /** Who holds the port of the forwarding rule in the message's first group. */
  static Symptom.Look forwardedPort() {
    return (host, message) -> {
      Matcher rule = FORWARD.matcher(message.group(1).orElse(""));
      return rule.find()
          ? port(host, Integer.parseInt(rule.group(1)))
          : "the rule names no port of this host";
    };
  }

  /** Who holds the port in the message's first group, which may be absent. */
  static Symptom.Look namedPort() {
    return (host, message) ->
        message.group(1).isEmpty()
            ? check(NetworkChecks::ports).at(host, message)
            : port(host, Integer.parseInt(message.group(1).get()));
  }

  private static String port(Host host, int port) throws IOException {
    if (port > LAST_PORT) {
      return port + " is no port: the last is " + LAST_PORT;
    }
    Optional<Holder> holder = host.ports().holder("tcp", port);
    if (holder.isPresent()) {
      return "port " + port + " of this host is held by " + holder.get();
    }
    return port < FIRST_FREE_FOR_ALL
        ? "nobody holds port " + port + "; ports below 1024 are root's"
        : "nobody holds port " + port + " now";
  }
}
