package io.qnet.launcher.port;

import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.work.Awaited;
import io.qnet.posix.PosixException;
import io.qnet.posix.TunDevice;
import io.qnet.tap.TapLink;
import io.qnet.vde.plug.VdeAddress;
import io.qnet.vde.plug.VdeClient;
import io.qnet.wire.Link;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.DatagramLink;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.MulticastLink;
import io.qnet.wire.channel.StreamLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.security.SecureRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port spec with the link that it stands for.
 *
 * @param spec as it came out: with the port number that was free, where 0 was asked for
 * @param link not open yet
 */
public record OpenPort(PortSpec spec, Link link) {
  private static final int MAX_JOBS = 8;

  /**
   * Makes the link of {@code spec} on {@code loop}.
   *
   * @param name the link's name, in captures and tables
   * @param mtu the largest IP datagram, in octets, where that is the link's business
   * @throws Failure if the address is taken, or cannot be had
   */
  public static OpenPort of(PortSpec spec, Loop loop, String name, int mtu) {
    return of(spec, loop, name, mtu, why -> {});
  }

  /**
   * The same.
   *
   * @param refusals told on the loop why a VDE switch that is there does not let us in
   */
  public static OpenPort of(
      PortSpec spec, Loop loop, String name, int mtu, Consumer<String> refusals) {
    try {
      if (spec instanceof PortSpec.Tap tap) {
        TunDevice.Wish wish = new TunDevice.Wish(tap.device(), tap.netns(), mtu, tap.offloads());
        return new OpenPort(spec, TapLink.open(loop, name, wish));
      }
      if (spec instanceof PortSpec.Stream stream) {
        StreamLink link = StreamLink.listen(loop, name, netty(stream.local()));
        boolean inet = stream.local() instanceof InetSocketAddress;
        return new OpenPort(inet ? new PortSpec.Stream(link.address()) : spec, link);
      }
      if (spec instanceof PortSpec.StreamConnect connect) {
        SocketAddress remote = netty(connect.remote());
        return new OpenPort(spec, StreamLink.connect(loop, name, remote, new SecureRandom()));
      }
      if (spec instanceof PortSpec.Mcast mcast) {
        return new OpenPort(spec, MulticastLink.join(loop, name, mcast.group(), mcast.via()));
      }
      if (spec instanceof PortSpec.Vde vde) {
        return new OpenPort(spec, plug(vde, loop, name, refusals));
      }
      PortSpec.Dgram dgram = (PortSpec.Dgram) spec;
      SocketAddress remote = netty(dgram.remote());
      DatagramLink link = DatagramLink.bind(loop, name, netty(dgram.local()), remote);
      boolean inet = dgram.local() instanceof InetSocketAddress;
      return new OpenPort(inet ? new PortSpec.Dgram(link.address(), dgram.remote()) : spec, link);
    } catch (PosixException e) {
      String what = "cannot open the port " + spec + ": " + e.failure();
      Failure failure =
          e.isLack()
              ? Failure.missing(what, e.meaning(), e.remedy())
              : Failure.failed(what, e.meaning(), e.remedy());
      throw failure.because(e);
    } catch (IOException e) {
      throw Failure.failed(
          "cannot open the port " + spec,
          String.valueOf(e.getMessage()),
          "choose another address with --port, or end whoever uses this one");
    }
  }

  private static Link plug(PortSpec.Vde vde, Loop loop, String name, Consumer<String> refusals) {
    String description =
        "qnet user=" + System.getProperty("user.name") + " pid=" + ProcessHandle.current().pid();
    VdeAddress address = new VdeAddress(vde.directory(), vde.place(), description);
    return VdeClient.link(
        loop, name, address, Awaited.background(MAX_JOBS), new SecureRandom(), refusals);
  }

  /** Whether qnet itself listens at this address of the host because of this port. */
  public boolean listensAt(IpAddress address, int port) {
    if (!(local() instanceof InetSocketAddress local) || local.getPort() != port) {
      return false;
    }
    return local.getAddress().isAnyLocalAddress()
        ? isHere(address)
        : IpAddress.of(local.getAddress()).equals(address);
  }

  private @Nullable SocketAddress local() {
    if (spec instanceof PortSpec.Stream stream) {
      return stream.local();
    }
    return spec instanceof PortSpec.Dgram dgram ? dgram.local() : null;
  }

  private static boolean isHere(IpAddress address) {
    try {
      return address.isLoopback() || NetworkInterface.getByInetAddress(address.toInet()) != null;
    } catch (SocketException e) {
      return true; // better shut than open
    }
  }

  private static SocketAddress netty(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress unix
        ? new DomainSocketAddress(unix.getPath().toString())
        : address;
  }
}
