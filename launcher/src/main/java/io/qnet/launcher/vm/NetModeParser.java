package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.OptionText;
import io.qnet.launcher.user.UserOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads one {@code --net}; every refusal names the word at fault and one that would do. */
final class NetModeParser {
  private static final List<String> MODES =
      List.of("user", "redirect", "tap", "bridge", "vde", "none");
  private static final String NATIVE = "native";

  /** Without its end (IFNAMSIZ, netdevice(7)); QEMU would cut off the rest. */
  private static final int LONGEST_DEVICE = 15;

  private static final Set<String> LISTS = Set.of("hostfwd", "guestfwd", "dnssearch");
  private static final Set<String> SWITCHES = Set.of("restrict", "ipv4", "ipv6");
  private static final Set<String> NUMBERS = Set.of("ipv6-prefixlen");

  /** Keys of QEMU's {@code -netdev user} that are plain strings. */
  private static final Set<String> STRINGS =
      Set.of(
          "net",
          "host",
          "dhcpstart",
          "dns",
          "domainname",
          "hostname",
          "ipv6-prefix",
          "ipv6-host",
          "ipv6-dns",
          "tftp",
          "tftp-server-name",
          "bootfile",
          "smb",
          "smbserver");

  private final String text;
  private final String meaning;

  /**
   * Of {@code text}.
   *
   * @param meaning what it means that it is refused
   */
  NetModeParser(String text, String meaning) {
    this.text = text;
    this.meaning = meaning;
  }

  NetMode parse() {
    int comma = text.indexOf(',');
    String mode = comma < 0 ? text : text.substring(0, comma);
    String rest = comma < 0 ? "" : text.substring(comma + 1);
    return switch (mode) {
      case "user" -> user(rest);
      case "redirect" -> user(redirections(rest));
      case "tap" -> direct("tap", rest, Set.of("ifname"));
      case "bridge" -> direct("bridge", rest, Set.of("br", "helper"));
      case "vde" -> direct("vde", rest, Set.of("sock", "port", "group", "mode"));
      case "none" -> none(rest);
      default -> throw bad("'" + mode + "' is no network mode", Nearest.hint(mode, MODES));
    };
  }

  private NetMode none(String rest) {
    if (!rest.isEmpty()) {
      throw bad("none has no options, but got '" + rest + "'", "write --net none");
    }
    return new NetMode.None(text);
  }

  private NetMode user(String rest) {
    List<OptionText.Word> words = new ArrayList<>(OptionText.split(rest));
    boolean ofQemu = words.removeIf(word -> word.key().equals(NATIVE) && word.value() == null);
    if (ofQemu) {
      return new NetMode.Native(text, nativeUser(words));
    }
    UserOptions wanted = UserOptions.parse(rest); // refuses what is wrong, before anything starts
    return new NetMode.Gateway(text, rest.isEmpty() ? List.of() : List.of(rest), wanted.notices());
  }

  /** Rules without their key become {@code hostfwd=}; what has a key is left as it is. */
  private String redirections(String rest) {
    List<String> words = new ArrayList<>();
    for (String word : rest.split(",", -1)) {
      boolean rule = word.matches("(tcp|udp|unix)?:.*") || word.matches("(tcp|udp):.*");
      words.add(rule ? "hostfwd=" + word : word);
    }
    if (words.stream().noneMatch(word -> word.startsWith("hostfwd="))) {
      throw bad(
          "redirect needs a rule: which port of this host leads to which of the guest",
          "write --net redirect,tcp::10022-:22");
    }
    return String.join(",", words);
  }

  private NetBackend nativeUser(List<OptionText.Word> words) {
    Map<String, Object> options = new LinkedHashMap<>();
    for (OptionText.Word word : words) {
      String key = word.key();
      String value = word.value() == null ? "on" : word.value();
      if (LISTS.contains(key)) {
        list(options, key).add(key.equals("hostfwd") ? onLoopback(value) : value);
      } else if (SWITCHES.contains(key)) {
        options.put(key, value.matches("on|yes|true|y"));
      } else if (NUMBERS.contains(key) && value.matches("[0-9]{1,3}")) {
        options.put(key, Long.parseLong(value));
      } else if (STRINGS.contains(key)) {
        options.put(key, value);
      } else {
        throw notQemus(key);
      }
    }
    return new NetBackend("user", options);
  }

  private Failure notQemus(String key) {
    Set<String> valid = new TreeSet<>(STRINGS);
    valid.addAll(LISTS);
    valid.addAll(SWITCHES);
    valid.addAll(NUMBERS);
    return bad(
        "'" + key + "' is no option of QEMU's own user mode",
        Nearest.hint(key, valid) + "; without ',native' qnet's gateway takes its own options, too");
  }

  @SuppressWarnings("unchecked") // the lists are made here
  private static List<String> list(Map<String, Object> options, String key) {
    return (List<String>) options.computeIfAbsent(key, k -> new ArrayList<String>());
  }

  /** An empty host address is 0.0.0.0 to QEMU; here it means this host alone, as everywhere. */
  private static String onLoopback(String rule) {
    return rule.replaceFirst("^(tcp|udp)?::", "$1:127.0.0.1:");
  }

  private NetMode direct(String type, String rest, Set<String> keys) {
    Map<String, Object> options = new LinkedHashMap<>();
    for (OptionText.Word word : OptionText.split(rest)) {
      String value = word.value();
      if (value == null || value.isEmpty() || !keys.contains(word.key())) {
        throw value == null || value.isEmpty()
            ? bad(type + ": '" + word.key() + "' has no value", "write " + example(type))
            : bad(
                "'" + word.key() + "' is no option of " + type,
                Nearest.hint(word.key(), new TreeSet<>(keys)));
      }
      boolean number = type.equals("vde") && word.key().equals("port");
      options.put(word.key(), number && value.matches("[0-9]{1,5}") ? Long.valueOf(value) : value);
    }
    return new NetMode.Native(text, checked(type, options));
  }

  private NetBackend checked(String type, Map<String, Object> options) {
    switch (type) {
      case "tap" -> {
        if (options.get("ifname") instanceof String name && name.length() > LONGEST_DEVICE) {
          throw bad(
              "the name of an interface has at most " + LONGEST_DEVICE + " octets",
              "write --net tap,ifname=tap0");
        }
        // A script that is not there, or does not know this device, is no reason to fail.
        options.put("script", "no");
        options.put("downscript", "no");
      }
      case "bridge" -> {
        if (!options.containsKey("br")) {
          throw bad("bridge does not say which", "write --net bridge,br=br0; ip link lists them");
        }
      }
      default -> {
        if (!options.containsKey("sock")) {
          throw bad(
              "vde does not say which", "write --net vde,sock=/run/sw.ctl; qnet ps lists them");
        }
      }
    }
    return new NetBackend(type, options);
  }

  private static String example(String type) {
    return switch (type) {
      case "tap" -> "--net tap,ifname=tap0";
      case "bridge" -> "--net bridge,br=br0";
      default -> "--net vde,sock=/run/sw.ctl";
    };
  }

  private Failure bad(String what, String remedy) {
    return Failure.usage("--net " + text + ": " + what, meaning, remedy);
  }
}
