package io.qnet.tap.network;

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
 * @param mtu the largest IP datagram, in octets; null for that of the smallest port
 * @param stp whether it takes part in the spanning tree
 * @param ports the interfaces
 * @param knowing whether the user knows that the host's own connection may be among them
 */
public record BridgeRequest(
    String name,
    @Nullable String address,
    @Nullable Integer mtu,
    boolean stp,
    List<String> ports,
    boolean knowing)
    implements Request {
  static final int USUAL_MTU = 1500;

  /** Keeps a copy of its own. */
  public BridgeRequest {
    ports = List.copyOf(ports);
  }

  @Override
  public Plan plan(Host host) throws HostException {
    Names.requireInterface(name);
    if (address != null) {
      Subnets.requireHost(address);
    }
    Facts facts = new Facts(host);
    Names.requireFree(facts, name);
    List<Step> steps = new ArrayList<>();
    steps.add(Bridges.add(name, stp, host));
    if (address != null) {
      steps.add(
          Step.of(
              "an address of the host there",
              Command.run("ip", "address", "add", address, "broadcast", "+", "dev", name)));
    } else if (ports.isEmpty()) {
      Bridges.addQuiet(name, host, steps);
    }
    List<LinkFact> links = new ArrayList<>();
    for (String port : ports) {
      links.add(checked(port, facts));
    }
    Uplink uplink = Uplink.of(ports, name, facts);
    uplink.takeOff(steps);
    links.forEach(link -> addPort(link, steps));
    steps.add(
        Step.of(
            "bring it up",
            Command.run("ip", "link", "set", "dev", name, "mtu", "" + mtu(links), "up"),
            new Undo.SetDown(name)));
    uplink.putOn(host, steps);
    List<String> notes = new ArrayList<>(Foes.notes(name, false, host));
    notes.addAll(uplink.notes());
    return new Plan(name, words(), steps, "", notes);
  }

  /** What is larger than its smallest port takes would be lost there. */
  private int mtu(List<LinkFact> links) {
    return mtu != null ? mtu : links.stream().mapToInt(LinkFact::mtu).min().orElse(USUAL_MTU);
  }

  private String words() {
    StringBuilder words = new StringBuilder("bridge ").append(name);
    if (address != null) {
      words.append(" --address ").append(address);
    }
    if (mtu != null) {
      words.append(" --mtu ").append(mtu);
    }
    ports.forEach(port -> words.append(" --add ").append(port));
    return words.append(stp ? " --stp" : "").append(knowing ? " --i-know" : "").toString();
  }

  private LinkFact checked(String port, Facts facts) throws HostException {
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
    boolean uplink = facts.uplinks(null).contains(port);
    if ((uplink || !facts.addresses(port).isEmpty()) && !knowing) {
      throw HostException.failed(
          uplink
              ? port + " carries this host's default route"
              : port + " has addresses of this host",
          "as a port of a bridge it would carry them no more: this host, and whoever is logged in"
              + " through it, could lose the connection",
          "if you know that, add --i-know: addresses and routes then move to " + name);
    }
    return link;
  }

  private void addPort(LinkFact link, List<Step> steps) {
    String port = link.name();
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
  }
}
