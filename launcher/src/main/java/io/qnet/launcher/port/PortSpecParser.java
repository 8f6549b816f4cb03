package io.qnet.launcher.port;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one port spec; every refusal names the word at fault and one that would do. */
final class PortSpecParser {
  /** Octets of a path that fit into {@code sun_path} with its end (unix(7)). */
  static final int LONGEST_PATH = 107;

  private static final List<String> WORKING =
      List.of("stream", "stream-connect", "dgram", "mcast", "vde", "tap");
  private static final List<String> LATER = List.of("vxlan", "veth");
  private static final String EXAMPLE =
      "write one such as --port stream:/run/a.sock or --port stream:127.0.0.1:9000";

  /** Octets of an interface's name, without its end (IFNAMSIZ, netdevice(7)). */
  private static final int LONGEST_DEVICE = 15;

  private static final String TAP_EXAMPLE = "write --port tap:tap0 or --port tap:tap0@NAMESPACE";

  private static final String MCAST_EXAMPLE = "write one such as --port mcast:230.0.0.1:1234";
  private static final String VDE_EXAMPLE =
      "write one such as --port vde:/run/sw.ctl or --port 'vde:/run/sw.ctl[7]'";
  private static final String DGRAM_EXAMPLE =
      "write --port dgram:/run/me.sock,/run/peer.sock"
          + " or --port dgram:127.0.0.1:5001,127.0.0.1:5002";

  private static final Pattern VDE =
      Pattern.compile("([^\\[\\]]+)(?:\\[([0-9]{1,3}|[A-Za-z][A-Za-z0-9_-]{0,31}|)])?");

  /** Every frame whole and summed, as on a wire: to compare. */
  static final String NO_OFFLOADS = ",offloads=off";

  private final String text;
  private final Path directory;

  PortSpecParser(String text, Path directory) {
    this.text = text;
    this.directory = directory;
  }

  PortSpec parse() {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    if (LATER.contains(kind)) {
      throw Failure.notYet(
          "the port kind " + kind + ":", "kinds that work now: " + String.join(", ", WORKING));
    }
    if (!WORKING.contains(kind)) {
      throw bad("'" + kind + "' is no kind of port", Nearest.hint(kind, WORKING));
    }
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    if (rest.isEmpty()) {
      throw bad("nothing follows '" + kind + ":'", example(kind));
    }
    return switch (kind) {
      case "stream" -> new PortSpec.Stream(address(rest));
      case "stream-connect" -> new PortSpec.StreamConnect(peer(rest));
      case "tap" -> tap(rest);
      case "mcast" -> mcast(rest);
      case "vde" -> vde(rest);
      default -> datagrams(rest);
    };
  }

  private static String example(String kind) {
    return switch (kind) {
      case "tap" -> TAP_EXAMPLE;
      case "mcast" -> MCAST_EXAMPLE;
      case "vde" -> VDE_EXAMPLE;
      case "dgram" -> DGRAM_EXAMPLE;
      default -> EXAMPLE;
    };
  }

  private PortSpec tap(String words) {
    boolean offloads = !words.endsWith(NO_OFFLOADS);
    String rest = offloads ? words : words.substring(0, words.length() - NO_OFFLOADS.length());
    int at = rest.indexOf('@');
    String device = at < 0 ? rest : rest.substring(0, at);
    if (!device.matches("[!-~]+") || device.matches(".*[/%:,].*|[.]{1,2}")) {
      throw bad("'" + device + "' cannot be the name of an interface", TAP_EXAMPLE);
    }
    if (device.length() > LONGEST_DEVICE) {
      throw bad(
          "the name of an interface has at most "
              + LONGEST_DEVICE
              + " octets, but "
              + device
              + " has "
              + device.length(),
          "choose a shorter one, such as --port tap:tap0");
    }
    if (at < 0) {
      return new PortSpec.Tap(device, null, offloads);
    }
    String netns = rest.substring(at + 1);
    if (!netns.matches("[A-Za-z0-9_@%+=:.-]+") || netns.matches("[.]{1,2}")) {
      throw bad("'" + netns + "' cannot be the name of a network namespace", TAP_EXAMPLE);
    }
    return new PortSpec.Tap(device, netns, offloads);
  }

  private PortSpec mcast(String rest) {
    int comma = rest.indexOf(',');
    InetSocketAddress group;
    InetAddress via = null;
    try {
      group = HostPort.parse(comma < 0 ? rest : rest.substring(0, comma));
      if (comma >= 0) {
        via = HostPort.address(rest.substring(comma + 1));
      }
    } catch (IllegalArgumentException notAnAddress) {
      throw bad(String.valueOf(notAnAddress.getMessage()), MCAST_EXAMPLE).because(notAnAddress);
    }
    if (!group.getAddress().isMulticastAddress() || group.getPort() == 0) {
      throw bad("'" + rest + "' is no multicast group and port", MCAST_EXAMPLE);
    }
    return new PortSpec.Mcast(group, via);
  }

  private PortSpec vde(String rest) {
    Matcher parts = VDE.matcher(rest);
    if (rest.matches("[^\\[\\]]+\\[[0-9]{4,}\\]")) {
      throw bad("there is no such port: ports are 0 to 999", VDE_EXAMPLE);
    }
    if (!parts.matches()) {
      throw bad("'" + rest + "' is no directory of a VDE switch", VDE_EXAMPLE);
    }
    String place = parts.group(2) == null ? "" : parts.group(2);
    try {
      return new PortSpec.Vde(directory.resolve(parts.group(1)).normalize(), place);
    } catch (InvalidPathException notAPath) {
      throw bad("'" + rest + "' cannot be a path: " + notAPath.getReason(), EXAMPLE)
          .because(notAPath);
    }
  }

  private PortSpec datagrams(String rest) {
    String[] ends = rest.split(",", -1);
    if (ends.length != 2 || ends[0].isEmpty() || ends[1].isEmpty()) {
      throw bad("a dgram port has two ends, ours and then QEMU's", DGRAM_EXAMPLE);
    }
    SocketAddress local = address(ends[0]);
    SocketAddress remote = peer(ends[1]);
    if (!local.getClass().equals(remote.getClass())) {
      throw bad(
          "one end of the dgram port is a path, the other an address",
          "write two paths or two addresses");
    }
    if (local.equals(remote)) {
      throw bad("both ends of the dgram port are the same", "give each end one of its own");
    }
    return new PortSpec.Dgram(local, remote);
  }

  /** An address to send to: it needs a port number other than 0. */
  private SocketAddress peer(String rest) {
    SocketAddress address = address(rest);
    if (address instanceof InetSocketAddress inet && inet.getPort() == 0) {
      throw bad("port 0 is nobody's", "write the port at which QEMU listens");
    }
    return address;
  }

  private SocketAddress address(String rest) {
    if (rest.indexOf('/') < 0 && rest.indexOf(':') >= 0) {
      try {
        return HostPort.parse(rest);
      } catch (IllegalArgumentException notAnAddress) {
        throw bad(String.valueOf(notAnAddress.getMessage()), EXAMPLE).because(notAnAddress);
      }
    }
    try {
      return socketFile(directory.resolve(rest).normalize());
    } catch (InvalidPathException notAPath) {
      throw bad(
              "'" + rest + "' cannot be a path: " + notAPath.getReason(),
              "choose another one, such as --port stream:/run/a.sock")
          .because(notAPath);
    }
  }

  private SocketAddress socketFile(Path path) {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_PATH) {
      throw bad(
          "the path of a socket has at most "
              + LONGEST_PATH
              + " octets, but "
              + path
              + " has "
              + length,
          "choose a shorter one, such as --port stream:/run/a.sock");
    }
    return UnixDomainSocketAddress.of(path);
  }

  private Failure bad(String what, String remedy) {
    return Failure.usage(
        "port spec '" + text + "': " + what, "no machine could plug in there", remedy);
  }
}
