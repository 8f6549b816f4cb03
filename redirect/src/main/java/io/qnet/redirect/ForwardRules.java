package io.qnet.redirect;

import io.qnet.redirect.ForwardRule.HostEnd;
import io.qnet.redirect.ForwardRule.Port;
import io.qnet.redirect.ForwardRule.Protocol;
import io.qnet.redirect.ForwardRule.Proxy;
import io.qnet.redirect.ForwardRule.UnixSocket;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.channel.UnixPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private static final String UNIX_WORD = "unix:";
  private static final int MOST_PORTS = 1024;
  private static final String HOST =
      "(?<protocol>[^:]*):(?<host>\\[[^]]*]|[^:]*):(?<ports>[^:-]*(?:-[^:-]*)?)";
  private static final Pattern HOST_HALF = Pattern.compile(HOST);
  private static final Pattern RULE =
      Pattern.compile(HOST + "-(?<guest>\\[[^]]*]|[^:]*):(?<guestPorts>[^:]*)");
  private static final Pattern UNIX =
      Pattern.compile("unix:(?<path>.*)-(?<guest>\\[[^]]*]|[^:]*):(?<guestPort>[^:]*)");
  private static final Pattern OLD =
      Pattern.compile("(?<protocol>[^:]*):(?<port>[^:]*):(?<guest>[^:]*):(?<guestPort>[^:]*)");

  private static final Pattern OLD_FORM =
      Pattern.compile("(?<protocol>[a-z]*):(?<port>[0-9]+):(?<guest>[0-9.]*):(?<guestPort>[0-9]+)");
  private static final Pattern LEFT_OUT =
      Pattern.compile("(?<protocol>tcp|udp|)::(?<rest>[0-9-]+-[^:]*:.*|[0-9-]+-\\[.*)");
  private static final Pattern KEY =
      Pattern.compile("-?(?<key>hostfwd=|redir=|redir +)(?<word>.*)");

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
   * The rules of one word in any of the forms that QEMU has: behind {@code hostfwd=}, too, or as
   * the old option {@code -redir} has it.
   *
   * @throws IllegalArgumentException if it is none; the message is one sentence
   */
  public static List<ForwardRule> parseAny(String text) {
    Matcher key = KEY.matcher(text);
    String word = key.matches() ? key.group("word") : text;
    boolean old = key.matches() && key.group("key").startsWith("redir");
    return old || OLD_FORM.matcher(word).matches() ? List.of(parseOld(word)) : parse(word);
  }

  /**
   * The word with 0.0.0.0 written out where it leaves the address of the host out: QEMU means that.
   *
   * @param text in any of the forms that {@link #parseAny} takes
   * @return empty if it says where, has no address, or is no rule
   */
  public static Optional<String> openToAll(String text) {
    Matcher key = KEY.matcher(text);
    String word = key.matches() ? key.group("word") : text;
    Matcher old = OLD_FORM.matcher(word);
    Matcher left = LEFT_OUT.matcher(word);
    if (old.matches()) {
      return Optional.of(
          "%s:0.0.0.0:%s-%s:%s"
              .formatted(
                  nameOf(old.group("protocol")),
                  old.group("port"),
                  old.group("guest"),
                  old.group("guestPort")));
    }
    return left.matches()
        ? Optional.of(nameOf(left.group("protocol")) + ":0.0.0.0:" + left.group("rest"))
        : Optional.empty();
  }

  private static String nameOf(String protocol) {
    return protocol.isEmpty() ? "tcp" : protocol;
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
   * Where the clients of a rule come, from its half before the '-': {@code tcp:127.0.0.1:43211}.
   *
   * @return as many as its range has ports
   * @throws IllegalArgumentException if it is none; the message is one sentence
   */
  static List<HostEnd> parseHosts(String half) {
    if (half.startsWith(UNIX_WORD)) {
      return List.of(socket(half.substring(UNIX_WORD.length())));
    }
    Matcher host = HOST_HALF.matcher(half);
    if (!host.matches()) {
      throw new IllegalArgumentException("the form is [tcp|udp]:[HOST]:HOSTPORT");
    }
    return ports(host);
  }

  private static List<ForwardRule> parsePlain(String text) {
    if (text.startsWith(UNIX_WORD)) {
      return List.of(unix(text));
    }
    Matcher rule = RULE.matcher(text);
    if (!rule.matches()) {
      throw new IllegalArgumentException(misshapen(text));
    }
    List<HostEnd> from = ports(rule);
    IpAddress guest = guest(rule.group("guest"));
    int[] to = range(rule.group("guestPorts"), 1, "guest port");
    if (from.size() != to[1] - to[0] + 1) {
      throw new IllegalArgumentException("the two ranges of ports differ in length");
    }
    List<ForwardRule> rules = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      rules.add(new ForwardRule(from.get(i), guest, to[0] + i));
    }
    return rules;
  }

  private static List<HostEnd> ports(Matcher half) {
    Protocol protocol = protocol(half.group("protocol"));
    String written = half.group("host");
    IpAddress host = written.isEmpty() ? Ipv4Address.LOOPBACK : address(written, "host address");
    int[] range = range(half.group("ports"), 0, "host port");
    List<HostEnd> ends = new ArrayList<>();
    for (int port = range[0]; port <= range[1]; port++) {
      ends.add(new Port(protocol, host, port));
    }
    return ends;
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
    return new ForwardRule(
        new Port(
            protocol(old.group("protocol")),
            Ipv4Address.LOOPBACK,
            port(old.group("port"), 0, "host port")),
        guest(old.group("guest")),
        port(old.group("guestPort"), 1, "guest port"));
  }

  private static ForwardRule unix(String text) {
    Matcher unix = UNIX.matcher(text);
    if (!unix.matches()) {
      throw new IllegalArgumentException("the form is unix:PATH-[GUEST]:GUESTPORT");
    }
    return new ForwardRule(
        socket(unix.group("path")),
        guest(unix.group("guest")),
        port(unix.group("guestPort"), 1, "guest port"));
  }

  private static UnixSocket socket(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("the path '" + path + "' does not begin with /");
    }
    UnixPath.requireLength(text);
    return new UnixSocket(path);
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
