package io.qnet.launcher.user;

import io.qnet.launcher.port.PortSpec;
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
 */
public record UserPlan(
    String name,
    PortSpec port,
    UserOptions options,
    @Nullable Path capture,
    @Nullable Path directory) {
  /** Without an API. */
  public UserPlan(String name, PortSpec port, UserOptions options, @Nullable Path capture) {
    this(name, port, options, capture, null);
  }
}
