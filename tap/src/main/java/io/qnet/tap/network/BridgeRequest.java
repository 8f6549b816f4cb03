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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bridge, and interfaces of the host that become its ports.
 *
 * @param name its name
 * @param address its IPv4 address and prefix length, as in 10.0.0.1/24; null for none
 * @param mtu the largest IP datagram, in octets
 * @param stp whether it takes part in the spanning tree
 * @param ports the interfaces
 * @param knowing whether the user knows that the host's own connection may be among them
 */
public record BridgeRequest(
    String name,
    @Nullable String address,
    int mtu,
    boolean stp,
    List<String> ports,
    boolean knowing)
    implements Request {
  /** Keeps a copy of its own. */
  public BridgeRequest {
    ports = List.copyOf(ports);
  }

  @Override
  public Plan plan(Host host) throws HostException {
    Names.requireInterface(name);
    Facts facts = new Facts(host);
    Names.requireFree(facts, name);
    List<Step> steps = new ArrayList<>();
    steps.add(Bridges.add(name, stp));
    if (address != null) {
      steps.add(
          Step.of(
              "an address of the host there",
              Command.run("ip", "address", "add", address, "broadcast", "+", "dev", name)));
    } else if (ports.isEmpty()) {
      Bridges.addQuiet(name, host, steps);
    }
    List<Uplink> moved = new ArrayList<>();
    for (String port : ports) {
      moved.add(addPort(port, facts, steps));
    }
    steps.add(
        Step.of(
            "bring it up",
            Command.run("ip", "link", "set", "dev", name, "mtu", "" + mtu, "up"),
            new Undo.SetDown(name)));
    moved.forEach(uplink -> uplink.putOn(steps)); // undone by the bridge's going down
    return new Plan(name, words(), steps, "", Foes.notes(name, false, host));
  }

  private String words() {
    StringBuilder words = new StringBuilder("bridge ").append(name);
    if (address != null) {
      words.append(" --address ").append(address);
    }
    words.append(" --mtu ").append(mtu);
    ports.forEach(port -> words.append(" --add ").append(port));
    return words.append(stp ? " --stp" : "").append(knowing ? " --i-know" : "").toString();
  }

  private Uplink addPort(String port, Facts facts, List<Step> steps) throws HostException {
    LinkFact link =
        facts
            .link(null, port)
            .orElseThrow(
                () ->
                    HostException.failed(
                        "there is no interface called " + port,
                        "it cannot become a port of " + name,
                        "ip link shows those that there are"));
    if (!link.master().isEmpty()) {
      throw HostException.failed(
          port + " is a port of " + link.master() + " already",
          "an interface can be a port of one bridge",
          "take it out first: ip link set dev " + port + " nomaster");
    }
    List<JsonNode> addresses = facts.addresses(port);
    boolean uplink = facts.uplinks().contains(port);
    if ((uplink || !addresses.isEmpty()) && !knowing) {
      throw HostException.failed(
          uplink
              ? port + " carries this host's default route"
              : port + " has addresses of this host",
          "as a port of a bridge it would carry them no more: this host, and whoever is logged in"
              + " through it, could lose the connection",
          "if you know that, add --i-know: addresses and routes then move to " + name);
    }
    Uplink moved = new Uplink(port, name, facts);
    moved.takeOff(steps);
    if (!link.up()) {
      steps.add(
          Step.of(
              "bring " + port + " up",
              Command.run("ip", "link", "set", "dev", port, "up"),
              new Undo.SetDown(port)));
    }
    steps.add(
        Step.of(
            "make " + port + " a port",
            Command.run("ip", "link", "set", "dev", port, "master", name),
            new Undo.Release(port, name)));
    return moved;
  }
}
