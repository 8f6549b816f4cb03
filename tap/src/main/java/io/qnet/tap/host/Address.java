package io.qnet.tap.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import io.qnet.wire.address.Ipv6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An address of an interface, as {@code ip -j address show} has it, and the words with which
 * ip-address(8) makes it again.
 *
 * @param json the address
 */
public record Address(JsonNode json) {
  private static final long FOR_EVER = 0xffff_ffffL;
  private static final long KERNELS_METRIC = 256;

  /** What the words say, and what comes by itself. */
  private static final Set<String> FIELDS =
      Set.of(
          "family",
          "local",
          "prefixlen",
          "broadcast",
          "scope",
          "label",
          "metric",
          "noprefixroute",
          "secondary",
          "dynamic",
          "deprecated",
          "tentative",
          "temporary",
          "nodad",
          "mngtmpaddr",
          "autojoin",
          "stable-privacy",
          "protocol",
          "valid_life_time",
          "preferred_life_time");

  /** The address alone. */
  public String local() {
    return text("local");
  }

  /** With the length of its prefix. */
  public String prefixed() {
    return local() + "/" + length();
  }

  private int length() {
    return json.path("prefixlen").asInt();
  }

  /** Whether it is an IPv6 address. */
  public boolean isSix() {
    return text("family").equals("inet6");
  }

  /** Whether the kernel makes one for every interface, as IPv6 has it. */
  public boolean isEverywhere() {
    return isSix() && text("scope").equals("link");
  }

  /** Whether the kernel made it, by a router's advertisements (RFC 4862). */
  public boolean isLearned() {
    return text("protocol").startsWith("kernel")
        || json.has("stable-privacy")
        || json.has("mngtmpaddr")
        || isTemporary();
  }

  /** Whether the kernel made it up for a while (RFC 8981). */
  public boolean isTemporary() {
    return json.has("temporary");
  }

  /** Whether the kernel skips the test for duplicates. */
  boolean isWithoutTest() {
    return json.has("nodad");
  }

  /** An attribute that there are no words for here; null if there is none. */
  public @Nullable String oddity() {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        return field.getKey();
      }
    }
    return null;
  }

  /** Whether {@code route}, to its network, comes and goes with it. */
  public boolean brings(Route route) {
    JsonNode known = route.json();
    boolean metric =
        isSix()
            ? known.path("metric").asLong() == json.path("metric").asLong(KERNELS_METRIC)
            : known.path("metric").asText().equals(text("metric"))
                && known.path("prefsrc").asText().equals(local());
    return route.isOf("kernel")
        && route.family().equals(isSix() ? "-6" : "-4")
        && !json.has("noprefixroute")
        && metric
        && route.destination().equals(network());
  }

  private String network() {
    if (IpAddress.parse(local()) instanceof Ipv4Address four) {
      return length() == 32 ? local() : new Ipv4Subnet(four, length()).toString();
    }
    String network = Ipv6Address.parse(local()).masked(length()).toString();
    return length() == 128 ? network : network + "/" + length();
  }

  /**
   * The address and its attributes, for {@code ip address add}.
   *
   * @param label whether with the label, which has the interface's name in it
   */
  public List<String> words(boolean label) {
    List<String> words = new ArrayList<>(List.of(prefixed()));
    copy("broadcast", words);
    copy("scope", words);
    copy("metric", words);
    if (label) {
      copy("label", words);
    }
    for (String flag : List.of("noprefixroute", "mngtmpaddr", "autojoin")) {
      if (json.has(flag)) {
        words.add(flag);
      }
    }
    if (json.has("protocol") && !isLearned()) {
      words.addAll(List.of("proto", text("protocol")));
    }
    lifetime("valid_life_time", "valid_lft", words);
    lifetime("preferred_life_time", "preferred_lft", words);
    return words;
  }

  /** The kernel says "for ever" with all bits set. */
  private void lifetime(String field, String word, List<String> words) {
    long seconds = json.path(field).asLong(FOR_EVER);
    if (seconds != FOR_EVER) {
      words.addAll(List.of(word, Long.toString(seconds)));
    }
  }

  private void copy(String field, List<String> words) {
    if (json.has(field)) {
      words.addAll(List.of(field, text(field)));
    }
  }

  private String text(String field) {
    return json.path(field).asText();
  }
}
