package io.qnet.tap.host;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One interface, as {@code ip -j -d link} has it.
 *
 * @param name its name
 * @param kind {@code bridge}, {@code tun}, {@code veth}; empty for hardware
 * @param address its link-layer address
 * @param master the bridge it is a port of; empty if none
 * @param mtu the largest IP datagram, in octets
 * @param up whether it was brought up
 * @param carrier whether somebody is at its other end
 * @param details what its kind has to say
 */
public record LinkFact(
    String name,
    String kind,
    String address,
    String master,
    int mtu,
    boolean up,
    boolean carrier,
    JsonNode details) {
  static LinkFact of(JsonNode link) {
    List<String> flags = new ArrayList<>();
    link.path("flags").forEach(flag -> flags.add(flag.asText()));
    JsonNode info = link.path("linkinfo");
    return new LinkFact(
        link.path("ifname").asText(),
        info.path("info_kind").asText(),
        link.path("address").asText(),
        link.path("master").asText(),
        link.path("mtu").asInt(),
        flags.contains("UP"),
        flags.contains("LOWER_UP"),
        info.path("info_data"));
  }

  /** Whether this is a TAP device. */
  public boolean isTap() {
    return kind.equals("tun") && details.path("type").asText().equals("tap");
  }

  /** Whether a program has it open. */
  public boolean isOpen() {
    return carrier || details.path("numqueues").asInt() > 0; // the latter for several queues only
  }
}
