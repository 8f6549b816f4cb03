package io.qnet.tap.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the kernel says of itself, through the JSON of ip(8) and nft(8). */
public final class Facts {
  private static final JsonMapper JSON = new JsonMapper();

  private final Host host;

  /** Asks {@code host} anew for each question. */
  public Facts(Host host) {
    this.host = host;
  }

  /** The interfaces. */
  public List<LinkFact> links(@Nullable String netns) throws HostException {
    requireNamespace(netns);
    List<LinkFact> links = new ArrayList<>();
    for (JsonNode link : json(ip(netns, "-d", "link", "show"))) {
      if (link.has("ifname")) { // what is not asked for is an empty object
        links.add(LinkFact.of(link));
      }
    }
    return links;
  }

  /** Refuses the name of a network namespace that is not there; null is ours. */
  public void requireNamespace(@Nullable String netns) throws HostException {
    if (netns != null && !host.names("/run/netns").contains(netns)) {
      throw HostException.failed(
          "there is no network namespace called " + netns,
          "nothing is there, and nothing can be made there",
          "ip netns list shows those that there are; to make it: ip netns add " + netns);
    }
  }

  /** The interface of this name. */
  public Optional<LinkFact> link(@Nullable String netns, String name) throws HostException {
    return links(netns).stream().filter(link -> link.name().equals(name)).findFirst();
  }

  /** IPv4 routes of the main table, as {@code ip -j route} has them. */
  public List<JsonNode> routes() throws HostException {
    return list(json(ip(null, "-4", "route", "show")));
  }

  /** All routes of all tables but those that the kernel keeps for itself, IPv4 first. */
  public List<Route> allRoutes(@Nullable String netns) throws HostException {
    requireNamespace(netns);
    List<Route> routes = new ArrayList<>();
    for (String family : List.of("-4", "-6")) {
      for (JsonNode json : json(ip(netns, family, "route", "show", "table", "all"))) {
        Route route = new Route(family, json);
        if (!route.isKernels()) {
          routes.add(route);
        }
      }
    }
    return routes;
  }

  /** Interfaces of default routes, of IPv4 and IPv6, in whatever table. */
  public List<String> uplinks(@Nullable String netns) throws HostException {
    return allRoutes(netns).stream()
        .filter(Route::isDefault)
        .flatMap(route -> route.devices().stream())
        .toList();
  }

  /** Addresses of {@code device} that somebody gave it, or that it learned. */
  public List<Address> addresses(String device) throws HostException {
    List<Address> all = new ArrayList<>();
    for (JsonNode link : json(ip(null, "address", "show"))) {
      if (link.path("ifname").asText().equals(device)) {
        link.path("addr_info").forEach(json -> all.add(new Address(json)));
      }
    }
    all.removeIf(Address::isEverywhere);
    return all;
  }

  /** Whether somebody wrote down neighbours of {@code device}, which go with its last address. */
  public boolean hasFixedNeighbours(String device) throws HostException {
    for (JsonNode neighbour : json(ip(null, "neighbor", "show", "nud", "permanent"))) {
      if (neighbour.path("dev").asText().equals(device) && neighbour.has("lladdr")) {
        return true;
      }
    }
    return false;
  }

  /**
   * All objects of nf_tables, as far as this process may see them, as {@code nft -j list ruleset}
   * has them.
   */
  public List<JsonNode> ruleset() throws HostException {
    if (!host.isPrivileged()) {
      return List.of();
    }
    return list(json(List.of("nft", "-j", "list", "ruleset")).path("nftables"));
  }

  /** Whether there is this table. */
  public boolean hasTable(String family, String name) throws HostException {
    for (JsonNode object : ruleset()) {
      JsonNode table = object.path("table");
      if (table.path("family").asText().equals(family)
          && table.path("name").asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the set of this table has {@code member}. */
  boolean isMember(String family, String table, String set, String member) throws HostException {
    if (!hasTable(family, table)) {
      return false;
    }
    List<String> words = List.of("nft", "-j", "list", "set", family, table, set);
    for (JsonNode object : json(words).path("nftables")) {
      for (JsonNode known : object.path("set").path("elem")) {
        if (known.asText().equals(member)) {
          return true;
        }
      }
    }
    return false;
  }

  private JsonNode json(List<String> words) throws HostException {
    String text = host.require(words, null);
    try {
      return JSON.readTree(text.isBlank() ? "[]" : text);
    } catch (JsonProcessingException notJson) {
      throw HostException.failed(
              String.join(" ", words) + ": this is no JSON",
              "how things stand cannot be found out",
              "look at its version: iproute2 5.0 and nftables 0.9 or later have JSON")
          .because(notJson);
    }
  }

  private static List<String> ip(@Nullable String netns, String... words) {
    List<String> command = new ArrayList<>(List.of("ip", "-j"));
    if (netns != null) {
      command.addAll(List.of("-n", netns));
    }
    command.addAll(List.of(words));
    return command;
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all;
  }
}
