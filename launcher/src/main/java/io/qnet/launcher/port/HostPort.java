package io.qnet.launcher.port;

import io.qnet.wire.address.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** {@code host:port}, with the host in numbers: no name service is asked. */
final class HostPort {
  private static final int MAX_PORT = 65535;

  private HostPort() {}

  /**
   * Reads {@code 127.0.0.1:9000}, {@code [::1]:9000}, {@code localhost:9000} or {@code :9000},
   * which is 127.0.0.1.
   *
   * @throws IllegalArgumentException if {@code text} is something else; the message is one sentence
   */
  static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("'" + text + "' has no port number");
    }
    String host = text.substring(0, colon);
    if (host.indexOf(':') >= 0) {
      if (!host.startsWith("[") || !host.endsWith("]")) {
        throw new IllegalArgumentException(
            "an IPv6 address goes into brackets, but got '" + text + "'");
      }
      host = host.substring(1, host.length() - 1);
    }
    return new InetSocketAddress(address(host), port(text.substring(colon + 1)));
  }

  /** A numeric address; empty and {@code localhost} are 127.0.0.1. */
  static InetAddress address(String host) {
    String numeric = host.isEmpty() || host.equals("localhost") ? "127.0.0.1" : host;
    return IpAddress.parse(numeric).toInet();
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MAX_PORT) {
      throw new IllegalArgumentException("'" + text + "' is not a port number, 0 to " + MAX_PORT);
    }
    return Integer.parseInt(text);
  }
}
