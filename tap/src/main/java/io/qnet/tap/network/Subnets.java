package io.qnet.tap.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import java.util.List;

/** IPv4 networks in words. */
final class Subnets {
  private static final int HOST = 32;

  private Subnets() {}

  /** {@code 10.0.0.0/8}, or an address alone, as ip-route(8) writes destinations. */
  static Ipv4Subnet parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new Ipv4Subnet(Ipv4Address.parse(text), HOST)
        : new Ipv4Subnet(
            Ipv4Address.parse(text.substring(0, slash)),
            Integer.parseInt(text.substring(slash + 1)));
  }

  /** A network of 254 hosts that no route leads to. */
  static String free(List<JsonNode> routes) {
    for (int third = 100; third < 255; third++) {
      Ipv4Subnet candidate = parse("192.168." + third + ".0/24");
      boolean taken = false;
      for (JsonNode route : routes) {
        String destination = route.path("dst").asText();
        if (!destination.equals("default")) {
          Ipv4Subnet other = parse(destination);
          taken |= other.contains(candidate.network()) || candidate.contains(other.network());
        }
      }
      if (!taken) {
        return candidate.toString();
      }
    }
    return "one of 10.0.0.0/8, perhaps";
  }
}
