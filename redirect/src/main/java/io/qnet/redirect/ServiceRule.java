package io.qnet.redirect;

import io.qnet.wire.address.Ipv4Address;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A TCP port of a virtual host that leads out of the segment: QEMU's {@code guestfwd=}.
 *
 * @param server the virtual host; null for the file server
 * @param port where guests call
 * @param target who answers them
 */
public record ServiceRule(@Nullable Ipv4Address server, int port, Target target) {
  /** Who answers. */
  public sealed interface Target {}

  /**
   * A TCP port that this host reaches.
   *
   * @param host an address or a name, looked up whenever a guest calls
   */
  public record Tcp(String host, int port) implements Target {
    @Override
    public String toString() {
      return "tcp:" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** A unix stream socket of this host. */
  public record Unix(Path path) implements Target {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /** A program that is started for each call, with the call as its standard input and output. */
  public record Command(List<String> words) implements Target {
    /** Keeps a copy of its own. */
    public Command {
      words = List.copyOf(words);
    }

    @Override
    public String toString() {
      return "cmd:" + String.join(" ", words);
    }
  }

  /** The same for a file server that is known. */
  public ServiceRule at(Ipv4Address fileServer) {
    return server == null ? new ServiceRule(fileServer, port, target) : this;
  }

  /** As it is typed: {@code tcp:10.0.2.100:80-tcp:127.0.0.1:8080}. */
  @Override
  public String toString() {
    return "tcp:" + (server == null ? "" : server) + ":" + port + "-" + target;
  }
}
