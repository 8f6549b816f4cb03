package io.qnet.launcher.fabric;

import io.qnet.captures.CaptureFile;
import io.qnet.captures.TappedLink;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.OpenPort;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.user.Impairments;
import io.qnet.launcher.user.OwnListeners;
import io.qnet.launcher.user.UserGateway;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserSegment;
import io.qnet.launcher.work.Awaited;
import io.qnet.vde.Owner;
import io.qnet.vde.Plug;
import io.qnet.vde.PortOrder;
import io.qnet.vde.SwitchSettings;
import io.qnet.vde.SwitchSnapshot;
import io.qnet.vde.VirtualSwitch;
import io.qnet.vde.plug.VdeDirectory;
import io.qnet.vde.stp.BridgeSettings;
import io.qnet.wire.Drops;
import io.qnet.wire.Link;
import io.qnet.wire.Offloads;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.impair.Witness;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A running switch with all that is plugged into it. May be used from any thread but the segment's
 * own.
 */
public final class SwitchSegment implements AutoCloseable {
  private static final PortOrder SHARED = PortOrder.parse("shared");
  private static final int MAX_JOBS = 512;
  private static final int MTU = 1500;

  /** vde_switch makes its addresses like this: 00:ff, and four octets of its own. */
  private static final long VDE_ADDRESSES = 0x00ff_0000_0000L;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SwitchPlan plan;
  private final Loop loop;
  private final ExecutorService background;
  private final Occurrences occurrences;
  private final List<OpenPort> ports = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final VirtualSwitch bridge;
  private final Impairments impairments;
  private @Nullable CaptureFile capture;
  private @Nullable VdeDirectory door;
  private @Nullable UserGateway gateway;
  private @Nullable Desk desk;

  private SwitchSegment(SwitchPlan plan, Occurrences occurrences) {
    this.plan = plan;
    this.occurrences = occurrences;
    this.loop = Loop.start("qnet-" + plan.name());
    this.background = Awaited.background(MAX_JOBS);
    this.impairments = new Impairments(loop, occurrences::note);
    SwitchSettings settings =
        SwitchSettings.of(plan.name(), plan.bridge().highest(), RANDOM.nextLong());
    this.bridge =
        new VirtualSwitch(
            plan.bridge().hub() ? settings.asHub() : settings, loop.burst(), occurrences::note);
  }

  /**
   * Starts what {@code plan} describes; frames can flow when this returns.
   *
   * @param occurrences told what happens, on the segment's thread
   * @param shutdown ends the switch, if somebody says so at its console
   * @throws Failure if a port, the directory, the console or the capture cannot be had; nothing is
   *     left then
   */
  public static SwitchSegment start(SwitchPlan plan, Occurrences occurrences, Runnable shutdown) {
    SwitchSegment segment = new SwitchSegment(plan, occurrences);
    boolean started = false;
    try {
      segment.setUp();
      segment.openPorts();
      Path file = plan.capture();
      segment.capture = file == null ? null : UserSegment.capture(file, segment.loop);
      segment.plugIn();
      segment.openDoor();
      segment.openGateway();
      segment.openDesk(shutdown);
      started = true;
      return segment;
    } finally {
      if (!started) {
        segment.close();
      }
    }
  }

  private void setUp() {
    SwitchPlan.Bridge wanted = plan.bridge();
    MacAddress address = wanted.address();
    BridgeSettings identity =
        BridgeSettings.of(
            address == null
                ? new MacAddress(VDE_ADDRESSES | Integer.toUnsignedLong(RANDOM.nextInt()))
                : address);
    Awaited.of(
        loop.submit(
            () -> {
              bridge.tree().configure(identity.withPriority(wanted.priority()));
              wanted.orders().forEach(this::tell);
              bridge.control().setSnooping(wanted.snooping());
              if (wanted.stp()) {
                bridge.tree().start();
              }
              return true;
            }));
  }

  private void tell(SwitchPlan.Order order) {
    String rule = "--rule " + order.port() + ": ";
    try {
      if (!order.words().apply(bridge, order.port())) {
        throw Failure.usage(
            rule + "there is no such port",
            "the switch has " + plan.bridge().highest() + " ports",
            "start it with more: --ports " + (order.port() + 1));
      }
    } catch (IllegalArgumentException wrong) {
      throw Failure.usage(
          rule + wrong.getMessage(), "nothing was started", "see qnet switch --help");
    }
  }

  private void openPorts() {
    UserOptions user = plan.user();
    int mtu = user == null ? MTU : user.gateway().mtu();
    for (PortSpec spec : plan.ports()) {
      String name = plan.name() + ".port" + (ports.size() + 1);
      ports.add(OpenPort.of(spec, loop, name, mtu));
    }
  }

  private void plugIn() {
    for (OpenPort port : ports) {
      Link link = impaired(port.link(), port.spec().toString(), impairments::wrap);
      boolean shared = port.spec() instanceof PortSpec.Mcast;
      require(Awaited.of(loop.submit(() -> plug(link, shared))), port.spec().toString());
    }
    Awaited.of(
        loop.submit(
            () -> {
              impairments.begin(plan.impairment());
              return true;
            }));
  }

  private boolean plug(Link link, boolean shared) {
    Plug plug = bridge.reserve(VirtualSwitch.ANY_PORT, Owner.inside(link.name()));
    if (plug == null) {
      return false;
    }
    if (shared) {
      plug.suggest(SHARED);
    }
    plug.open(link);
    return true;
  }

  /** Tells a port something while the switch runs; ends with false if there is no such port. */
  public CompletableFuture<Boolean> orderLater(int port, PortOrder words) {
    return loop.submit(() -> words.apply(bridge, port));
  }

  private void require(boolean plugged, String what) {
    if (!plugged) {
      throw Failure.usage(
          "there is no port left for " + what,
          "the switch has " + plan.bridge().highest() + " ports",
          "start it with more: --ports " + (ports.size() + 16));
    }
  }

  private Link tapped(Link link, String description) {
    CaptureFile file = capture;
    return file == null
        ? link
        : new TappedLink(link, file, loop.burst(), description, new Fates(bridge));
  }

  /** Captured, and nothing is wrong with it until {@code qnet impair} says so. */
  private Link impaired(Link link, String description, BiFunction<Link, Witness, Link> impairment) {
    CaptureFile file = capture;
    if (file == null) {
      return impairment.apply(link, Witness.NONE);
    }
    Fates fates = new Fates(bridge);
    TappedLink tapped = new TappedLink(link, file, loop.burst(), description, fates);
    return impairment.apply(tapped, fates.witness(tapped));
  }

  private void openDoor() {
    SwitchPlan.Door wanted = plan.door();
    if (wanted == null) {
      return;
    }
    VdeDirectory.Segment segment =
        new VdeDirectory.Segment(
            loop,
            bridge,
            background,
            link -> impaired(link, "VDE", impairments::wrapPassing)); // forgotten when it goes
    try {
      door = VdeDirectory.open(wanted.directory(), wanted.access(), wanted.groups(), segment);
    } catch (NoSuchFileException e) {
      Path parent = wanted.directory().toAbsolutePath().getParent();
      throw Failure.failed(
              "cannot open the VDE switch " + wanted.directory(),
              "there is no directory " + parent,
              "create it first: mkdir -p " + parent)
          .because(e);
    } catch (IOException e) {
      throw Failure.failed(
              "cannot open the VDE switch " + wanted.directory(),
              String.valueOf(e.getMessage()),
              "choose another directory with --vde, or end whoever uses this one")
          .because(e);
    }
  }

  private void openGateway() {
    UserOptions user = plan.user();
    if (user == null) {
      return;
    }
    if (capture != null) {
      UserSegment.tellNames(capture, user);
    }
    String name = plan.name() + ".gateway";
    Link jack =
        Awaited.of(
            loop.submit(
                () -> bridge.jack(name, Offloads.PLAIN, link -> tapped(link, "the gateway"))));
    if (jack == null) {
      require(false, "the gateway");
      return;
    }
    UserGateway.Host host =
        new UserGateway.Host(
            loop, background, new Drops(), new OwnListeners(ports), plan.directory());
    gateway = UserGateway.start(host, user, Map.of(), occurrences::note, jack);
  }

  private void openDesk(Runnable shutdown) {
    if (plan.desk() != null) {
      desk = Desk.open(plan, plan.desk(), new Desk.Segment(loop, bridge, background, shutdown));
      occurrences.tellAlso(desk::note);
    }
  }

  /** What machines plug into, as it came out: the VDE switch first, if there is one. */
  public List<PortSpec> places() {
    List<PortSpec> places = new ArrayList<>();
    SwitchPlan.Door entrance = plan.door();
    if (entrance != null) {
      places.add(new PortSpec.Vde(entrance.directory(), ""));
    }
    ports.forEach(port -> places.add(port.spec()));
    return places;
  }

  /** The gateway; null if there is none. */
  public @Nullable UserGateway gateway() {
    return gateway;
  }

  /** What there is when the segment's thread comes to it. */
  public CompletableFuture<SwitchSnapshot> snapshotLater() {
    return loop.submit(bridge::snapshot);
  }

  /** What {@code question} says of the switch, on the segment's thread. */
  public <T> CompletableFuture<T> ask(Function<VirtualSwitch, T> question) {
    return loop.submit(() -> question.apply(bridge));
  }

  /** The links of the ports, which can be made bad ones. */
  Impairments impairments() {
    return impairments;
  }

  /** The time of the segment's clock, in nanoseconds. */
  long now() {
    return loop.clock().now();
  }

  /** Pulls every cable and gives everything back; a second time does nothing. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    UserGateway inside = gateway;
    try {
      if (inside != null) {
        inside.closeConnections();
      }
      Awaited.of(
          loop.submit(
              () -> {
                bridge.close();
                ports.forEach(port -> port.link().close());
                return true;
              }));
    } finally {
      if (door != null) {
        door.close();
      }
      if (desk != null) {
        desk.close();
      }
      loop.close();
      background.shutdownNow();
      if (inside != null) {
        inside.close();
      }
      if (capture != null) {
        capture.close();
      }
    }
  }
}
