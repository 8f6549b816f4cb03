package io.qnet.redirect;

import io.qnet.redirect.ForwardRule.HostEnd;
import io.qnet.redirect.ForwardRule.Port;
import io.qnet.redirect.ForwardRule.Protocol;
import io.qnet.redirect.ForwardRule.Proxy;
import io.qnet.redirect.ForwardRule.UnixSocket;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads rules as QEMU writes them: {@code [tcp|udp]:[hostaddr]:hostport-[guestaddr]:guestport} and
 * {@code unix:PATH-[guestaddr]:guestport}; behind it {@code ,proxy-protocol=v1|v2}. Beyond that:
 * IPv6 addresses in brackets, and ranges of ports of one length on both sides.
 *
 * <p>An empty host address is 127.0.0.1; QEMU's is 0.0.0.0.
 */
public final class ForwardRules {
  static final String PROXY = ",proxy-protocol=";

  private static final int MOST_PORTS = 1024;
  private static final Pattern RULE =
      Pattern.compile(
          "(?<protocol>[^:]*):(?<host>\\[[^]]*]|[^:]*):(?<ports>[^:-]*(?:-[^:-]*)?)"
              + "-(?<guest>\\[[^]]*]|[^:]*):(?<guestPorts>[^:]*)");
  private static final Pattern UNIX =
      Pattern.compile("unix:(?<path>.*)-(?<guest>\\[[^]]*]|[^:]*):(?<guestPort>[^:]*)");
  private static final Pattern HOST_HALF =
      Pattern.compile("unix:(?!.*-[^:]*:[0-9]+$).*|[^:]*:(\\[[^]]*]|[^:]*):[0-9]+");
  private static final Pattern OLD =
      Pattern.compile("(?<protocol>[^:]*):(?<port>[^:]*):(?<guest>[^:]*):(?<guestPort>[^:]*)");

  private ForwardRules() {}

  /**
   * The rules of one word: one, or as many as its range has ports.
   *
   * @throws IllegalArgumentException if it is none; the message is one sentence
   */
  public static List<ForwardRule> parse(String text) {
    int comma = text.lastIndexOf(PROXY);
    return comma < 0
        ? parsePlain(text)
        : withProxy(parsePlain(text.substring(0, comma)), text.substring(comma + PROXY.length()));
  }

  /**
   * The same rules, telling the guest who called.
   *
   * @param version {@code v1} or {@code v2}
   * @throws IllegalArgumentException if there is no such version, or a rule cannot tell
   */
  public static List<ForwardRule> withProxy(List<ForwardRule> rules, String version) {
    if (!version.equals("v1") && !version.equals("v2")) {
      throw new IllegalArgumentException("'" + version + "' is no version: v1 or v2");
    }
    Proxy proxy = version.equals("v1") ? Proxy.V1 : Proxy.V2;
    for (ForwardRule rule : rules) {
      if (rule.host() instanceof Port port && port.protocol() == Protocol.UDP) {
        throw new IllegalArgumentException("datagrams have no beginning where it could stand");
      }
    }
    return rules.stream().map(rule -> rule.with(proxy)).toList();
  }

  /**
   * Where a rule's clients come: {@code tcp:127.0.0.1:43211}, or the whole rule.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static HostEnd parseHost(String text) {
    boolean whole = !HOST_HALF.matcher(text).matches();
    List<ForwardRule> rules = parse(whole ? text : text + "-:1");
    if (rules.size() != 1) {
      throw new IllegalArgumentException("name the doors of a range one by one");
    }
    return rules.get(0).host();
  }

  private static List<ForwardRule> parsePlain(String text) {
    if (text.startsWith("unix:")) {
      return List.of(unix(text));
    }
    Matcher rule = RULE.matcher(text);
    if (!rule.matches()) {
      throw new IllegalArgumentException(misshapen(text));
    }
    Protocol protocol = protocol(rule.group("protocol"));
    String hostAddress = rule.group("host");
    IpAddress host =
        hostAddress.isEmpty() ? Ipv4Address.LOOPBACK : address(hostAddress, "host address");
    IpAddress guest = guest(rule.group("guest"));
    int[] from = range(rule.group("ports"), 0, "host port");
    int[] to = range(rule.group("guestPorts"), 1, "guest port");
    if (from[1] - from[0] != to[1] - to[0]) {
      throw new IllegalArgumentException("the two ranges of ports differ in length");
    }
    List<ForwardRule> rules = new ArrayList<>();
    for (int i = 0; i <= from[1] - from[0]; i++) {
      rules.add(rule(new Port(protocol, host, from[0] + i), guest, to[0] + i));
    }
    return rules;
  }

  /**
   * The rule of QEMU's old option {@code -redir}: {@code [tcp|udp]:hostport:[guestaddr]:guestport}.
   *
   * @throws IllegalArgumentException if it is none; the message is one sentence
   */
  public static ForwardRule parseOld(String text) {
    Matcher old = OLD.matcher(text);
    if (!old.matches()) {
      throw new IllegalArgumentException("the form is [tcp|udp]:HOSTPORT:[GUEST]:GUESTPORT");
    }
    return rule(
        new Port(
            protocol(old.group("protocol")),
            Ipv4Address.LOOPBACK,
            port(old.group("port"), 0, "host port")),
        guest(old.group("guest")),
        port(old.group("guestPort"), 1, "guest port"));
  }

  private static ForwardRule rule(HostEnd host, @Nullable IpAddress guest, int guestPort) {
    return new ForwardRule(host, guest, guestPort);
  }

  private static ForwardRule unix(String text) {
    Matcher unix = UNIX.matcher(text);
    if (!unix.matches()) {
      throw new IllegalArgumentException("the form is unix:PATH-[GUEST]:GUESTPORT");
    }
    Path path = Path.of(unix.group("path"));
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("the path '" + path + "' does not begin with /");
    }
    return rule(
        new UnixSocket(path),
        guest(unix.group("guest")),
        port(unix.group("guestPort"), 1, "guest port"));
  }

  private static String misshapen(String text) {
    if (!text.contains(":")) {
      return "it has no ':'; the form is [tcp|udp]:[HOST]:HOSTPORT-[GUEST]:GUESTPORT";
    }
    return text.contains("-")
        ? "the form is [tcp|udp]:[HOST]:HOSTPORT-[GUEST]:GUESTPORT"
        : "nothing says where it leads: after the host port come '-', [GUEST] and :GUESTPORT";
  }

  private static Protocol protocol(String text) {
    return switch (text) {
      case "", "tcp" -> Protocol.TCP;
      case "udp" -> Protocol.UDP;
      default ->
          throw new IllegalArgumentException(
              "there is no protocol '" + text + "' here: tcp, udp or unix");
    };
  }

  private static @Nullable IpAddress guest(String text) {
    return text.isEmpty() ? null : address(text, "guest address");
  }

  private static IpAddress address(String text, String role) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    try {
      return IpAddress.parse(bracketed ? text.substring(1, text.length() - 1) : text);
    } catch (IllegalArgumentException bad) {
      throw new IllegalArgumentException("'" + text + "' is no " + role, bad);
    }
  }

  /** The first and the last port. */
  private static int[] range(String text, int least, String role) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      int port = port(text, least, role);
      return new int[] {port, port};
    }
    int first = port(text.substring(0, dash), 1, role);
    int last = port(text.substring(dash + 1), 1, role);
    if (last < first || last - first >= MOST_PORTS) {
      throw new IllegalArgumentException(
          "'" + text + "' is no range of at most " + MOST_PORTS + " ports");
    }
    return new int[] {first, last};
  }

  private static int port(String text, int least, String role) {
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
    if (port < least || port > 0xffff) {
      throw new IllegalArgumentException("'" + text + "' is no " + role);
    }
    return port;
  }
}
