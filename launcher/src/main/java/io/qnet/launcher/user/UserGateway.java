package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.work.Awaited;
import io.qnet.posix.PingSocket;
import io.qnet.posix.PosixException;
import io.qnet.redirect.ForwardRule;
import io.qnet.slirp.Gateway;
import io.qnet.slirp.GatewayEnvironment;
import io.qnet.slirp.GatewaySettings;
import io.qnet.slirp.GatewaySnapshot;
import io.qnet.slirp.HostServices;
import io.qnet.slirp.IcmpPolicy;
import io.qnet.slirp.dns.HostFiles;
import io.qnet.slirp.dns.HostNames;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.host.HostSockets;
import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.slirp.tftp.TftpFolder;
import io.qnet.web.NetworkRow;
import io.qnet.web.RedirectApi;
import io.qnet.wire.Drops;
import io.qnet.wire.Link;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.channel.Loop;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A user-mode gateway with all that it needs of this process and this host: sockets, names, files,
 * the ports that lead in, the programs that answer. May be used from any thread but the segment's.
 */
public final class UserGateway implements AutoCloseable {
  /** What a network is called where there is no other. */
  public static final String ONLY = "net0";

  /** The hub of a network that is on none. */
  public static final int NO_HUB = -1;

  private final Host host;
  private final GatewaySettings settings;
  private final Outlets outlets;
  private final Gateway gateway;
  private final Doors doors;

  private UserGateway(
      Host host, GatewaySettings settings, Outlets outlets, Gateway gateway, Doors doors) {
    this.host = host;
    this.settings = settings;
    this.outlets = outlets;
    this.gateway = gateway;
    this.doors = doors;
  }

  /**
   * Where a gateway lives.
   *
   * @param loop of its segment
   * @param background runs what blocks
   * @param drops counts what goes nowhere in it
   * @param listeners where qnet listens itself, and no guest gets to
   * @param directory where files of the programs go that answer guests; null for a temporary one
   */
  public record Host(
      Loop loop,
      ExecutorService background,
      Drops drops,
      OwnListeners listeners,
      @Nullable Path directory) {}

  /**
   * Starts a gateway on {@code link}, which it opens; it answers when this returns.
   *
   * @param names answered before the host's own
   * @param events told what happens, on the segment's thread
   * @throws Failure if a port, a program or a folder cannot be had; nothing is left behind then
   */
  public static UserGateway start(
      Host host,
      UserOptions options,
      Map<String, List<IpAddress>> names,
      Consumer<GatewayEvent> events,
      Link link) {
    if (options.gateway().policy().icmp() == IcmpPolicy.PROXY) {
      requirePings();
    }
    Loop loop = host.loop;
    FirstGuest first = new FirstGuest(options.gateway().leases().first());
    Outlets outlets = Outlets.open(loop, host.background, options, host.directory);
    boolean started = false;
    try {
      HostSockets sockets =
          new HostSockets(loop, host.background, host.drops, options.outbound().resolve());
      GatewayEnvironment environment =
          new GatewayEnvironment(
              loop.burst(),
              sockets,
              services(host, options, names, outlets),
              new KernelRandom(),
              host.drops,
              event -> {
                first.accept(event);
                events.accept(event);
              },
              new HostAddresses(),
              host.listeners);
      Gateway gateway =
          Awaited.of(
              loop.submit(
                  () -> {
                    Gateway made = new Gateway(options.gateway(), link, environment);
                    made.open();
                    return made;
                  }));
      Doors doors =
          Doors.open(loop, sockets, gateway, options.gateway(), first, events, options.forwards());
      started = true;
      return new UserGateway(host, options.gateway(), outlets, gateway, doors);
    } finally {
      if (!started) {
        outlets.close();
      }
    }
  }

  /** Better said now than when a guest pings. */
  private static void requirePings() {
    try {
      PingSocket.tryOut();
    } catch (PosixException e) {
      throw Failure.missing("icmp=proxy: " + e.failure(), e.meaning(), e.remedy()).because(e);
    }
  }

  private static HostServices services(
      Host host, UserOptions options, Map<String, List<IpAddress>> names, Outlets outlets) {
    GatewaySettings settings = options.gateway();
    Ipv6Hosts six = settings.ipv6();
    HostNames.Gateway gateway =
        new HostNames.Gateway(hostOf(settings), six == null ? null : six.host());
    Loop loop = host.loop;
    HostFiles files =
        HostFiles.read(
            Path.of("/etc/hosts"),
            Path.of("/etc/resolv.conf"),
            gateway,
            host.background,
            loop::execute);
    files.setExtra(names);
    Path folder = options.tftp();
    @Nullable TftpFolder tftp =
        folder == null ? null : new TftpFolder(folder, host.background, loop::execute);
    return new HostServices(files, outlets, tftp);
  }

  /** Where guests find this host: behind the gateway, or as their router; null if nowhere. */
  private static @Nullable Ipv4Address hostOf(GatewaySettings settings) {
    Ipv4Address router = settings.policy().otherRouter();
    if (router == null) {
      return settings.hosts().host();
    }
    return new HostAddresses().test(router) ? router : null;
  }

  /**
   * Lets clients of slirp4netns ask for doors.
   *
   * @param path the unix socket where they come; null for nowhere
   * @throws Failure if the path cannot be had
   */
  public void serve(@Nullable Path path) {
    doors.serve(path, host.loop, host.background);
  }

  /** The doors, to be changed while it runs. */
  public RedirectApi redirects() {
    return new LiveRedirects(doors, host.background);
  }

  /**
   * What is shown of its network.
   *
   * @param id what QEMU would call it
   * @param aliases what else it is called
   * @param hub the number of the machine's hub that it is on, or {@link #NO_HUB}
   * @param port where a machine plugs in
   */
  public NetworkRow network(String id, List<String> aliases, int hub, String port) {
    String net = settings.hosts().net().network().toString();
    return new NetworkRow(id, aliases, hub, net, settings.policy().restrict(), port);
  }

  /** The ports of this host that lead into guests, as they stand. */
  public List<ForwardRule> forwards() {
    return doors.rules();
  }

  /** What there is when the segment's thread comes to it. */
  public CompletableFuture<GatewaySnapshot> snapshotLater() {
    return host.loop.submit(gateway::snapshot);
  }

  /** From now on guests are refused at these ports of 127.0.0.1, where qnet itself listens. */
  public void keepFrom(Set<Integer> ports) {
    host.listeners.setOthers(ports);
  }

  /** Resets the guests' connections, which closes the link; the loop has to run still. */
  public void closeConnections() {
    doors.close();
    Awaited.of(
        host.loop.submit(
            () -> {
              gateway.close();
              return true;
            }));
  }

  /** Ends the programs that answer guests. */
  @Override
  public void close() {
    outlets.close();
  }
}
