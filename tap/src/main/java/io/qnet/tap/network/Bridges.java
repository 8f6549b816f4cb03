package io.qnet.tap.network;

import io.qnet.tap.host.Command;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.Step;
import io.qnet.tap.host.Undo;
import io.qnet.wire.address.MacAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Steps that make a bridge. */
final class Bridges {
  /** Locally administered, and easy to tell: 02, then "qn". */
  private static final long PREFIX = 0x02_71_6e_00_00_00L;

  private Bridges() {}

  /**
   * The address of a bridge: by it we know it again, and guests know their router again. One that a
   * bridge is given does not change when ports come and go.
   */
  static MacAddress address(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return new MacAddress(
          PREFIX | (hash[0] & 0xffL) << 16 | (hash[1] & 0xffL) << 8 | (hash[2] & 0xffL));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Makes it; without spanning tree its ports forward at once. */
  static Step add(String name, boolean stp) {
    String address = address(name).toString();
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
