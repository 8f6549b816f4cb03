package io.qnet.launcher.port;

import io.qnet.wire.address.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Socket addresses in QEMU's words and in ours. */
final class Endpoint {
  private Endpoint() {}

  /**
   * The address in QEMU's spelling, each word after a comma: {@code ,addr.type=unix,addr.path=/a}.
   * A comma inside a value is doubled, as QEMU wants it.
   */
  static String words(String prefix, SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      String path = unix.getPath().toString().replace(",", ",,");
      return "," + prefix + ".type=unix," + prefix + ".path=" + path;
    }
    InetSocketAddress inet = (InetSocketAddress) address;
    return ","
        + prefix
        + ".type=inet,"
        + prefix
        + ".host="
        + host(inet.getAddress())
        + ","
        + prefix
        + ".port="
        + inet.getPort();
  }

  /** Where somebody on this host reaches a listener: one on all addresses is on loopback too. */
  static SocketAddress reachable(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress()) {
      InetAddress loopback =
          inet.getAddress() instanceof Inet6Address
              ? HostPort.address("::1")
              : HostPort.address("127.0.0.1");
      return new InetSocketAddress(loopback, inet.getPort());
    }
    return address;
  }

  /** The address as a port spec spells it. */
  static String text(SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      return unix.getPath().toString();
    }
    InetSocketAddress inet = (InetSocketAddress) address;
    String host = host(inet.getAddress());
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
  }

  private static String host(InetAddress address) {
    return IpAddress.of(address).toString();
  }
}
