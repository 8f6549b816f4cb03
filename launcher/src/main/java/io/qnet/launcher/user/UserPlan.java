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
 * @param impairment what goes wrong on the port's link from the beginning; null for nothing
 */
public record UserPlan(
    String name,
    PortSpec port,
    UserOptions options,
    @Nullable Path capture,
    @Nullable Path directory,
    @Nullable ImpairmentPlan impairment) {
  /** With nothing that goes wrong. */
  public UserPlan(
      String name,
      PortSpec port,
      UserOptions options,
      @Nullable Path capture,
      @Nullable Path directory) {
    this(name, port, options, capture, directory, null);
  }

  /** Without an API. */
  public UserPlan(String name, PortSpec port, UserOptions options, @Nullable Path capture) {
    this(name, port, options, capture, null, null);
  }
}
