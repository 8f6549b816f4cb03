package io.qnet.tap.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What becomes of a packet that no rule of a chain knows: by the chain's policy, or by a rule
 * without a condition, as many an iptables ends with.
 */
final class Verdicts {
  private static final Set<String> NO_CONDITION = Set.of("counter", "log");

  private final List<JsonNode> ruleset;

  /** Of a ruleset as {@code nft -j list ruleset} has it. */
  Verdicts(List<JsonNode> ruleset) {
    this.ruleset = ruleset;
  }

  /** Whether {@code chain} drops or rejects it. */
  boolean ends(JsonNode chain) {
    return ends(chain, chain.path("name").asText(), new HashSet<>())
        || chain.path("policy").asText().equals("drop");
  }

  private boolean ends(JsonNode base, String chain, Set<String> seen) {
    if (!seen.add(chain)) {
      return false;
    }
    for (JsonNode object : ruleset) {
      JsonNode rule = object.path("rule");
      if (rule.path("chain").asText().equals(chain)
          && rule.path("table").asText().equals(base.path("table").asText())
          && rule.path("family").asText().equals(base.path("family").asText())) {
        JsonNode last = unconditional(rule);
        if (last.has("accept")) {
          return false;
        }
        String next = last.path(last.has("jump") ? "jump" : "goto").path("target").asText();
        if (isRefusal(last) || (!next.isEmpty() && ends(base, next, seen))) {
          return true;
        }
      }
    }
    return false;
  }

  /** What a rule does to all packets; a missing node if it has a condition. */
  private static JsonNode unconditional(JsonNode rule) {
    List<JsonNode> left = new ArrayList<>();
    for (JsonNode part : rule.path("expr")) {
      if (NO_CONDITION.stream().noneMatch(part::has)) {
        left.add(part);
      }
    }
    return left.size() == 1 ? left.get(0) : rule.path("none");
  }

  /** nft's own words, or a target of iptables' that nft has no words for. */
  private static boolean isRefusal(JsonNode verdict) {
    String target = verdict.path("xt").path("name").asText();
    return verdict.has("drop")
        || verdict.has("reject")
        || target.equals("DROP")
        || target.equals("REJECT");
  }
}
