package io.qnet.launcher.user;

import io.qnet.captures.CaptureException;
import io.qnet.captures.CaptureFile;
import io.qnet.captures.CaptureOrigin;
import io.qnet.captures.TappedLink;
import io.qnet.captures.WallTime;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.OpenPort;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.work.Awaited;
import io.qnet.posix.PosixException;
import io.qnet.posix.ThreadPriority;
import io.qnet.redirect.ForwardRule;
import io.qnet.slirp.GatewaySnapshot;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.web.NetworkRow;
import io.qnet.web.RedirectApi;
import io.qnet.wire.Drops;
import io.qnet.wire.Link;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.impair.ImpairedLink;
import io.qnet.wire.impair.Witness;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
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
  private static final int MAX_JOBS = 64;
  private static final int CAPTURE_NICE = 10;

  private final Loop loop;
  private final ExecutorService background;
  private final @Nullable CaptureFile capture;
  private final PortSpec port;
  private final UserGateway gateway;
  private final Impairments impairments;
  private final AtomicBoolean closed = new AtomicBoolean();

  private UserSegment(
      Loop loop,
      ExecutorService background,
      @Nullable CaptureFile capture,
      PortSpec port,
      UserGateway gateway,
      Impairments impairments) {
    this.loop = loop;
    this.background = background;
    this.capture = capture;
    this.port = port;
    this.gateway = gateway;
    this.impairments = impairments;
  }

  /**
   * What a segment has to do with whoever starts it.
   *
   * @param names answered before the host's own, by their IPv4 or IPv6 addresses
   * @param events told what happens, on the segment's thread
   * @param wrapper puts something around the link, nearest to the gateway; or returns it as it is
   * @param directory where files of the programs go that answer guests; null for a temporary one
   */
  public record Company(
      Map<String, List<IpAddress>> names,
      Consumer<GatewayEvent> events,
      UnaryOperator<Link> wrapper,
      @Nullable Path directory) {
    /** With files in a temporary folder. */
    public Company(
        Map<String, List<IpAddress>> names,
        Consumer<GatewayEvent> events,
        UnaryOperator<Link> wrapper) {
      this(names, events, wrapper, null);
    }

    /** Whom nobody watches. */
    public static Company of(Consumer<GatewayEvent> events, @Nullable Path directory) {
      return new Company(Map.of(), events, UnaryOperator.identity(), directory);
    }
  }

  /** As {@link #start(UserPlan, Company)}, with nothing around the link, and the plan's files. */
  public static UserSegment start(
      UserPlan plan, Map<String, List<IpAddress>> names, Consumer<GatewayEvent> events) {
    return start(plan, new Company(names, events, UnaryOperator.identity(), plan.directory()));
  }

  /**
   * Starts what {@code plan} describes; frames can flow when this returns.
   *
   * @throws Failure if a port or the capture cannot be had; nothing is left behind then
   */
  public static UserSegment start(UserPlan plan, Company company) {
    Loop loop = Loop.start("qnet-" + plan.name());
    ExecutorService background = Awaited.background(MAX_JOBS);
    OpenPort port = null;
    CaptureFile capture = null;
    UserGateway gateway = null;
    boolean started = false;
    try {
      port = OpenPort.of(plan.port(), loop, plan.name() + ".net0", plan.options().gateway().mtu());
      Path captureFile = plan.capture(); // after the port: whoever has that may be writing this
      capture = captureFile == null ? null : capture(captureFile, loop);
      Drops drops = new Drops();
      UserGateway.Host host =
          new UserGateway.Host(
              loop, background, drops, new OwnListeners(List.of(port)), company.directory());
      Impairments impairments = new Impairments(loop, company.events());
      Link link = impaired(impairments, port, capture, plan, host);
      gateway =
          UserGateway.start(
              host,
              plan.options(),
              company.names(),
              company.events(),
              company.wrapper().apply(link));
      gateway.serve(plan.sockets().slirp4netns());
      started = true;
      return new UserSegment(loop, background, capture, port.spec(), gateway, impairments);
    } finally {
      if (!started) {
        if (port != null) {
          loop.execute(port.link()::close);
        }
        stop(loop, background, gateway, capture);
      }
    }
  }

  /** The port's link, captured, and as bad as is wished: nearest to the gateway. */
  private static Link impaired(
      Impairments impairments,
      OpenPort port,
      @Nullable CaptureFile capture,
      UserPlan plan,
      UserGateway.Host host) {
    Link link = port.link();
    Witness witness = Witness.NONE;
    if (capture != null) {
      tellNames(capture, plan.options());
      Fates fates = new Fates(host.drops());
      TappedLink tapped =
          new TappedLink(link, capture, host.loop().burst(), port.spec().toString(), fates);
      witness = fates.witness(tapped);
      link = tapped;
    }
    ImpairedLink impaired = impairments.wrap(link, witness);
    Awaited.of(
        host.loop()
            .submit(
                () -> {
                  impairments.begin(plan.impairment());
                  return true;
                }));
    return impaired;
  }

  /** Has readers of the capture see who the gateway is. */
  public static void tellNames(CaptureFile capture, UserOptions options) {
    capture.tellName(options.gateway().hosts().host(), "gateway.qnet");
    capture.tellName(options.gateway().hosts().dns(), "dns.qnet");
  }

  private static void stop(
      Loop loop,
      ExecutorService background,
      @Nullable UserGateway gateway,
      @Nullable CaptureFile capture) {
    loop.close();
    background.shutdownNow();
    if (gateway != null) {
      gateway.close();
    }
    if (capture != null) {
      capture.close();
    }
  }

  /**
   * Begins a capture of what a segment carries.
   *
   * @throws Failure if the file cannot be had
   */
  public static CaptureFile capture(Path file, Loop loop) {
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

  /** Where the machine plugs in, as it came out. */
  public PortSpec port() {
    return port;
  }

  /** The ports of this host that lead into guests, as they stand. */
  public List<ForwardRule> forwards() {
    return gateway.forwards();
  }

  /** What is shown of its network; see {@link UserGateway#network}. */
  public NetworkRow network(String id, List<String> aliases, int hub) {
    return gateway.network(id, aliases, hub, port.toString());
  }

  /** The doors, to be changed while it runs. */
  RedirectApi redirects() {
    return gateway.redirects();
  }

  /** What there is now. */
  public GatewaySnapshot snapshot() {
    return Awaited.of(snapshotLater());
  }

  /** What there is when the segment's thread comes to it. */
  CompletableFuture<GatewaySnapshot> snapshotLater() {
    return gateway.snapshotLater();
  }

  /** The links, and what goes wrong on them. */
  Impairments impairments() {
    return impairments;
  }

  /** The time of the segment's clock, in nanoseconds. */
  long now() {
    return loop.clock().now();
  }

  /** From now on guests are refused at these ports of 127.0.0.1, where qnet itself listens. */
  public void keepFrom(Set<Integer> ports) {
    gateway.keepFrom(ports);
  }

  /** Resets the guest's connections and gives everything back; a second time does nothing. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      gateway.closeConnections();
    } finally {
      stop(loop, background, gateway, capture);
    }
  }
}
