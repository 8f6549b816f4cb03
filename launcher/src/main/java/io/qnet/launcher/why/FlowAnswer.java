package io.qnet.launcher.why;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.api.ApiClient;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** What a gateway does with the flows that are meant, and what it said of them. */
final class FlowAnswer {
  private static final int MOST_FLOWS = 10;
  private static final int MOST_EVENTS = 10;
  private static final int MOST_PAST = 3;

  private final ApiClient client;
  private final FlowQuestion question;
  private final History history;
  private final DoorWords doors;
  private final List<String> lines = new ArrayList<>();

  private FlowAnswer(ApiClient client, FlowQuestion question) {
    this.client = client;
    this.question = question;
    this.history = History.of(client);
    this.doors = DoorWords.of(client);
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
    List<String> door = doors.at(question);
    lines.addAll(door);
    List<String> refused = new RefusalWords(history.blocked(question)).lines();
    lines.addAll(refused);
    if (found.isEmpty()) {
      explainPast(!door.isEmpty() || !refused.isEmpty());
    }
  }

  /** There is no such flow any more, or there never was. */
  private void explainPast(boolean explained) {
    List<History.Past> past = history.past(question);
    if (past.size() > MOST_PAST) {
      lines.add((past.size() - MOST_PAST) + " more flows were like these, and ended before.");
    }
    past.subList(Math.max(0, past.size() - MOST_PAST), past.size()).forEach(this::explain);
    if (past.isEmpty() && !explained) {
      lines.add("There is no such flow now: " + question + ".");
      Deque<String> said = said(question.id() >= 0 ? "flow " + question.id() : "" + question.one());
      said.forEach(event -> lines.add("  " + event));
      lines.add(
          said.isEmpty()
              ? "Nothing was said of it either: no packet of it came, or it was none for the"
                  + " gateway. See what comes: qnet events --follow; qnet user --capture FILE"
              : "Above is what was said of it last.");
    }
  }

  private void explain(History.Past past) {
    JsonNode row = past.row();
    JsonNode fields = past.end().path("fields");
    String flow = "flow " + row.path("id").asLong();
    String inside = end(row.path("inside"));
    String remote = end(row.path("remote"));
    lines.add(
        "%s: %s %s <-> %s, over: %s; %d octets out, %d in."
            .formatted(
                flow,
                row.path("protocol").asText(),
                inside,
                remote,
                fields.path("why").asText(),
                fields.path("octetsFromGuest").asLong(),
                fields.path("octetsToGuest").asLong()));
    lines.add(
        past.called()
            ? doors.through(row.path("inside"), inside, remote)
            : "It went out from a socket of this host: the far end never saw "
                + inside
                + " (NAPT, RFC 3022, 2.2).");
    said(flow).forEach(event -> lines.add("  " + event));
  }

  private Deque<String> said(String of) {
    return history.last(MOST_EVENTS, sentence -> names(sentence, of));
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
    Deque<String> said = said(flow);
    lines.add(
        History.isCalled(said)
            ? doors.through(row.path("inside"), inside, remote)
            : outward(row, inside));
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
