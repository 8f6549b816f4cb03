package io.qnet.tap.host;

import java.util.ArrayList;
import java.util.List;

/**
 * The switch that makes a router of the host, and the guard that comes with it.
 *
 * <p>Where the switch was off, the host forwards nothing, and somebody may rely on that. So before
 * it is turned on, a table of its own drops whatever neither comes from nor goes to a bridge of
 * ours. All networks share the table: each is a member of its set. The last one out puts everything
 * back.
 *
 * <p>Turning the switch sets the flag of every interface, too, and whether redirects are believed
 * (ip-sysctl.rst); so all of them are written down.
 */
public final class Forwarding {
  /** Of the guard's table. Those of networks begin with "qnet_", so none of them is called so. */
  static final String TABLE = "qnet-guard";

  private static final String FAMILY = "inet";
  private static final String SET = "bridges";
  private static final String SWITCH = "/proc/sys/net/ipv4/ip_forward";
  private static final String CONF = "/proc/sys/net/ipv4/conf";

  private Forwarding() {}

  /** Whether the host forwards nothing now. */
  public static boolean isOff(Host host) throws HostException {
    return "0".equals(host.read(SWITCH));
  }

  /**
   * The plan that turns it on.
   *
   * @param name the plan's
   */
  public static Plan turnOn(String name, Host host) throws HostException {
    List<Undo> back = new ArrayList<>();
    back.add(new Undo.Restore(SWITCH, "0"));
    for (String device : host.names(CONF)) {
      remember(host, CONF + "/" + device + "/forwarding", back);
    }
    remember(host, CONF + "/all/accept_redirects", back);
    return new Plan(
        name,
        "forwarding",
        List.of(
            Step.of(
                "this host forwarded nothing: it will go on dropping all that is not of qnet's"
                    + " networks",
                new Command.Run(List.of("nft", "-f", "-"), guard()),
                new Undo.DeleteTable(FAMILY, TABLE)),
            new Step("forward packets", new Command.Write(SWITCH, "1"), back)),
        "",
        List.of());
  }

  private static void remember(Host host, String path, List<Undo> back) throws HostException {
    String now = host.read(path);
    if (now != null) {
      back.add(new Undo.Restore(path, now));
    }
  }

  private static String guard() {
    return """
        table inet qnet-guard {
          set bridges {
            type ifname
          }
          chain forward {
            type filter hook forward priority filter; policy accept;
            iifname != @bridges oifname != @bridges counter drop
          }
        }
        """;
  }

  /** The step that lets packets of {@code bridge} pass the guard. */
  public static Step join(String bridge) {
    return Step.of(
        "let them pass the guard",
        Command.run("nft", "add element inet qnet-guard bridges { \"" + bridge + "\" }"),
        new Undo.DeleteMember(FAMILY, TABLE, SET, bridge));
  }

  /** Whether the guard is here, so that whoever forwards has to join. */
  public static boolean isGuarded(Facts facts) throws HostException {
    return facts.hasTable(FAMILY, TABLE);
  }
}
