package io.qnet.launcher.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.api.UsernetTable;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.user.EmptyHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers lines of QEMU's monitor with what an API says. One for each who types. */
public final class GatewayMonitor {
  private static final String ADD = "hostfwd_add";
  private static final String REMOVE = "hostfwd_remove";
  private static final String NOT_OPENED = "no door was opened";
  private static final String NOT_SHUT = "no door was shut";

  private final ApiClient client;
  private final Consumer<String> notes;
  private boolean noted;

  /**
   * A monitor.
   *
   * @param notes told a sentence that is no answer, once
   */
  public GatewayMonitor(ApiClient client, Consumer<String> notes) {
    this.client = client;
    this.notes = notes;
  }

  /** Whether a line concerns a gateway: QEMU answers it only about its own. */
  public static boolean isAboutGateways(String line) {
    List<String> words = words(line);
    String first = words.isEmpty() ? "" : words.get(0);
    return first.equals(ADD)
        || first.equals(REMOVE)
        || (first.equals("info")
            && words.size() == 2
            && MonitorHelp.SUBJECTS.contains(words.get(1)));
  }

  /** Whether a line says that whoever typed it leaves. */
  public static boolean isFarewell(String line) {
    return List.of("quit", "q").contains(line.strip());
  }

  /** Whether a network of this name, or any if the line names none, is behind the API. */
  public boolean has(String line) {
    List<String> words = words(line);
    boolean named = words.size() == 3 && words.get(0).startsWith("hostfwd_");
    List<String> names = new ArrayList<>();
    networks().forEach(network -> names.addAll(names(network)));
    return named ? names.contains(words.get(1)) : !names.isEmpty();
  }

  /**
   * What a line is answered.
   *
   * @return text that ends with a line feed, or none at all
   * @throws Failure if it cannot be done, first in QEMU's words
   */
  public String answer(String line) {
    List<String> words = words(line);
    if (words.isEmpty()) {
      return "";
    }
    String second = words.size() > 1 ? words.get(1) : "";
    return switch (words.get(0)) {
      case ADD -> add(words);
      case REMOVE -> remove(words);
      case "info" -> info(second);
      case "help", "?" -> MonitorHelp.about(second);
      case "quit", "q" -> "";
      default -> throw unknown(words.get(0), words.get(0), MonitorHelp.WORDS);
    };
  }

  private static List<String> words(String line) {
    return line.isBlank() ? List.of() : List.of(line.strip().split("\\s+", -1));
  }

  private static Failure unknown(String what, String word, List<String> valid) {
    return Failure.failed(
        "unknown command: '" + what + "'", "nothing was done", Nearest.hint(word, valid));
  }

  private String info(String subject) {
    return switch (subject) {
      case "" -> MonitorHelp.about("info");
      case "usernet" -> usernet();
      case "network" -> network();
      default -> throw unknown("info " + subject, subject, MonitorHelp.SUBJECTS);
    };
  }

  private String usernet() {
    StringBuilder text = new StringBuilder();
    for (JsonNode network : networks()) {
      String id = network.path("id").asText();
      String query = "?network=" + ApiClient.quoted(id);
      text.append(
          UsernetTable.of(
              id,
              network.path("hub").asInt(),
              client.get("/nat" + query),
              client.get("/redirects" + query)));
    }
    return text.toString();
  }

  private String network() {
    StringBuilder text = new StringBuilder();
    for (JsonNode network : networks()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s%n \\ %s: index=0,type=user,net=%s,restrict=%s%n",
              network.path("port").asText(),
              network.path("id").asText(),
              network.path("net").asText(),
              network.path("restricted").asBoolean() ? "on" : "off"));
    }
    return text.toString();
  }

  private String add(List<String> words) {
    String rule = rule(words, NOT_OPENED);
    String path = "/redirects" + (words.size() == 3 ? "?" + network(words, NOT_OPENED) : "");
    try {
      JsonNode unused = client.post(path, "rules", List.of(rule));
    } catch (Failure refused) {
      throw notAdded(rule, refused);
    }
    if (!noted) {
      Optional<String> notice = EmptyHost.notice(List.of(rule));
      noted = notice.isPresent();
      notice.ifPresent(notes);
    }
    return "";
  }

  private static Failure notAdded(String rule, Failure refused) {
    if (refused.getCause() != null) {
      return refused; // nobody answered
    }
    String why = String.valueOf(refused.getMessage());
    if (refused.exitCode() != Failure.USAGE) {
      String what = "Could not set up host forwarding rule '" + rule + "'";
      return Failure.failed(what, why, refused.remedy());
    }
    String fault = RuleFault.of(rule);
    String what = "Invalid host forwarding rule '" + rule + "' (";
    return Failure.failed(
        what + (fault == null ? why : fault) + ")",
        (fault == null ? "" : why + ": ") + NOT_OPENED,
        "type: help " + ADD);
  }

  private String remove(List<String> words) {
    String rule = rule(words, NOT_SHUT);
    String one = words.size() == 3 ? "&" + network(words, NOT_SHUT) : "";
    try {
      JsonNode unused = client.delete("/redirects?rule=" + ApiClient.quoted(rule) + one);
    } catch (Failure refused) {
      if (refused.getCause() != null) {
        throw refused; // nobody answered
      }
      String why = String.valueOf(refused.getMessage());
      throw refused.exitCode() == Failure.USAGE
          ? Failure.failed("invalid format", why + ": " + NOT_SHUT, "type: help " + REMOVE)
          : Failure.failed(
              "host forwarding rule for " + rule + " not found",
              why + ": " + NOT_SHUT,
              "info usernet shows those that are there");
    }
    return "host forwarding rule for " + rule + " removed\n";
  }

  /** The last of one or two arguments. */
  private static String rule(List<String> words, String meaning) {
    String verb = words.get(0);
    String remedy = "Try \"help " + verb + "\" for more information";
    if (words.size() == 1) {
      throw Failure.failed(verb + ": string expected", meaning, remedy);
    }
    if (words.size() > 3) {
      throw Failure.failed(verb + ": extraneous characters at the end of line", meaning, remedy);
    }
    return words.get(words.size() - 1);
  }

  /** The part of a query that names the network, the first of two arguments. */
  private String network(List<String> words, String meaning) {
    String name = words.get(1);
    List<String> ids = new ArrayList<>();
    for (JsonNode network : networks()) {
      if (names(network).contains(name)) {
        return "network=" + ApiClient.quoted(network.path("id").asText());
      }
      ids.add(network.path("id").asText());
    }
    throw Failure.failed(
        "unrecognized netdev id '" + name + "'",
        meaning,
        ids.isEmpty() ? "no network here is ours" : "valid here: " + String.join(", ", ids));
  }

  private JsonNode networks() {
    return client.get("/networks");
  }

  private static List<String> names(JsonNode network) {
    List<String> names = new ArrayList<>(List.of(network.path("id").asText()));
    network.path("aliases").forEach(alias -> names.add(alias.asText()));
    return names;
  }

  /** Words that could follow {@code before}, the whole words in front of the cursor. */
  public List<String> completions(List<String> before) {
    if (before.isEmpty()) {
      return MonitorHelp.WORDS;
    }
    return switch (before.get(0)) {
      case "info" -> before.size() == 1 ? MonitorHelp.SUBJECTS : List.of();
      case "help", "?" -> before.size() == 1 ? MonitorHelp.WORDS : List.of();
      case ADD -> before.size() == 1 ? with(ids(), List.of("tcp::", "udp::")) : List.of();
      case REMOVE ->
          switch (before.size()) {
            case 1 -> with(ids(), doors(""));
            case 2 -> doors("?network=" + ApiClient.quoted(before.get(1)));
            default -> List.of();
          };
      default -> List.of();
    };
  }

  private static List<String> with(List<String> first, List<String> more) {
    List<String> both = new ArrayList<>(first);
    both.addAll(more);
    return both;
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>();
    networks().forEach(network -> ids.add(network.path("id").asText()));
    return ids;
  }

  /** The host halves of the rules that stand. */
  private List<String> doors(String query) {
    List<String> doors = new ArrayList<>();
    for (JsonNode door : client.get("/redirects" + query)) {
      String host = door.path("host").asText();
      boolean unix = door.path("protocol").asText().equals("unix");
      String at = unix || !host.contains(":") ? host : "[" + host + "]";
      String port = unix ? "" : ":" + door.path("hostPort").asInt();
      doors.add(door.path("protocol").asText() + ":" + at + port);
    }
    return doors;
  }
}
