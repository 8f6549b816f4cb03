package io.qnet.launcher.fabric;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.user.UserOptions;
import io.qnet.vde.PortGroup;
import io.qnet.vde.PortOrder;
import io.qnet.vde.plug.Access;
import io.qnet.vde.stp.BridgeSettings;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.impair.ImpairmentPlan;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a switch session is made from.
 *
 * @param name the session's name
 * @param door where VDE clients plug in; null for nowhere
 * @param desk where its console is; null for nowhere
 * @param ports plugged in from the beginning, from port 1 on
 * @param user the network behind the gateway that is plugged in; null for no gateway
 * @param bridge how the switch itself is set
 * @param impairment holds on the link of each of {@code ports} from the beginning; null for none
 * @param capture the pcapng file to write; null for none
 * @param directory where the address and the token of its API are written; null for no API
 */
public record SwitchPlan(
    String name,
    @Nullable Door door,
    @Nullable Desk desk,
    List<PortSpec> ports,
    @Nullable UserOptions user,
    Bridge bridge,
    @Nullable ImpairmentPlan impairment,
    @Nullable Path capture,
    @Nullable Path directory) {
  /**
   * The console.
   *
   * @param socket where it listens; null for nowhere
   * @param mode of that
   * @param group of that; null for that of the process
   * @param commands the lines of an rc file, done at the start
   * @param stdin whether standard input is a console, too, at whose end the switch ends
   */
  public record Desk(
      @Nullable Path socket,
      int mode,
      @Nullable String group,
      List<String> commands,
      boolean stdin) {
    /** At a socket only. */
    public Desk(@Nullable Path socket, int mode, List<String> commands) {
      this(socket, mode, null, commands, false);
    }
  }

  /**
   * The switch itself.
   *
   * @param highest the highest port number
   * @param hub whether it is a hub
   * @param stp whether it takes part in a spanning tree from the beginning
   * @param priority of it as a bridge
   * @param address of it; null for one that is made up
   * @param snooping whether DHCP servers are heard at trusted ports only, and ARP is inspected
   * @param orders what ports are told at the start
   */
  public record Bridge(
      int highest,
      boolean hub,
      boolean stp,
      int priority,
      @Nullable MacAddress address,
      boolean snooping,
      List<Order> orders) {
    /** A learning switch with so many ports. */
    public static Bridge of(int highest) {
      return new Bridge(
          highest, false, false, BridgeSettings.DEFAULT_PRIORITY, null, false, List.of());
    }

    /** The same, taking part in a spanning tree. */
    public Bridge withTree() {
      return new Bridge(highest, false, true, priority, address, snooping, orders);
    }
  }

  /** What a port is told. */
  public record Order(int port, PortOrder words) {}

  /** The directory of a VDE switch, who may enter, and the port groups in it. */
  public record Door(Path directory, Access access, List<PortGroup> groups) {}
}
