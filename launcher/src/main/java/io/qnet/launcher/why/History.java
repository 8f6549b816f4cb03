package io.qnet.launcher.why;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qnet.launcher.api.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What was told of a running thing's flows, as far as it is kept: docs/events.md. */
final class History {
  private static final String CALLED = "called from outside";

  private final List<JsonNode> events;

  /** Of events as the API has them. */
  History(List<JsonNode> events) {
    this.events = events;
  }

  /** All that is kept now. */
  static History of(ApiClient client) {
    List<JsonNode> events = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    client.events(false, line -> events.add(read(json, line)));
    return new History(events);
  }

  private static JsonNode read(ObjectMapper json, String line) {
    try {
      return json.readTree(line);
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  /** The last sentences that are {@code about} something, oldest first; {@code most} at most. */
  Deque<String> last(int most, Predicate<String> about) {
    Deque<String> said = new ArrayDeque<>();
    for (JsonNode event : events) {
      String sentence = event.path("sentence").asText();
      if (about.test(sentence)) {
        said.add(event.path("time").asText() + " " + sentence);
        if (said.size() > most) {
          said.remove();
        }
      }
    }
    return said;
  }

  /** Whether these sentences say that the flow came in through a door. */
  static boolean isCalled(Iterable<String> sentences) {
    for (String sentence : sentences) {
      if (sentence.endsWith(CALLED)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A flow that ended.
   *
   * @param row its ends, as in a mapping of the API
   * @param called whether it came in through a door
   * @param end the event of its end
   */
  record Past(JsonNode row, boolean called, JsonNode end) {}

  /** The flows that are meant, and ended; oldest first. */
  List<Past> past(FlowQuestion question) {
    Map<Long, JsonNode> opened = new LinkedHashMap<>();
    List<Past> past = new ArrayList<>();
    for (JsonNode event : events) {
      long id = event.path("fields").path("flow").asLong();
      String type = event.path("type").asText();
      if (type.equals("flow.opened") && question.isAbout(row(event))) {
        opened.put(id, event);
      } else if (type.equals("flow.closed")) {
        @Nullable JsonNode begin = opened.remove(id);
        if (begin != null) {
          boolean called = begin.path("sentence").asText().endsWith(CALLED);
          past.add(new Past(row(begin), called, event));
        }
      }
    }
    return past;
  }

  /** What was refused of a flow that is meant, oldest first. */
  List<JsonNode> blocked(FlowQuestion question) {
    return events.stream()
        .filter(event -> event.path("type").asText().equals("flow.blocked"))
        .filter(event -> question.isAboutRefused(event.path("fields")))
        .toList();
  }

  private static JsonNode row(JsonNode opened) {
    JsonNode fields = opened.path("fields");
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("id", fields.path("flow").asLong());
    row.put("protocol", fields.path("protocol").asText());
    end(row.putObject("inside"), fields, "guest");
    end(row.putObject("remote"), fields, "remote");
    return row;
  }

  private static void end(ObjectNode end, JsonNode fields, String which) {
    end.put("address", fields.path(which).asText());
    end.put("port", fields.path(which + "Port").asInt());
  }
}
