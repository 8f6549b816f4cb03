package io.qnet.launcher.port;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a machine plugs in, as {@code --port} and lab files name it. */
public sealed interface PortSpec {
  /**
   * Reads a port spec.
   *
   * @param directory where a relative path begins
   * @throws io.qnet.launcher.cli.Failure if it is not one, or not one that works in this version
   */
  static PortSpec parse(String text, Path directory) {
    return new PortSpecParser(text, directory).parse();
  }

  /**
   * QEMU's back-end for this port, called {@code id}: what follows {@code -netdev}.
   *
   * @throws UnsupportedOperationException if no QEMU plugs into a port of this kind
   */
  String netdev(String id);

  /** The words of a QEMU command line that plug one card into this port, ready for a shell. */
  default String qemuWords() {
    return "-netdev " + ShellWord.quote(netdev("net0")) + " -device e1000,netdev=net0";
  }

  /**
   * We listen, QEMU connects: {@code -netdev stream,server=off}, {@code -netdev socket,connect=}.
   *
   * @param local an {@link java.net.InetSocketAddress} or a {@link
   *     java.net.UnixDomainSocketAddress}
   */
  record Stream(SocketAddress local) implements PortSpec {
    @Override
    public String netdev(String id) {
      return "stream,id=" + id + ",server=off" + Endpoint.words("addr", Endpoint.reachable(local));
    }

    @Override
    public String toString() {
      return "stream:" + Endpoint.text(local);
    }
  }

  /**
   * QEMU listens, we connect: {@code -netdev stream,server=on}, {@code -netdev socket,listen=}.
   *
   * @param remote an {@link java.net.InetSocketAddress} or a {@link
   *     java.net.UnixDomainSocketAddress}
   */
  record StreamConnect(SocketAddress remote) implements PortSpec {
    @Override
    public String netdev(String id) {
      return "stream,id=" + id + ",server=on" + Endpoint.words("addr", remote);
    }

    @Override
    public String toString() {
      return "stream-connect:" + Endpoint.text(remote);
    }
  }

  /**
   * One datagram is one frame: {@code -netdev dgram}, {@code -netdev socket,udp=}. QEMU's local end
   * is our remote one.
   *
   * @param local where we receive
   * @param remote where QEMU receives; of the same family
   */
  record Dgram(SocketAddress local, SocketAddress remote) implements PortSpec {
    @Override
    public String netdev(String id) {
      return "dgram,id="
          + id
          + Endpoint.words("local", remote)
          + Endpoint.words("remote", Endpoint.reachable(local));
    }

    @Override
    public String toString() {
      return "dgram:" + Endpoint.text(local) + "," + Endpoint.text(remote);
    }
  }

  /**
   * A multicast group, which machines of {@code -netdev socket,mcast=} are in.
   *
   * @param group its address and port
   * @param via the address of the interface to use; null for the one that the routes name
   */
  record Mcast(InetSocketAddress group, @Nullable InetAddress via) implements PortSpec {
    @Override
    public String netdev(String id) {
      String words = "socket,id=" + id + ",mcast=" + Endpoint.text(group);
      return via == null ? words : words + ",localaddr=" + via.getHostAddress();
    }

    @Override
    public String toString() {
      String text = "mcast:" + Endpoint.text(group);
      return via == null ? text : text + "," + via.getHostAddress();
    }
  }

  /**
   * A VDE switch: ours to plug into, or the one that a machine plugs into.
   *
   * @param directory of the switch
   * @param place a port's number, a port group's name, or empty for any port
   */
  record Vde(Path directory, String place) implements PortSpec {
    @Override
    public String netdev(String id) {
      String words = "vde,id=" + id + ",sock=" + directory.toString().replace(",", ",,");
      return place.matches("[1-9][0-9]*") ? words + ",port=" + place : words;
    }

    @Override
    public String toString() {
      return "vde:" + directory + (place.isEmpty() ? "" : "[" + place + "]");
    }
  }

  /**
   * The host's own network stack is the machine that is plugged in.
   *
   * @param device the TAP device, made if there is none
   * @param netns the network namespace it is in, by name; null for qnet's own
   * @param offloads whether super-frames and unfinished checksums may cross it
   */
  record Tap(String device, @Nullable String netns, boolean offloads) implements PortSpec {
    @Override
    public String netdev(String id) {
      throw new UnsupportedOperationException("this host, and no QEMU, is plugged into " + this);
    }

    /**
     * What to type to give the host an address there. In a namespace that is its way out as well;
     * the host's own default route is nobody's business.
     *
     * @param address one that nobody is leased
     */
    public String hostWords(Ipv4Address address, Ipv4Subnet net, Ipv4Address gateway) {
      String ip = netns == null ? "ip " : "ip -n " + netns + " ";
      String words =
          this
              + "; to plug in: "
              + ip
              + "addr add "
              + address
              + "/"
              + net.prefixLength()
              + " dev "
              + ShellWord.quote(device);
      return netns == null ? words : words + " && " + ip + "route add default via " + gateway;
    }

    @Override
    public String toString() {
      return "tap:"
          + device
          + (netns == null ? "" : "@" + netns)
          + (offloads ? "" : PortSpecParser.NO_OFFLOADS);
    }
  }
}
