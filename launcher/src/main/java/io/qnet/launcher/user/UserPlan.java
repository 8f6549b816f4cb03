package io.qnet.launcher.user;

import io.qnet.launcher.port.PortSpec;
import io.qnet.wire.impair.ImpairmentPlan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * All that a user-mode session is made from.
 *
 * @param name the session's name
 * @param port where the machine plugs in
 * @param options the network behind it
 * @param capture the pcapng file to write; null for none
 * @param directory where the address and the token of its API are written; null for no API
 * @param sockets where others' clients ask for doors
 * @param impairment what goes wrong on the port's link from the beginning; null for nothing
 */
public record UserPlan(
    String name,
    PortSpec port,
    UserOptions options,
    @Nullable Path capture,
    @Nullable Path directory,
    Sockets sockets,
    @Nullable ImpairmentPlan impairment) {
  /**
   * Unix sockets where clients of other programs ask for doors; each null for none.
   *
   * @param slirp4netns in the words of slirp4netns
   * @param services in those of gvisor-tap-vsock
   */
  public record Sockets(@Nullable Path slirp4netns, @Nullable Path services) {
    /** None. */
    public static final Sockets NONE = new Sockets(null, null);
  }

  /** With nothing that goes wrong, and where nobody else's clients ask for doors. */
  public UserPlan(
      String name,
      PortSpec port,
      UserOptions options,
      @Nullable Path capture,
      @Nullable Path directory) {
    this(name, port, options, capture, directory, Sockets.NONE, null);
  }

  /** Without an API. */
  public UserPlan(String name, PortSpec port, UserOptions options, @Nullable Path capture) {
    this(name, port, options, capture, null, Sockets.NONE, null);
  }
}
