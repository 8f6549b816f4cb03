package io.qnet.redirect;

import io.qnet.redirect.ServiceRule.Target;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.channel.UnixPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads rules as QEMU writes them: {@code tcp:[server]:port-TARGET}, where the target is {@code
 * tcp:host:port}, {@code unix:PATH} or {@code cmd:COMMAND}.
 */
public final class ServiceRules {
  private static final String FORM =
      "the form is tcp:[SERVER]:PORT-tcp:HOST:PORT, or -unix:PATH, or -cmd:COMMAND";
  private static final Pattern RULE =
      Pattern.compile("(?<protocol>[^:]*):(?<server>[^:]*):(?<port>[^:-]*)-(?<target>.*)");
  private static final Pattern TCP = Pattern.compile("tcp:(?<host>\\[[^]]*]|[^:]*):(?<port>[^:]*)");

  /** What a shell calls a word, without anything that it would put in the place of a part of it. */
  private static final Pattern WORD =
      Pattern.compile("(?:[^\\s'\"\\\\]|\\\\.|'[^']*'|\"(?:[^\"\\\\]|\\\\.)*\")+");

  private static final Pattern QUOTING =
      Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|\\\\(.)");

  private ServiceRules() {}

  /**
   * The rule of one word.
   *
   * @throws IllegalArgumentException if it is none; the message is one sentence
   */
  public static ServiceRule parse(String text) {
    Matcher rule = RULE.matcher(text);
    if (!rule.matches()) {
      throw new IllegalArgumentException(FORM);
    }
    String protocol = rule.group("protocol");
    if (!protocol.isEmpty() && !protocol.equals("tcp")) {
      throw new IllegalArgumentException(
          "there is no protocol '" + protocol + "' here: only tcp is carried");
    }
    return new ServiceRule(
        server(rule.group("server")),
        port(rule.group("port"), "guest port"),
        target(rule.group("target")));
  }

  private static @Nullable Ipv4Address server(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Ipv4Address.parse(text);
    } catch (IllegalArgumentException bad) {
      throw new IllegalArgumentException("'" + text + "' is no server address", bad);
    }
  }

  private static int port(String text, String role) {
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (port == 0 || port > 0xffff) {
      throw new IllegalArgumentException("'" + text + "' is no " + role);
    }
    return port;
  }

  private static Target target(String text) {
    if (text.startsWith("cmd:")) {
      return new ServiceRule.Command(words(text.substring("cmd:".length())));
    }
    if (text.startsWith("unix:")) {
      Path path = Path.of(text.substring("unix:".length()));
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException("the path '" + path + "' does not begin with /");
      }
      UnixPath.requireLength(path.toString());
      return new ServiceRule.Unix(path);
    }
    Matcher tcp = TCP.matcher(text);
    if (!tcp.matches() || tcp.group("host").isEmpty()) {
      throw new IllegalArgumentException("nobody can answer at '" + text + "': " + FORM);
    }
    String host = tcp.group("host");
    boolean bracketed = host.startsWith("[");
    if (bracketed && !host.matches("\\[.+]")) {
      throw new IllegalArgumentException("the bracket of '" + text + "' is not closed: " + FORM);
    }
    return new ServiceRule.Tcp(
        bracketed ? host.substring(1, host.length() - 1) : host,
        port(tcp.group("port"), "host port"));
  }

  /** Splits as a shell does: at spaces that are not quoted. Nothing is replaced. */
  static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    int end = 0;
    while (word.find() && command.substring(end, word.start()).isBlank()) {
      words.add(unquoted(word.group()));
      end = word.end();
    }
    if (!command.substring(end).isBlank()) {
      throw new IllegalArgumentException("a quote is not closed in '" + command + "'");
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException("after cmd: comes a program and its arguments");
    }
    return words;
  }

  private static String unquoted(String word) {
    return QUOTING
        .matcher(word)
        .replaceAll(
            part -> {
              String quoted = part.group(2);
              String plain =
                  quoted != null
                      ? quoted.replaceAll("\\\\([\"\\\\$`])", "$1")
                      : part.group(1) != null ? part.group(1) : part.group(3);
              return Matcher.quoteReplacement(plain);
            });
  }
}
