package io.qnet.tap.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.tap.host.Command;
import io.qnet.tap.host.Facts;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.LinkFact;
import io.qnet.tap.host.Plan;
import io.qnet.tap.host.Request;
import io.qnet.tap.host.Step;
import io.qnet.tap.host.Undo;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A network for guests: a bridge with the subnet's first address, rules, and DHCP and DNS.
 *
 * @param name of the bridge, and of all of it
 * @param subnet the guests' addresses
 * @param mode whom they reach
 * @param mtu the largest IP datagram, in octets
 * @param services whether DHCP and DNS are wanted
 */
public record NetworkRequest(String name, Ipv4Subnet subnet, Mode mode, int mtu, boolean services)
    implements Request {
  private static final String SERVICES = ".svc";
  private static final int SHORTEST_PREFIX = 8;
  private static final int LONGEST_PREFIX = 29;
  private static final int FIRST_GUEST = 10;
  private static final int FIRST_GUEST_OF_FEW = 4;

  /** The address of the host, which is the guests' router: the subnet's first. */
  public Ipv4Address router() {
    return subnet.network().plus(1);
  }

  /** The address of our DHCP server: the subnet's second. */
  public Ipv4Address server() {
    return subnet.network().plus(2);
  }

  /** The address of our name server: the subnet's third. */
  public Ipv4Address names() {
    return subnet.network().plus(3);
  }

  /**
   * A free name for the TAP device through which our services are a port of the bridge: NAME.svc; a
   * part of NAME and a number, if that is too long or taken.
   */
  private String serviceDevice(Facts facts) throws HostException {
    List<String> taken = facts.links(null).stream().map(LinkFact::name).toList();
    String device = name + SERVICES;
    for (int i = 1; device.length() > Names.LONGEST || taken.contains(device); i++) {
      String end = "." + i + SERVICES;
      device = name.substring(0, Math.min(name.length(), Names.LONGEST - end.length())) + end;
    }
    return device;
  }

  @Override
  public Plan plan(Host host) throws HostException {
    Names.requireInterface(name);
    if (subnet.prefixLength() < SHORTEST_PREFIX || subnet.prefixLength() > LONGEST_PREFIX) {
      throw HostException.usage(
          "--subnet " + subnet + " is too " + (subnet.prefixLength() > 24 ? "small" : "large"),
          "router, name server and guests need 8 addresses, and 24 bits of them are plenty",
          "write one such as --subnet 192.168.77.0/24");
    }
    Subnets.requireUsable(subnet, "--subnet " + subnet);
    Facts facts = new Facts(host);
    Names.requireFree(facts, name);
    requireOwnSubnet(facts);
    Firewall firewall = new Firewall(name, subnet, mode);
    if (facts.hasTable(Firewall.FAMILY, firewall.table())) {
      throw HostException.failed(
          "there is a table " + Firewall.FAMILY + " " + firewall.table() + " already",
          "it is not known to belong to a network of qnet's, so it is left alone",
          "choose another name, or delete it: nft delete table inet " + firewall.table());
    }
    boolean forwards = mode != Mode.ISOLATED;
    String words = "network " + name + " --subnet " + subnet + " --" + mode + " --mtu " + mtu;
    return new Plan(
        name,
        services ? words : words + " --no-services",
        steps(host, facts, firewall),
        forwards ? name : "",
        Foes.notes(name, forwards, host));
  }

  private void requireOwnSubnet(Facts facts) throws HostException {
    for (JsonNode route : facts.routes()) {
      String destination = route.path("dst").asText();
      if (!destination.equals("default") && overlaps(destination)) {
        throw HostException.failed(
            "--subnet "
                + subnet
                + " overlaps "
                + destination
                + ", which this host reaches through "
                + route.path("dev").asText(),
            "one of the two would be unreachable",
            "choose another one; not in use: " + Subnets.free(facts.routes()));
      }
    }
  }

  private boolean overlaps(String destination) {
    Ipv4Subnet other = Subnets.parse(destination);
    return other.contains(subnet.network()) || subnet.contains(other.network());
  }

  private List<Step> steps(Host host, Facts facts, Firewall firewall) throws HostException {
    String address = router() + "/" + subnet.prefixLength();
    List<Step> steps = new ArrayList<>();
    steps.add(Bridges.add(name, false, host));
    Bridges.addQuiet(name, host, steps);
    steps.add(
        Step.of(
            "the host's own address there",
            Command.run("ip", "address", "add", address, "broadcast", "+", "dev", name)));
    steps.add(
        Step.of(
            sentence(),
            new Command.Run(List.of("nft", "-f", "-"), firewall.script()),
            new Undo.DeleteTable(Firewall.FAMILY, firewall.table())));
    steps.add(
        Step.of(
            "bring it up",
            Command.run("ip", "link", "set", "dev", name, "mtu", "" + mtu, "up"),
            new Undo.SetDown(name)));
    if (services) {
      addServices(serviceDevice(facts), host, steps);
    }
    return steps;
  }

  private String sentence() {
    return switch (mode) {
      case NAT -> "guests leave by this host's address; only replies come in";
      case ROUTED -> "guests leave by their own addresses, and are reached by them";
      case ISOLATED -> "guests reach each other and this host, and nobody beyond";
    };
  }

  private void addServices(String device, Host host, List<Step> steps) throws HostException {
    steps.add(
        Step.of(
            "a port of the bridge for DHCP and DNS",
            Command.run("ip", "tuntap", "add", "dev", device, "mode", "tap", "vnet_hdr"),
            new Undo.DeleteLink(null, device, "tun", null)));
    steps.add(
        Step.of(
            "plug it in",
            Command.run(
                "ip",
                "link",
                "set",
                "dev",
                device,
                "address",
                Marks.port(device, host).toString(),
                "mtu",
                "" + mtu,
                "master",
                name,
                "up")));
    steps.add(
        Step.of(
            serviceSentence(),
            new Command.Serve(name, device, gatewayWords()),
            new Undo.EndService(name)));
  }

  private String serviceSentence() {
    String names = mode == Mode.ISOLATED ? " of this host and of guests" : "";
    return "DHCP at " + server() + " and DNS" + names + " at " + names() + ", in the background";
  }

  /** The words of the user-mode gateway that serves this network, and carries nothing. */
  private String gatewayWords() {
    boolean small = subnet.prefixLength() > 27;
    List<String> words =
        new ArrayList<>(
            List.of(
                "net=" + subnet,
                "router=" + router(),
                "host=" + server(),
                "dns=" + names(),
                "dhcpstart=" + subnet.network().plus(small ? FIRST_GUEST_OF_FEW : FIRST_GUEST),
                "mtu=" + mtu,
                "ipv6=off"));
    if (mode == Mode.ISOLATED) {
      words.add("restrict=on");
      words.add("recursion=off");
    }
    return words.stream().collect(Collectors.joining(","));
  }
}
