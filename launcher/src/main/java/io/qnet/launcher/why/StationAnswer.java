package io.qnet.launcher.why;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.cli.Failure;
import io.qnet.vde.FateWords;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a switch would do with a frame now: {@code MAC[-MAC][@VLAN]}, from the first station to the
 * second, or to the first from anywhere.
 */
final class StationAnswer {
  private static final String MAC = "((?:[0-9a-fA-F]{1,2}[:]){5}[0-9a-fA-F]{1,2})";
  private static final Pattern FORM = Pattern.compile(MAC + "(?:-" + MAC + ")?(?:@(\\d{1,9}))?");
  private static final int LAST_VLAN = 4094;
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
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    int unused = vlan(text, form.group(3)); // before anything is asked for
    ApiClient api = client.call();
    boolean hub = api.get("/switch/stp").path("hub").asBoolean();
    return of(api.get("/switch/ports"), api.get("/switch/hash"), hub, text);
  }

  /** The same, from what a switch, or a {@code hub}, showed. */
  static List<String> of(JsonNode ports, JsonNode stations, boolean hub, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(text);
    }
    int vlan = vlan(text, form.group(3));
    StationAnswer answer = new StationAnswer(ports, stations, vlan);
    MacAddress first = MacAddress.parse(form.group(1));
    if (ports.isEmpty()) {
      answer.lines.add("No switch runs there: a gateway alone has one machine on its link.");
    } else if (hub) {
      answer.repeated();
    } else if (form.group(2) == null) {
      answer.where(first);
    } else {
      answer.path(first, MacAddress.parse(form.group(2)));
    }
    return answer.lines;
  }

  private static int vlan(String text, @Nullable String number) {
    int vlan = number == null ? 0 : Integer.parseInt(number);
    if (vlan > LAST_VLAN) {
      throw Failure.usage(
          "'" + text + "': a VLAN is 0 to " + LAST_VLAN,
          "nothing was looked at",
          "qnet switch vlans lists those of the switch; write MAC-MAC@10");
    }
    return vlan;
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
    JsonNode target = to.isGroup() ? null : where(to);
    lines.add("A frame would be " + fate(in, to, target == null ? 0 : target.path("port").asInt()));
    closed(in);
  }

  /** A hub knows no stations and heeds no VLANs, nor any other rule; who listens hears nothing. */
  private void repeated() {
    List<String> reached = new ArrayList<>();
    for (JsonNode port : ports) {
      if (isUp(port) && !port.path("rules").asText().matches("(.* )?mirror=.*")) {
        reached.add(Integer.toString(port.path("number").asInt()));
      }
    }
    lines.add(
        "This switch is a hub: it learns no stations and heeds no VLANs. A frame that comes in at one"
            + " port leaves by all others that are up"
            + (reached.isEmpty() ? ", and none is." : ": " + String.join(", ", reached) + "."));
  }

  /** In the order in which the switch looks at it, and in the words of its captures. */
  private String fate(int in, MacAddress to, int out) {
    FateWords words = new FateWords(vlan, in);
    if (in != 0 && !carries(in)) {
      return words.dropped(DropReason.NOT_IN_VLAN) + ".";
    }
    if (to.toString().startsWith(RESERVED)) {
      String forBridges =
          to.toString().equals(RESERVED + "0")
              ? words.consumed()
              : words.dropped(DropReason.UNSUPPORTED);
      return forBridges + ": such addresses are between bridges (802.1Q, 8.6.3).";
    }
    if (in != 0 && !isForwarding(port(in))) {
      return words.dropped(DropReason.PORT_BLOCKED) + ".";
    }
    if (out == 0 || (out != in && !(isForwarding(port(out)) && carries(out)))) {
      List<String> reached = others(in);
      return reached.isEmpty()
          ? words.dropped(DropReason.NO_RECEIVER) + "."
          : words.flooded(reached.size(), to.isGroup()) + ": " + String.join(", ", reached) + ".";
    }
    if (out == in) {
      return words.dropped(DropReason.SAME_PORT) + ".";
    }
    return (in != 0 && isIsolated(port(in)) && isIsolated(port(out))
            ? words.dropped(DropReason.ISOLATED)
            : words.forwarded(out, to))
        + ".";
  }

  private List<String> others(int in) {
    boolean apart = in != 0 && isIsolated(port(in));
    List<String> numbers = new ArrayList<>();
    for (JsonNode port : ports) {
      int number = port.path("number").asInt();
      if (number != in && isOpen(port) && carries(number) && !(apart && isIsolated(port))) {
        numbers.add(Integer.toString(number));
      }
    }
    return numbers;
  }

  private JsonNode port(int number) {
    for (JsonNode port : ports) {
      if (port.path("number").asInt() == number) {
        return port;
      }
    }
    return MissingNode.getInstance();
  }

  private static boolean isForwarding(JsonNode port) {
    return port.path("state").asText().equals("forwarding");
  }

  private static boolean isIsolated(JsonNode port) {
    return (" " + port.path("rules").asText() + " ").contains(" isolated ");
  }

  private static boolean isOpen(JsonNode port) {
    return isUp(port) && isForwarding(port);
  }

  private static boolean isUp(JsonNode port) {
    boolean up = false;
    for (JsonNode cable : port.path("cables")) {
      up |= cable.path("up").asBoolean();
    }
    return up;
  }

  private boolean carries(int number) {
    JsonNode port = port(number);
    boolean tagged = false;
    for (JsonNode one : port.path("tagged")) {
      tagged |= one.asInt() == vlan;
    }
    JsonNode untagged = port.path("untagged");
    return tagged || (untagged.isNumber() && untagged.asInt() == vlan);
  }

  private void closed(int in) {
    for (JsonNode port : ports) {
      int number = port.path("number").asInt();
      String state = port.path("state").asText();
      if (!state.equals("forwarding")) {
        lines.add("Port " + number + " is " + state + ": no frame passes there.");
      }
      if (number == in) {
        losses(port);
      }
    }
  }

  /** As qnet switch ports counts them: what came in and went nowhere, and what did not leave. */
  private void losses(JsonNode port) {
    Map<String, Long> counts = new TreeMap<>();
    add(counts, port.path("dropped"));
    port.path("cables").forEach(cable -> add(counts, cable.path("lost")));
    if (!counts.isEmpty()) {
      lines.add(
          "Dropped at port "
              + port.path("number").asInt()
              + " so far: "
              + counts.entrySet().stream()
                  .map(each -> each.getKey() + " " + each.getValue())
                  .collect(Collectors.joining(", "))
              + "; together "
              + counts.values().stream().mapToLong(Long::longValue).sum()
              + ".");
    }
  }

  private static void add(Map<String, Long> counts, JsonNode more) {
    for (Map.Entry<String, JsonNode> each : more.properties()) {
      counts.merge(each.getKey(), each.getValue().asLong(), Long::sum);
    }
  }
}
