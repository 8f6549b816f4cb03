package io.qnet.launcher.user;

import io.qnet.captures.CaptureException;
import io.qnet.captures.CaptureFile;
import io.qnet.captures.CaptureOrigin;
import io.qnet.captures.TappedLink;
import io.qnet.captures.WallTime;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.OpenPort;
import io.qnet.launcher.port.PortSpec;
import io.qnet.posix.PingSocket;
import io.qnet.posix.PosixException;
import io.qnet.posix.ThreadPriority;
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
import io.qnet.wire.Drops;
import io.qnet.wire.Link;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.impair.Witness;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running user-mode segment: one port, one gateway, the capture between them, and the threads
 * they need. May be used from any thread but the segment's own.
 */
public final class UserSegment implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UserSegment.class);
  private static final int CLOSE_SECONDS = 5;
  private static final int MAX_JOBS = 64;
  private static final int CAPTURE_NICE = 10;

  private final Host host;
  private final Loop loop;
  private final @Nullable CaptureFile capture;
  private final PortSpec port;
  private final Gateway gateway;
  private final Doors doors;
  private final OwnListeners listeners;
  private final Impairments impairments;
  private final AtomicBoolean closed = new AtomicBoolean();

  private UserSegment(
      Host host,
      @Nullable CaptureFile capture,
      PortSpec port,
      Gateway gateway,
      Doors doors,
      OwnListeners listeners,
      Impairments impairments) {
    this.host = host;
    this.loop = host.loop;
    this.capture = capture;
    this.port = port;
    this.gateway = gateway;
    this.doors = doors;
    this.listeners = listeners;
    this.impairments = impairments;
  }

  /**
   * What a segment has to do with whoever starts it.
   *
   * @param names answered before the host's own, by their IPv4 or IPv6 addresses
   * @param events told what happens, on the segment's thread
   * @param wrapper puts something around the link, nearest to the gateway; or returns it as it is
   */
  public record Company(
      Map<String, List<IpAddress>> names,
      Consumer<GatewayEvent> events,
      UnaryOperator<Link> wrapper) {}

  /** As {@link #start(UserPlan, Company)}, with nothing around the link. */
  public static UserSegment start(
      UserPlan plan, Map<String, List<IpAddress>> names, Consumer<GatewayEvent> events) {
    return start(plan, new Company(names, events, UnaryOperator.identity()));
  }

  /**
   * Starts what {@code plan} describes; frames can flow when this returns.
   *
   * @throws Failure if a port or the capture cannot be had; nothing is left behind then
   */
  public static UserSegment start(UserPlan plan, Company company) {
    if (plan.options().gateway().policy().icmp() == IcmpPolicy.PROXY) {
      requirePings();
    }
    Loop loop = Loop.start("qnet-" + plan.name());
    ExecutorService background = background();
    OpenPort port = null;
    CaptureFile capture = null;
    Outlets outlets = null;
    boolean started = false;
    try {
      port = OpenPort.of(plan.port(), loop, plan.name() + ".net0", plan.options().gateway().mtu());
      Path captureFile = plan.capture(); // after the port: whoever has that may be writing this
      capture = captureFile == null ? null : capture(captureFile, loop);
      outlets = Outlets.open(loop, background, plan.options());
      OwnListeners listeners = new OwnListeners(port);
      Drops drops = new Drops();
      HostSockets sockets =
          new HostSockets(loop, background, drops, plan.options().outbound().resolve());
      Host host = new Host(loop, background, drops, sockets, outlets);
      Impairments impairments = new Impairments(loop, company.events());
      Gateway gateway = gateway(plan, company, host, capture, port, listeners, impairments);
      Doors doors = Doors.open(loop, sockets, gateway, plan.options().forwards());
      started = true;
      return new UserSegment(host, capture, port.spec(), gateway, doors, listeners, impairments);
    } finally {
      if (!started) {
        if (port != null) {
          loop.execute(port.link()::close);
        }
        stop(loop, background, capture, outlets);
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

  /** What a gateway needs of this process and this host. */
  private record Host(
      Loop loop, ExecutorService background, Drops drops, HostSockets sockets, Outlets outlets) {}

  private static void stop(
      Loop loop,
      ExecutorService background,
      @Nullable CaptureFile capture,
      @Nullable Outlets outlets) {
    loop.close();
    background.shutdownNow();
    if (outlets != null) {
      outlets.close();
    }
    if (capture != null) {
      capture.close();
    }
  }

  private static Gateway gateway(
      UserPlan plan,
      Company company,
      Host host,
      @Nullable CaptureFile capture,
      OpenPort port,
      OwnListeners listeners,
      Impairments impairments) {
    Loop loop = host.loop;
    GatewaySettings settings = plan.options().gateway();
    Ipv6Hosts six = settings.ipv6();
    HostNames.Gateway names =
        new HostNames.Gateway(settings.hosts().host(), six == null ? null : six.host());
    HostFiles files =
        HostFiles.read(
            Path.of("/etc/hosts"),
            Path.of("/etc/resolv.conf"),
            names,
            host.background,
            loop::execute);
    files.setExtra(company.names());
    Path folder = plan.options().tftp();
    Link link = port.link();
    Witness witness = Witness.NONE;
    if (capture != null) {
      capture.tellName(settings.hosts().host(), "gateway.qnet");
      capture.tellName(settings.hosts().dns(), "dns.qnet");
      Fates fates = new Fates(host.drops);
      TappedLink tapped =
          new TappedLink(link, capture, loop.burst(), port.spec().toString(), fates);
      witness = new CaptureWitness(tapped, fates);
      link = tapped;
    }
    Link wrapped = company.wrapper().apply(impairments.wrap(link, witness));
    GatewayEnvironment environment =
        new GatewayEnvironment(
            loop.burst(),
            host.sockets,
            new HostServices(
                files,
                host.outlets,
                folder == null ? null : new TftpFolder(folder, host.background, loop::execute)),
            new KernelRandom(),
            host.drops,
            company.events(),
            new HostAddresses(),
            listeners);
    return await(
        loop.submit(
            () -> {
              Gateway made = new Gateway(settings, wrapped, environment);
              impairments.begin(plan.impairment());
              made.open();
              return made;
            }));
  }

  private static CaptureFile capture(Path file, Loop loop) {
    try {
      return CaptureFile.create(
          file, CaptureOrigin.here("qnet"), WallTime.of(loop.clock()), UserSegment::modest);
    } catch (CaptureException e) {
      throw Failure.failed(
          String.valueOf(e.getMessage()),
          "nothing would be captured",
          "choose another file with --capture");
    }
  }

  /**
   * On a busy processor the guest goes first: records are lost, and counted, before frames wait.
   */
  private static void modest() {
    try {
      ThreadPriority.lower(CAPTURE_NICE);
    } catch (PosixException refused) {
      LOG.debug("{}", refused.getMessage());
    }
  }

  /** One thread for what blocks; a full queue rejects, and its users try again later. */
  private static ExecutorService background() {
    return new ThreadPoolExecutor(
        0,
        1,
        10,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(MAX_JOBS),
        work -> {
          Thread thread = new Thread(work, "qnet-background");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Where the machine plugs in, as it came out. */
  public PortSpec port() {
    return port;
  }

  /** The ports of this host that lead into guests, as they stand. */
  public List<ForwardRule> forwards() {
    return doors.rules();
  }

  /** What there is now. */
  public GatewaySnapshot snapshot() {
    return await(snapshotLater());
  }

  /** What there is when the segment's thread comes to it. */
  CompletableFuture<GatewaySnapshot> snapshotLater() {
    return loop.submit(gateway::snapshot);
  }

  /** The links, and what goes wrong on them. */
  Impairments impairments() {
    return impairments;
  }

  /** The time of the segment's clock, in nanoseconds. */
  long now() {
    return loop.clock().now();
  }

  /** From now on guests are refused at this port of 127.0.0.1, where qnet itself listens. */
  void keepFrom(int apiPort) {
    listeners.setApiPort(apiPort);
  }

  /** Resets the guest's connections and gives everything back; a second time does nothing. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      doors.close();
      await(
          loop.submit(
              () -> {
                gateway.close();
                return true;
              }));
    } finally {
      stop(loop, host.background, capture, host.outlets);
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the segment does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
