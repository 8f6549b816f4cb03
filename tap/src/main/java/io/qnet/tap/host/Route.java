package io.qnet.tap.host;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route, as {@code ip -j route show} has it, and the words with which ip-route(8) makes it again.
 *
 * @param family {@code -4} or {@code -6}
 * @param json the route; what has its default is left out there
 */
public record Route(String family, JsonNode json) {
  private static final Set<String> FIELDS =
      Set.of(
          "type",
          "dst",
          "gateway",
          "via",
          "dev",
          "table",
          "protocol",
          "scope",
          "prefsrc",
          "tos",
          "metric",
          "flags",
          "metrics",
          "pref",
          "expires",
          "nexthops");
  private static final Set<String> HOP = Set.of("gateway", "via", "dev", "weight", "flags");
  private static final Set<String> FLAGS =
      Set.of("onlink", "dead", "linkdown", "offload", "rt_offload", "trap", "rt_trap");

  /** In octets, segments or yes and no; those in milliseconds ask for their unit. */
  private static final Map<String, String> METRICS =
      Map.ofEntries(
          Map.entry("mtu", ""),
          Map.entry("advmss", ""),
          Map.entry("window", ""),
          Map.entry("ssthresh", ""),
          Map.entry("cwnd", ""),
          Map.entry("reordering", ""),
          Map.entry("hoplimit", ""),
          Map.entry("initcwnd", ""),
          Map.entry("initrwnd", ""),
          Map.entry("quickack", ""),
          Map.entry("fastopen_no_cookie", ""),
          Map.entry("rtt", "ms"),
          Map.entry("rttvar", "ms"),
          Map.entry("rto_min", "ms"));

  /** Where it leads, as in 10.0.0.0/8; or {@code default}. */
  public String destination() {
    return text("dst");
  }

  /** The kernel's own bookkeeping: local and broadcast addresses, link-local networks. */
  @JsonIgnore
  public boolean isKernels() {
    return isOf("kernel") && (text("table").equals("local") || destination().startsWith("fe80:"));
  }

  /** Whether {@code protocol} made it: {@code kernel}, {@code ra}. */
  public boolean isOf(String protocol) {
    return text("protocol").equals(protocol);
  }

  /** The interfaces that it leads through. */
  public List<String> devices() {
    List<String> devices = new ArrayList<>();
    if (json.has("dev")) {
      devices.add(text("dev"));
    }
    json.path("nexthops").forEach(hop -> devices.add(hop.path("dev").asText()));
    return devices;
  }

  /** Whether it takes most or all of what no other route takes, as a VPN's two halves do. */
  @JsonIgnore
  public boolean isDefault() {
    return Set.of("default", "0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1", "2000::/3")
        .contains(destination());
  }

  /** Whether it needs no other route, as those do that lead to somebody on the same wire. */
  @JsonIgnore
  public boolean isDirect() {
    return !json.has("gateway") && !json.has("via") && !json.has("nexthops");
  }

  /** Whether both compete for one place in the table. */
  public boolean isRival(Route other) {
    return family.equals(other.family)
        && List.of("dst", "table", "tos", "metric").stream()
            .allMatch(field -> text(field).equals(other.text(field)));
  }

  /** Whether {@code other} leads to the same through the same interfaces. */
  public boolean isSame(Route other) {
    return isRival(other) && devices().equals(other.devices());
  }

  /** An attribute that there are no words for here; null if there is none. */
  public @Nullable String oddity() {
    String odd = stranger(json, FIELDS);
    for (JsonNode hop : json.path("nexthops")) {
      odd = odd == null ? stranger(hop, HOP) : odd;
    }
    for (JsonNode metrics : json.path("metrics")) {
      odd = odd == null ? stranger(metrics, METRICS.keySet()) : odd;
    }
    return odd;
  }

  private static @Nullable String stranger(JsonNode from, Collection<String> known) {
    for (Map.Entry<String, JsonNode> field : from.properties()) {
      if (!known.contains(field.getKey())) {
        return field.getKey();
      }
      if (field.getKey().equals("flags")) {
        for (JsonNode flag : field.getValue()) {
          if (!FLAGS.contains(flag.asText())) {
            return flag.asText();
          }
        }
      }
    }
    return null;
  }

  /** The same through {@code bridge} instead of {@code ports}. */
  public Route through(String bridge, Collection<String> ports) {
    ObjectNode moved = json.deepCopy();
    rename(moved, bridge, ports);
    moved.path("nexthops").forEach(hop -> rename((ObjectNode) hop, bridge, ports));
    return new Route(family, moved);
  }

  private static void rename(ObjectNode hop, String bridge, Collection<String> ports) {
    if (ports.contains(hop.path("dev").asText())) {
      hop.put("dev", bridge);
    }
  }

  /** The command that makes it. */
  public Command add() {
    List<String> words = command("add");
    identity(words);
    for (JsonNode metrics : json.path("metrics")) {
      for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
        words.add(metric.getKey());
        words.add(metric.getValue().asText() + METRICS.getOrDefault(metric.getKey(), ""));
      }
    }
    if (!text("pref").equals("medium")) {
      copy(json, "pref", "pref", words);
    }
    copy(json, "expires", "expires", words);
    for (JsonNode hop : json.path("nexthops")) {
      words.add("nexthop");
      hop(hop, words);
      copy(hop, "weight", "weight", words);
      onlink(hop, words);
    }
    return new Command.Run(words, null);
  }

  /** The command that takes it away. */
  public Command delete() {
    List<String> words = command("delete");
    identity(words);
    return new Command.Run(words, null);
  }

  private List<String> command(String verb) {
    return new ArrayList<>(
        family.equals("-6") ? List.of("ip", "-6", "route", verb) : List.of("ip", "route", verb));
  }

  private void identity(List<String> words) {
    copy(json, "type", "", words);
    copy(json, "dst", "", words);
    hop(json, words);
    copy(json, "table", "table", words);
    copy(json, "protocol", "protocol", words);
    copy(json, "scope", "scope", words);
    if (!json.has("scope") && isDirect() && family.equals("-4") && !json.has("type")) {
      words.addAll(List.of("scope", "global")); // which is not what ip(8) would take
    }
    copy(json, "prefsrc", "src", words);
    copy(json, "tos", "tos", words);
    copy(json, "metric", "metric", words);
    onlink(json, words);
  }

  private static void hop(JsonNode hop, List<String> words) {
    copy(hop, "gateway", "via", words);
    if (hop.has("via")) {
      words.add("via");
      copy(hop.path("via"), "family", "", words);
      copy(hop.path("via"), "host", "", words);
    }
    copy(hop, "dev", "dev", words);
  }

  private static void onlink(JsonNode hop, List<String> words) {
    for (JsonNode flag : hop.path("flags")) {
      if (flag.asText().equals("onlink")) {
        words.add("onlink");
      }
    }
  }

  private String text(String field) {
    return json.path(field).asText();
  }

  private static void copy(JsonNode from, String field, String word, List<String> words) {
    if (from.has(field)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
      words.add(from.path(field).asText());
    }
  }
}
