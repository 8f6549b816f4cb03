package io.qnet.launcher.why;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.slirp.event.GatewayEvent.Blocked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to be said of what a gateway refused: under which rule, and what would let it pass. */
final class RefusalWords {
  private static final int MOST = 3;

  private static final Map<String, String> RULES =
      Map.of(
          Blocked.RESTRICTED,
              "restrict=on shuts guests in: they reach the gateway's own hosts and doors, and nobody"
                  + " outside. Without restrict=on it would pass.",
          Blocked.OTHER_ROUTER,
              "router= names another machine as the guests' router, and this gateway carries nothing"
                  + " itself. The guest has to send it to that router.",
          Blocked.LOOPBACK,
              "loopback=off keeps guests from this host itself, by whichever of its addresses."
                  + " With loopback=on they reach it.",
          Blocked.OWN_DOOR,
              "Something of qnet's own listens there, an API or a console, which is for no guest;"
                  + " no option changes that.",
          Blocked.HAIRPIN,
              "hairpin=off: a guest does not reach another by the host's side of a mapping. With"
                  + " hairpin=on it would (RFC 4787, REQ-9).",
          Blocked.ICMP_OFF,
              "icmp=off: the gateway's own hosts answer no pings. With icmp=gateway they do.",
          Blocked.NO_ICMP,
              "User mode is TCP and UDP: pings end at the gateway. icmp=proxy carries them, where this"
                  + " host lets it; try TCP instead: curl, nc.");

  private final List<JsonNode> refused;

  /** Of events {@code flow.blocked}, oldest first. */
  RefusalWords(List<JsonNode> refused) {
    this.refused = refused;
  }

  /** The last few kinds, each told once. */
  List<String> lines() {
    Map<String, List<JsonNode>> kinds = new LinkedHashMap<>();
    for (JsonNode event : refused) {
      String kind = event.path("fields").toString();
      List<JsonNode> same = kinds.containsKey(kind) ? kinds.remove(kind) : new ArrayList<>();
      same.add(event);
      kinds.put(kind, same); // the latest last
    }
    List<String> lines = new ArrayList<>();
    kinds.values().stream().skip(Math.max(0, kinds.size() - MOST)).forEach(s -> explain(s, lines));
    return lines;
  }

  private static void explain(List<JsonNode> same, List<String> lines) {
    JsonNode last = same.get(same.size() - 1);
    JsonNode fields = last.path("fields");
    String why = fields.path("why").asText();
    lines.add(
        "%s from %s to %s was refused %s, last at %s, and the guest was told by ICMP: prohibited."
            .formatted(
                fields.path("protocol").asText(),
                fields.path("guest").asText(),
                fields.path("destination").asText(),
                same.size() == 1 ? "once" : same.size() + " times",
                last.path("time").asText()));
    lines.add(rule(why));
  }

  /** What the rule means; in the gateway's own word if nothing else is known of it. */
  static String rule(String why) {
    return RULES.getOrDefault(why, "The rule is: " + why + ".");
  }
}
