package io.qnet.launcher.why;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.api.ApiClient;
import io.qnet.wire.address.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a switch would do with a frame now: {@code MAC[-MAC][@VLAN]}, from the first station to the
 * second, or to the first from anywhere.
 */
final class StationAnswer {
  private static final String MAC = "((?:[0-9a-fA-F]{1,2}[:]){5}[0-9a-fA-F]{1,2})";
  private static final Pattern FORM = Pattern.compile(MAC + "(?:-" + MAC + ")?(?:@(\\d{1,4}))?");
  private static final String RESERVED = "01:80:c2:00:00:0";

  private final JsonNode ports;
  private final JsonNode stations;
  private final int vlan;
  private final List<String> lines = new ArrayList<>();

  private StationAnswer(JsonNode ports, JsonNode stations, int vlan) {
    this.ports = ports;
    this.stations = stations;
    this.vlan = vlan;
  }

  /** The answer; null if {@code text} names no stations. */
  static @Nullable List<String> of(Callable<ApiClient> client, String text) throws Exception {
    if (!FORM.matcher(text).matches()) {
      return null;
    }
    ApiClient api = client.call();
    return of(api.get("/switch/ports"), api.get("/switch/hash"), text);
  }

  /** The same, from what a switch showed. */
  static List<String> of(JsonNode ports, JsonNode stations, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(text);
    }
    int vlan = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
    StationAnswer answer = new StationAnswer(ports, stations, vlan);
    MacAddress first = MacAddress.parse(form.group(1));
    if (ports.isEmpty()) {
      answer.lines.add("No switch runs there: a gateway alone has one machine on its link.");
    } else if (form.group(2) == null) {
      answer.where(first);
    } else {
      answer.path(first, MacAddress.parse(form.group(2)));
    }
    return answer.lines;
  }

  /** Where {@code mac} was heard; null if it was not. */
  private @Nullable JsonNode where(MacAddress mac) {
    for (JsonNode station : stations) {
      if (station.path("mac").asText().equals(mac.toString())
          && station.path("vlan").asInt() == vlan) {
        lines.add(
            "%s is at port %d%s: %s, silent for %d s."
                .formatted(
                    mac,
                    station.path("port").asInt(),
                    inVlan(),
                    station.path("kind").asText(),
                    station.path("silence").asLong()));
        return station;
      }
    }
    lines.add(
        mac + " was not heard" + inVlan() + " lately, or was forgotten (300 s, qnet switch hash).");
    return null;
  }

  private String inVlan() {
    return vlan == 0 ? "" : " in VLAN " + vlan;
  }

  private void path(MacAddress from, MacAddress to) {
    JsonNode source = where(from);
    int in = source == null ? 0 : source.path("port").asInt();
    if (to.toString().startsWith(RESERVED)) {
      lines.add(
          "A frame to " + to + " is consumed: such addresses are between bridges (802.1Q, 8.6.3).");
    } else if (to.isGroup()) {
      lines.add(to + " is a group: the frame is flooded to " + others(in) + ".");
    } else {
      JsonNode target = where(to);
      lines.add(target == null ? flooded(to, in) : forwarded(in, target.path("port").asInt()));
    }
    closed(in);
  }

  private String flooded(MacAddress to, int in) {
    return "So the frame is flooded to " + others(in) + ", until " + to + " says something.";
  }

  private String forwarded(int in, int out) {
    return in == out
        ? "Both are at port " + in + ": the switch keeps the frame to itself."
        : "So the frame is forwarded to port "
            + out
            + (carries(out)
                ? " alone."
                : ", which does" + " not carry" + inVlan() + ": it is dropped.");
  }

  private String others(int in) {
    List<String> numbers = new ArrayList<>();
    for (JsonNode port : ports) {
      int number = port.path("number").asInt();
      if (number != in && isOpen(port) && carries(number)) {
        numbers.add(Integer.toString(number));
      }
    }
    return numbers.isEmpty() ? "nobody" : "ports " + String.join(", ", numbers);
  }

  private static boolean isOpen(JsonNode port) {
    return port.path("state").asText().equals("forwarding") && !port.path("cables").isEmpty();
  }

  private boolean carries(int number) {
    for (JsonNode port : ports) {
      if (port.path("number").asInt() == number) {
        boolean tagged = false;
        for (JsonNode one : port.path("tagged")) {
          tagged |= one.asInt() == vlan;
        }
        JsonNode untagged = port.path("untagged");
        return tagged || (untagged.isNumber() && untagged.asInt() == vlan);
      }
    }
    return false;
  }

  private void closed(int in) {
    for (JsonNode port : ports) {
      int number = port.path("number").asInt();
      String state = port.path("state").asText();
      if (!state.equals("forwarding")) {
        lines.add("Port " + number + " is " + state + ": no frame passes there.");
      }
      if (number == in && port.path("dropped").size() > 0) {
        lines.add("Dropped at port " + in + " so far: " + port.path("dropped") + ".");
      }
    }
  }
}
