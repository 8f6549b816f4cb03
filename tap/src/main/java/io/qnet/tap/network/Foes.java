package io.qnet.tap.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.tap.host.Facts;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import java.util.ArrayList;
import java.util.List;

/**
 * What else is at work on this host and may stand in the way: told, with what to type, and left
 * alone. In nf_tables a packet passes the chains of all tables; ours may accept it, and another
 * still drops it.
 */
final class Foes {
  private final String bridge;
  private final Host host;
  private final List<String> notes = new ArrayList<>();

  private Foes(String bridge, Host host) {
    this.bridge = bridge;
    this.host = host;
  }

  /** The notes about {@code host}, for a network on {@code bridge}. */
  static List<String> notes(String bridge, boolean forwards, Host host) throws HostException {
    Foes foes = new Foes(bridge, host);
    if (!host.isPrivileged()) {
      foes.notes.add("the rules of this host were not looked at: that takes root");
    } else if (forwards) {
      foes.forwarding(new Facts(host).ruleset());
    }
    foes.bridging();
    return foes.notes;
  }

  private void forwarding(List<JsonNode> ruleset) throws HostException {
    boolean docker = false;
    boolean firewalld = false;
    List<JsonNode> dropping = new ArrayList<>();
    Verdicts verdicts = new Verdicts(ruleset);
    for (JsonNode object : ruleset) {
      JsonNode chain = object.path("chain");
      docker |= chain.path("name").asText().equals("DOCKER-USER");
      firewalld |= object.path("table").path("name").asText().equals("firewalld");
      if (chain.path("hook").asText().equals("forward") && verdicts.ends(chain)) {
        dropping.add(chain);
      }
    }
    for (JsonNode chain : dropping) {
      dropping(chain, docker);
    }
    if (firewalld) {
      notes.add(
          "firewalld rejects what passes between its zones and "
              + bridge
              + ", which is in none; to let it pass: firewall-cmd --zone=trusted"
              + " --change-interface="
              + bridge);
    }
    legacy();
  }

  private void dropping(JsonNode chain, boolean docker) {
    String name = chain.path("name").asText();
    String table = chain.path("family").asText() + " " + chain.path("table").asText();
    if (!table.equals("ip filter") || !name.equals("FORWARD")) {
      notes.add(
          "chain "
              + name
              + " of table "
              + table
              + " drops what it does not know, and does not know "
              + bridge
              + "; to let it pass: nft insert rule "
              + table
              + " "
              + name
              + " iifname "
              + bridge
              + " accept; nft insert rule "
              + table
              + " "
              + name
              + " oifname "
              + bridge
              + " accept");
      return;
    }
    String to = docker ? "DOCKER-USER" : "FORWARD";
    notes.add(
        (docker ? "Docker drops" : "iptables drops or rejects")
            + " all that is forwarded and that it does not know, and a rule of ours cannot overrule it:"
            + " guests will reach nobody beyond this host; to let them pass: iptables -I "
            + to
            + " -i "
            + bridge
            + " -j ACCEPT; iptables -I "
            + to
            + " -o "
            + bridge
            + " -j ACCEPT");
  }

  private void legacy() {
    String tables;
    try {
      tables = host.read("/proc/net/ip_tables_names");
    } catch (HostException roots) { // for root alone, which CAP_NET_ADMIN does not make of anybody
      notes.add("whether iptables-legacy has rules here was not looked at: that takes root");
      return;
    }
    if (tables != null && tables.lines().anyMatch("filter"::equals)) {
      notes.add(
          "iptables-legacy has rules here, which nft cannot see; if guests reach nobody, look at:"
              + " iptables-legacy -L FORWARD -v");
    }
  }

  private void bridging() throws HostException {
    if ("1".equals(host.read("/proc/sys/net/bridge/bridge-nf-call-iptables"))) {
      notes.add(
          "br_netfilter is on: what guests of "
              + bridge
              + " say to each other passes the rules of this host, too; if they do not hear each"
              + " other: sysctl -w net.bridge.bridge-nf-call-iptables=0");
    }
    if (!host.names("/run/NetworkManager").isEmpty()) {
      notes.add(
          "NetworkManager runs, and may take interfaces that it finds; to keep it from "
              + bridge
              + ": nmcli device set "
              + bridge
              + " managed no");
    }
  }
}
