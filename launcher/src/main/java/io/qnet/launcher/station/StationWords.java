package io.qnet.launcher.station;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.stream.Stream;

/** The verbs of a station, and what each wants to be told. */
enum StationWords {
  DHCP("dhcp", 0, 0, "dhcp"),
  PING("ping", 1, 1, "ping 10.0.2.2"),
  DNS("dns", 1, 1, "dns localhost"),
  GET("get", 1, 1, "get http://10.0.2.2:8000/"),
  SERVE("serve", 1, 1, "serve 80"),
  UDP_ECHO("udp-echo", 0, 1, "udp-echo, or udp-echo 7"),
  SHELL("shell", 0, 0, "shell");

  private static final int MAX_PORT = 65535;

  private final String word;
  private final int fewest;
  private final int most;
  private final String example;

  StationWords(String word, int fewest, int most, String example) {
    this.word = word;
    this.fewest = fewest;
    this.most = most;
    this.example = example;
  }

  /** Whether it goes on until it is stopped. */
  boolean lasting() {
    return this == SERVE || this == UDP_ECHO || this == SHELL;
  }

  static List<String> names() {
    return Stream.of(values()).map(verb -> verb.word).toList();
  }

  /** Fails with exit code 2 unless {@code words} are a verb with arguments that it can use. */
  static StationWords check(List<String> words) {
    if (words.isEmpty()) {
      throw Failure.usage(
          "the station is not told what to do",
          "nothing was done",
          "valid here: " + String.join(", ", names()));
    }
    StationWords verb = of(words.get(0));
    int arguments = words.size() - 1;
    if (arguments < verb.fewest || arguments > verb.most) {
      throw Failure.usage(
          verb.word + (arguments < verb.fewest ? " needs an argument" : ": too many words"),
          "nothing was done",
          "write " + verb.example);
    }
    if (verb == GET) {
      URI unused = url(words.get(1));
    } else if (arguments == 1 && verb.lasting()) {
      int unused = port(words.get(1));
    }
    return verb;
  }

  private static StationWords of(String word) {
    return Stream.of(values())
        .filter(verb -> verb.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                Failure.usage(
                    "a station has no verb '" + word + "'",
                    "nothing was done",
                    Nearest.hint(word, names())));
  }

  /** A URL of a page that a station can fetch. */
  static URI url(String text) {
    try {
      URI uri = new URI(text);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() <= MAX_PORT) {
        return uri;
      }
    } catch (URISyntaxException notOne) {
      // said below
    }
    throw Failure.usage(
        "'" + text + "' is not a URL that a station fetches",
        "nothing was done",
        "write http://HOST[:PORT]/PATH");
  }

  /** A port number, 1 to 65535. */
  static int port(String text) {
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > MAX_PORT) {
      throw Failure.usage(
          "'" + text + "' is not a port", "nothing was done", "write a number, 1 to " + MAX_PORT);
    }
    return port;
  }
}
