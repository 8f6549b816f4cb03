package io.qnet.tap.network;

import io.qnet.tap.host.Command;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.Step;
import io.qnet.tap.host.Undo;
import java.util.List;

/** Steps that make a bridge. */
final class Bridges {
  private Bridges() {}

  /**
   * Makes it; without spanning tree its ports forward at once. An address that it is given does not
   * change when ports come and go.
   */
  static Step add(String name, boolean stp, Host host) throws HostException {
    String address = Marks.bridge(name, host).toString();
    return Step.of(
        "a bridge",
        new Command.Run(
            List.of(
                "ip",
                "link",
                "add",
                "name",
                name,
                "address",
                address,
                "type",
                "bridge",
                "stp_state",
                stp ? "1" : "0",
                "forward_delay",
                stp ? "1500" : "0"),
            null),
        new Undo.DeleteLink(null, name, "bridge", address));
  }

  /** Keeps guests from giving the host an IPv6 address, or a default route, by advertisements. */
  static void addQuiet(String name, Host host, List<Step> steps) throws HostException {
    if (!host.names("/proc/sys/net/ipv6/conf").isEmpty()) {
      steps.add(
          Step.of(
              "no IPv6 of the host's there: guests could make themselves its router",
              new Command.Write("/proc/sys/net/ipv6/conf/" + name + "/disable_ipv6", "1")));
    }
  }
}
