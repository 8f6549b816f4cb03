package io.qnet.tap.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.tap.host.HostException;
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

  /**
   * Refuses addresses that no host can have (RFC 6890): of this network, of one's own host, of
   * groups, and reserved ones.
   *
   * @param where the words that have it
   */
  static void requireUsable(Ipv4Subnet subnet, String where) throws HostException {
    for (String special : List.of("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4")) {
      Ipv4Subnet other = parse(special);
      if (other.contains(subnet.network()) || subnet.contains(other.network())) {
        throw HostException.usage(
            where + " has addresses of " + special + ", which no host can have",
            "nobody there could be reached",
            "write one of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16");
      }
    }
  }

  /** Refuses the two addresses of a network that mean all of it. */
  static void requireHost(String address) throws HostException {
    Ipv4Subnet subnet = parse(address);
    requireUsable(subnet, "--address " + address);
    Ipv4Address host = Ipv4Address.parse(address.substring(0, address.indexOf('/')));
    boolean last = !subnet.contains(host.plus(1));
    if (subnet.prefixLength() < HOST - 1 && (host.equals(subnet.network()) || last)) {
      throw HostException.usage(
          "--address " + address + " is the " + (last ? "last" : "first") + " of its network",
          "it means all of the network (RFC 919), so no host can have it",
          "write one between, such as " + subnet.network().plus(1) + "/" + subnet.prefixLength());
    }
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
