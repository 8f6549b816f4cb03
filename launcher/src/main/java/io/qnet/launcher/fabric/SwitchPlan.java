package io.qnet.launcher.fabric;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.user.UserOptions;
import io.qnet.vde.plug.Access;
import io.qnet.vde.plug.PortGroup;
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
 * @param highest the highest port number
 * @param hub whether it is a hub
 * @param capture the pcapng file to write; null for none
 * @param directory where the address and the token of its API are written; null for no API
 */
public record SwitchPlan(
    String name,
    @Nullable Door door,
    @Nullable Desk desk,
    List<PortSpec> ports,
    @Nullable UserOptions user,
    int highest,
    boolean hub,
    @Nullable Path capture,
    @Nullable Path directory) {
  /**
   * The console.
   *
   * @param socket where it listens; null for nowhere
   * @param mode of that
   * @param commands the lines of an rc file, done at the start
   */
  public record Desk(@Nullable Path socket, int mode, List<String> commands) {}

  /** The directory of a VDE switch, who may enter, and the port groups in it. */
  public record Door(Path directory, Access access, List<PortGroup> groups) {}
}
