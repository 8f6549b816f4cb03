package io.qnet.tap.network;

import io.qnet.tap.host.Address;
import io.qnet.tap.host.Command;
import io.qnet.tap.host.Facts;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.Route;
import io.qnet.tap.host.Step;
import io.qnet.tap.host.Undo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and routes of interfaces that become ports of a bridge: they move to the bridge, since
 * a port hands all that it hears to the bridge.
 *
 * <p>With its last address the kernel drops all routes through an interface, in all tables, and
 * with any address those that name it as their source; so all of these are moved one by one. Those
 * that the kernel makes for an address by itself come and go with it. What qnet has no words for is
 * refused before anything is done.
 *
 * <p>What is taken off first comes back last, so all is taken off in reverse: when it is undone,
 * the first address is again the first, and the routes find their addresses.
 */
final class Uplink {
  private static final String FLAG_OF_ALL = "/proc/sys/net/ipv6/conf/default/disable_ipv6";

  private final String bridge;
  private final Map<String, List<Address>> addresses = new LinkedHashMap<>();
  private final List<Route> routes = new ArrayList<>();

  private Uplink(String bridge) {
    this.bridge = bridge;
  }

  /**
   * What {@code ports} have.
   *
   * @throws HostException if some of it could not be given back
   */
  static Uplink of(List<String> ports, String bridge, Facts facts) throws HostException {
    Uplink uplink = new Uplink(bridge);
    for (String port : ports) {
      uplink.addresses.put(port, inOrder(facts.addresses(port)));
    }
    List<Route> all = facts.allRoutes(null);
    all.stream()
        .filter(uplink::moves)
        .sorted(Comparator.comparing(route -> route.isDirect() ? 0 : 1)) // gateways need them
        .forEach(uplink.routes::add);
    uplink.requireWords(facts, all);
    return uplink;
  }

  /** As they were added: the kernel lists the oldest one of IPv4 first, and of IPv6 last. */
  private static List<Address> inOrder(List<Address> listed) {
    List<Address> all = new ArrayList<>(listed.stream().filter(a -> !a.isSix()).toList());
    List<Address> six = new ArrayList<>(listed.stream().filter(Address::isSix).toList());
    Collections.reverse(six);
    all.addAll(six);
    return all;
  }

  private List<Address> all() {
    return addresses.values().stream().flatMap(List::stream).toList();
  }

  private boolean moves(Route route) {
    String source = route.json().path("prefsrc").asText();
    return (route.devices().stream().anyMatch(addresses::containsKey)
            || all().stream().anyMatch(address -> address.local().equals(source)))
        && all().stream().noneMatch(address -> address.brings(route));
  }

  private void requireWords(Facts facts, List<Route> all) throws HostException {
    for (Map.Entry<String, List<Address>> port : addresses.entrySet()) {
      for (Address address : port.getValue()) {
        requireNone(address.oddity(), "address " + address.prefixed() + " of " + port.getKey());
      }
      if (!port.getValue().isEmpty() && facts.hasFixedNeighbours(port.getKey())) {
        throw lost(port.getKey() + " has neighbours that somebody wrote down");
      }
    }
    for (Route route : routes) {
      String words = "the route to " + route.destination();
      requireNone(route.oddity(), words);
      if (all.stream().filter(route::isRival).count() > 1) {
        throw lost("there are two routes to " + route.destination() + " of the same metric");
      }
    }
  }

  private static void requireNone(@Nullable String oddity, String where) throws HostException {
    if (oddity != null) {
      throw lost(where + " has an attribute '" + oddity + "'");
    }
  }

  private static HostException lost(String what) {
    return HostException.failed(
        what,
        "moved to a bridge and back it would not be what it was, so nothing was changed",
        "take it away and add --i-know again, or move it yourself: ip address, ip route");
  }

  void takeOff(List<Step> steps) {
    for (int i = routes.size() - 1; i >= 0; i--) {
      Route route = routes.get(i);
      steps.add(
          Step.of(
              "take the route to " + route.destination() + " off " + names(route),
              route.delete(),
              new Undo.AddRoute(route)));
    }
    addresses.forEach((port, its) -> takeOff(port, its, steps));
  }

  private static String names(Route route) {
    return String.join(" and ", route.devices());
  }

  private static void takeOff(String port, List<Address> its, List<Step> steps) {
    for (int i = its.size() - 1; i >= 0; i--) {
      Address address = its.get(i);
      List<Undo> back = new ArrayList<>();
      List<String> words = new ArrayList<>(address.words(true));
      if (address.isSix() && !address.isTemporary()) {
        words.add("nodad");
        back.add(new Undo.AddAddress(port, address.local(), words));
        if (!address.json().has("nodad")) {
          back.add(new Undo.SettleAddress(port, address.local(), address.words(true)));
        }
      } else if (!address.isTemporary()) {
        back.add(new Undo.AddAddress(port, address.local(), words));
      }
      steps.add(
          new Step(
              "take " + address.local() + " off " + port,
              Command.run("ip", "address", "delete", address.prefixed(), "dev", port),
              back));
    }
  }

  /** All of it is undone by the bridge's going down, but for what then stays. */
  void putOn(Host host, List<Step> steps) throws HostException {
    if (all().stream().anyMatch(Address::isSix) && "1".equals(host.read(FLAG_OF_ALL))) {
      steps.add(
          Step.of(
              "IPv6 there, which new interfaces of this host do not have",
              new Command.Write(FLAG_OF_ALL.replace("default", bridge), "0")));
    }
    for (Address address : all()) {
      if (address.isTemporary()) {
        continue;
      }
      List<String> words = new ArrayList<>(List.of("ip", "address", "add"));
      words.addAll(address.words(false));
      if (address.isSix()) {
        words.add("nodad");
      }
      words.addAll(List.of("dev", bridge));
      steps.add(Step.of("put " + address.local() + " on " + bridge, new Command.Run(words, null)));
    }
    for (Route route : routes) {
      Route moved = route.through(bridge, addresses.keySet());
      boolean stays = // when the bridge goes down
          !addresses.keySet().containsAll(route.devices()) || route.json().has("type");
      steps.add(
          new Step(
              "the route to " + route.destination() + " by " + names(moved),
              moved.add(),
              stays ? List.of(new Undo.DeleteRoute(moved)) : List.of()));
    }
  }

  /** What becomes of addresses that nobody wrote down. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Address address : all()) {
      if (address.isLearned()) {
        notes.add(
            address.local()
                + " was learned from a router: "
                + (address.isTemporary()
                    ? "it goes, because the kernel makes such addresses up for a while; "
                    : bridge + " has it until its time ends; ")
                + bridge
                + ", and after undo the port, learn new ones from the next advertisement");
      }
    }
    return notes;
  }
}
