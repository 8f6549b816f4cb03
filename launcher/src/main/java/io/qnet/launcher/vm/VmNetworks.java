package io.qnet.launcher.vm;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.user.EventRing;
import io.qnet.launcher.user.SegmentApi;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.launcher.user.UserSegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a machine's cards are plugged into, as far as it is ours: a gateway in this process for each
 * card whose mode wants one, or a cable into a VDE switch. From any thread.
 */
final class VmNetworks implements AutoCloseable {
  private final VmPlan plan;
  private final Path directory;
  private final EventRing events;
  private final Map<Integer, UserSegment> segments = new TreeMap<>();
  private final Map<Integer, VdeRelay> relays = new TreeMap<>();
  private Set<Integer> listeners = Set.of();
  private int opened;

  VmNetworks(VmPlan plan, Path directory, EventRing events) {
    this.plan = plan;
    this.directory = directory;
    this.events = events;
  }

  /** Where a gateway for a card that is in {@code directory} is reached by this QEMU. */
  static PortSpec.Stream port(VmPlan plan, Path directory, String file, int inetPort) {
    String text =
        plan.features().stream()
            ? "stream:" + directory.resolve(file)
            : "stream:127.0.0.1:" + inetPort;
    return (PortSpec.Stream) PortSpec.parse(text, directory);
  }

  /**
   * Opens what {@code mode} needs for {@code card}.
   *
   * @return the back end for QEMU; null for no network
   */
  synchronized @Nullable NetBackend open(Card card, NetMode mode) {
    if (mode instanceof NetMode.Native direct) {
      VmPlanner.requireBackend(plan.features(), direct, VmFailure.MEANING);
      return direct.backend();
    }
    if (mode instanceof NetMode.None) {
      return null;
    }
    // Each opening has a socket of its own: QEMU may still hold the one before.
    String file =
        "net" + card.number() + (opened < plan.cards().size() ? "" : "-" + opened) + ".sock";
    opened++;
    PortSpec.Stream port =
        mode instanceof NetMode.Relayed relayed
            ? relay(card, port(plan, directory, file, 0), relayed)
            : gateway(card, port(plan, directory, file, 0), (NetMode.Gateway) mode);
    return NetBackend.to(port, plan.features());
  }

  private PortSpec.Stream relay(Card card, PortSpec.Stream port, NetMode.Relayed mode) {
    VdeRelay relay = VdeRelay.start(name(card), port, mode.place());
    relays.put(card.number(), relay);
    return relay.port();
  }

  private String name(Card card) {
    return plan.name() + (card.number() == 0 ? "" : "-net" + card.number());
  }

  private PortSpec.Stream gateway(Card card, PortSpec.Stream port, NetMode.Gateway gateway) {
    UserOptions options = UserOptions.parse(String.join(",", gateway.options()));
    UserPlan user = new UserPlan(name(card), port, options, null);
    UserSegment segment =
        UserSegment.start(
            user,
            UserSegment.Company.of(
                event -> events.add(event, System.currentTimeMillis()), directory));
    segment.keepFrom(listeners);
    segments.put(card.number(), segment);
    return (PortSpec.Stream) segment.port();
  }

  /** Closes what is ours behind a card. */
  void close(int card) {
    UserSegment segment;
    VdeRelay relay;
    synchronized (this) {
      segment = segments.remove(card);
      relay = relays.remove(card);
    }
    if (segment != null) {
      segment.close();
    }
    if (relay != null) {
      relay.close();
    }
  }

  /** Guests are kept from these ports of 127.0.0.1, where qnet itself listens. */
  synchronized void keepFrom(Set<Integer> ports) {
    listeners = Set.copyOf(ports);
    segments.values().forEach(segment -> segment.keepFrom(listeners));
  }

  /** The gateways that run, in the order of their cards, for the API. */
  synchronized List<SegmentApi> apis() {
    List<SegmentApi> apis = new ArrayList<>();
    segments.forEach((card, segment) -> apis.add(api(card, segment)));
    return apis;
  }

  /** As QEMU calls what is around it: the card's end, the back end, and the hub between them. */
  private SegmentApi api(int number, UserSegment segment) {
    Card card =
        plan.cards().stream().filter(each -> each.number() == number).findFirst().orElseThrow();
    List<String> aliases = List.of(new Cable(card).backend(), Integer.toString(number));
    return new SegmentApi(
        plan.name(), segment, events, segment.network(card.netdev(), aliases, number));
  }

  /** The ports of this host that lead into the machine, rule by rule. */
  synchronized List<String> forwards() {
    return segments.values().stream()
        .flatMap(segment -> segment.forwards().stream())
        .map(Object::toString)
        .toList();
  }

  @Override
  public void close() {
    List<Integer> all;
    synchronized (this) {
      all = new ArrayList<>(segments.keySet());
      all.addAll(relays.keySet());
    }
    all.forEach(this::close);
  }
}
