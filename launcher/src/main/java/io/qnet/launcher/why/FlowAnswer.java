package io.qnet.launcher.why;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.api.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a gateway does with the flows that are meant, and what it said of them. */
final class FlowAnswer {
  private static final int MOST_FLOWS = 10;
  private static final int MOST_EVENTS = 10;
  private static final String CALLED = "called from outside";

  private final ApiClient client;
  private final FlowQuestion question;
  private final List<String> lines = new ArrayList<>();

  private FlowAnswer(ApiClient client, FlowQuestion question) {
    this.client = client;
    this.question = question;
  }

  static List<String> of(ApiClient client, FlowQuestion question) {
    FlowAnswer answer = new FlowAnswer(client, question);
    answer.find();
    return answer.lines;
  }

  private void find() {
    List<JsonNode> found = new ArrayList<>();
    client.get("/nat").forEach(row -> add(found, row));
    for (JsonNode row : found.subList(0, Math.min(found.size(), MOST_FLOWS))) {
      explain(row);
    }
    if (found.size() > MOST_FLOWS) {
      lines.add((found.size() - MOST_FLOWS) + " more flows are like that: qnet nat");
    }
    if (found.isEmpty()) {
      lines.add("There is no such flow now: " + question + ".");
      String of = question.id() >= 0 ? "flow " + question.id() : question.one().toString();
      boolean said = history(event -> names(event, of));
      lines.add(
          said
              ? "Above is what was said of it last."
              : "Nothing was said of it either: no packet of it came, or it was none for the"
                  + " gateway. See what comes: qnet events --follow; qnet user --capture FILE");
    }
  }

  private void add(List<JsonNode> found, JsonNode row) {
    if (question.isAbout(row)) {
      found.add(row);
    }
  }

  private void explain(JsonNode row) {
    String flow = "flow " + row.path("id").asLong();
    String inside = end(row.path("inside"));
    String remote = row.path("remote").isObject() ? end(row.path("remote")) : "several peers";
    lines.add(
        "%s: %s %s <-> %s, %s; %d octets out, %d in."
            .formatted(
                flow,
                row.path("protocol").asText(),
                inside,
                remote,
                row.path("state").asText(),
                row.path("octetsOut").asLong(),
                row.path("octetsIn").asLong()));
    Deque<String> said = events(event -> names(event, flow));
    boolean called = said.stream().anyMatch(event -> event.contains(CALLED));
    lines.add(called ? throughDoor(row, inside, remote) : outward(row, inside));
    if (row.path("secondsLeft").isNumber()) {
      lines.add(
          "It is forgotten when nothing passes for "
              + row.path("secondsLeft").asLong()
              + " seconds more; a packet from outside finds nobody then.");
    }
    said.forEach(event -> lines.add("  " + event));
  }

  private static String outward(JsonNode row, String inside) {
    return row.path("outside").isObject()
        ? "The far end sees "
            + end(row.path("outside"))
            + ", a socket of this host, and never "
            + inside
            + ": the gateway opened it for the guest (NAPT, RFC 3022, 2.2)."
        : "No socket of this host stands for it: the gateway answers itself, or is still calling.";
  }

  private String throughDoor(JsonNode row, String inside, String remote) {
    String calls =
        "It came in through a door, so the guest sees "
            + remote
            + ", the gateway, and not who called";
    for (JsonNode door : client.getIfThere("/redirects")) {
      if (isDoor(door, row.path("inside"))) {
        String rule = door.path("rule").asText();
        return door.path("proxyProtocol").asText("none").equals("none")
            ? calls
                + ": the door is "
                + rule
                + ". A server that understands the PROXY protocol is told who called by: qnet"
                + " redirect add "
                + rule
                + ",proxy-protocol=v2"
            : calls + "; the first octets of the connection say who it was: " + rule;
      }
    }
    return calls + "; the door to " + inside + " is gone by now.";
  }

  private static boolean isDoor(JsonNode door, JsonNode inside) {
    String guest = door.path("guest").asText();
    return door.path("guestPort").asInt() == inside.path("port").asInt()
        && (guest.isEmpty() || guest.equals(inside.path("address").asText()));
  }

  private boolean history(Predicate<String> about) {
    Deque<String> said = events(about);
    said.forEach(event -> lines.add("  " + event));
    return !said.isEmpty();
  }

  /** The last sentences that are {@code about} it, oldest first. */
  private Deque<String> events(Predicate<String> about) {
    Deque<String> said = new ArrayDeque<>();
    ObjectMapper json = new ObjectMapper();
    client.events(
        false,
        line -> {
          JsonNode event = read(json, line);
          String sentence = event.path("sentence").asText();
          if (about.test(sentence)) {
            said.add(event.path("time").asText() + " " + sentence);
            if (said.size() > MOST_EVENTS) {
              said.remove();
            }
          }
          return true;
        });
    return said;
  }

  private static JsonNode read(ObjectMapper json, String line) {
    try {
      return json.readTree(line);
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  /** Whether {@code sentence} has {@code name}, and not as a part of a longer one. */
  private static boolean names(String sentence, String name) {
    return Pattern.compile("(?<![0-9A-Za-z.:])" + Pattern.quote(name) + "(?![0-9A-Za-z])")
        .matcher(sentence)
        .find();
  }

  private static String end(JsonNode end) {
    return new FlowQuestion.End(end.path("address").asText(), end.path("port").asInt()).toString();
  }
}
