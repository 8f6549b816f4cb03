package io.qnet.launcher.fabric;

import io.qnet.launcher.user.NoRedirects;
import io.qnet.launcher.user.SegmentApi;
import io.qnet.launcher.user.UserGateway;
import io.qnet.vde.Owner;
import io.qnet.vde.PlugRow;
import io.qnet.vde.PortOrder;
import io.qnet.vde.PortRow;
import io.qnet.vde.StationRow;
import io.qnet.vde.SwitchSnapshot;
import io.qnet.vde.VirtualSwitch;
import io.qnet.vde.console.Users;
import io.qnet.web.ImpairedLinkRow;
import io.qnet.web.LabApi;
import io.qnet.web.NetworkRow;
import io.qnet.web.RedirectApi;
import io.qnet.web.RefusedException;
import io.qnet.web.SnoopingRow;
import io.qnet.web.TreeRow;
import io.qnet.wire.DropReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the API shows of a switch, and of the gateway on it. */
final class SwitchApi implements LabApi {
  private final Status status;
  private final SwitchSegment segment;
  private final Occurrences occurrences;
  private final Users users = Desk.users();

  SwitchApi(SwitchPlan plan, SwitchSegment segment, Occurrences occurrences) {
    this.status =
        new Status(plan.name(), "switch", segment.places().get(0).toString(), Instant.now());
    this.segment = segment;
    this.occurrences = occurrences;
  }

  @Override
  public Status status() {
    return status;
  }

  @Override
  public CompletionStage<List<Mapping>> nat() {
    UserGateway gateway = segment.gateway();
    return gateway == null
        ? CompletableFuture.completedFuture(List.of())
        : gateway.snapshotLater().thenApply(SegmentApi::mappings);
  }

  @Override
  public CompletionStage<List<Lease>> leases() {
    UserGateway gateway = segment.gateway();
    return gateway == null
        ? CompletableFuture.completedFuture(List.of())
        : gateway.snapshotLater().thenApply(now -> SegmentApi.leases(now, segment.now()));
  }

  @Override
  public CompletionStage<Map<String, Long>> drops() {
    CompletionStage<Map<DropReason, Long>> bridge =
        segment.snapshotLater().thenApply(SwitchApi::allDrops);
    UserGateway gateway = segment.gateway();
    return (gateway == null
            ? bridge
            : bridge.thenCombine(gateway.snapshotLater(), (all, now) -> add(all, now.drops())))
        .thenApply(SegmentApi::counts);
  }

  private static Map<DropReason, Long> allDrops(SwitchSnapshot now) {
    Map<DropReason, Long> all = new EnumMap<>(DropReason.class);
    for (PortRow port : now.ports()) {
      add(all, port.dropped());
      port.plugs().forEach(plug -> add(all, plug.lost()));
    }
    return all;
  }

  private static Map<DropReason, Long> add(Map<DropReason, Long> all, Map<DropReason, Long> more) {
    more.forEach((reason, count) -> all.merge(reason, count, Long::sum));
    return all;
  }

  @Override
  public CompletionStage<List<SwitchPort>> switchPorts() {
    return segment.snapshotLater().thenApply(now -> now.ports().stream().map(this::port).toList());
  }

  private SwitchPort port(PortRow row) {
    PortRow.Traffic traffic = row.traffic();
    return new SwitchPort(
        row.number(),
        row.state().name().toLowerCase(Locale.ROOT),
        row.untagged() == VirtualSwitch.NO_VLAN ? null : row.untagged(),
        row.tagged(),
        row.plugs().stream().map(this::cable).toList(),
        row.stations(),
        traffic.framesIn(),
        traffic.octetsIn(),
        traffic.framesOut(),
        traffic.octetsOut(),
        SegmentApi.counts(row.dropped()),
        row.rules());
  }

  private Cable cable(PlugRow row) {
    Owner owner = row.owner();
    boolean host = owner.user() != Owner.NOBODY;
    return new Cable(
        row.id(),
        row.link(),
        owner.description(),
        host ? owner.user() : null,
        host ? users.name(owner.user()) : null,
        owner.process() == 0 ? null : owner.process(),
        row.up(),
        SegmentApi.counts(row.lost()));
  }

  @Override
  public CompletionStage<List<Station>> switchStations() {
    return segment
        .snapshotLater()
        .thenApply(now -> now.stations().stream().map(SwitchApi::station).toList());
  }

  private static Station station(StationRow row) {
    return new Station(
        row.mac().toString(),
        row.vlan(),
        row.port(),
        row.kind(),
        Duration.ofNanos(row.silence()).toSeconds());
  }

  @Override
  public List<NetworkRow> networks() {
    UserGateway gateway = segment.gateway();
    return gateway == null
        ? List.of()
        : List.of(gateway.network(UserGateway.ONLY, List.of(), UserGateway.NO_HUB, status.port()));
  }

  @Override
  public @Nullable LabApi network(String name) {
    return networks().stream().anyMatch(network -> network.answersTo(name)) ? this : null;
  }

  @Override
  public RedirectApi redirects() {
    UserGateway gateway = segment.gateway();
    return gateway == null
        ? new NoRedirects(
            "this switch has no gateway, and nobody else calls a guest",
            "start it with one: qnet switch --user ''")
        : gateway.redirects();
  }

  @Override
  public CompletionStage<TreeRow> switchTree() {
    return segment.snapshotLater().thenApply(TreeRows::of);
  }

  @Override
  public CompletionStage<SnoopingRow> switchSnooping() {
    long now = segment.now();
    return segment.ask(bridge -> SnoopingRows.of(bridge.control().snooping(now)));
  }

  @Override
  public CompletionStage<List<ImpairedLinkRow>> impairments() {
    return segment.impairments().rows();
  }

  @Override
  public CompletionStage<List<ImpairedLinkRow>> impair(String link, String words) {
    return segment.impairments().set(link, words);
  }

  @Override
  public @Nullable CompletionStage<List<String>> order(String name, Map<String, String> words) {
    if (!name.equals("port")) {
      return null;
    }
    String port = words.getOrDefault("port", "");
    String said = words.getOrDefault("words", "");
    if (port.equals("all")) {
      return orderAll(said.strip());
    }
    if (!port.matches("[0-9]{1,3}")) {
      throw new RefusedException(
          true, "'" + port + "' is no port", "nothing changed", "qnet switch ports lists them");
    }
    try {
      PortOrder order = PortOrder.parse(said);
      return segment
          .orderLater(Integer.parseInt(port), order)
          .handle((done, failed) -> answer(done, failed, port, order));
    } catch (IllegalArgumentException wrong) {
      String what = String.valueOf(wrong.getMessage());
      throw new RefusedException(true, what, "nothing changed", RuleHint.of(said));
    }
  }

  private static RefusedException refused(Throwable wrong) {
    String what = String.valueOf(wrong.getMessage());
    return new RefusedException(false, what, "nothing changed", "qnet switch set --help");
  }

  private CompletionStage<List<String>> orderAll(String said) {
    boolean on = said.equals("snooping") || said.equals("snooping=on");
    if (!on && !said.equals("snooping=off")) {
      throw new RefusedException(
          true,
          "a switch cannot be told '" + said + "'; the words are snooping and snooping=off",
          "nothing changed",
          "qnet switch set all snooping; what one port is told follows its number");
    }
    return segment.ask(
        bridge -> {
          bridge.control().setSnooping(on);
          return List.of("all: snooping" + (on ? "" : "=off"));
        });
  }

  private static List<String> answer(
      @Nullable Boolean done, @Nullable Throwable failed, String port, PortOrder order) {
    if (failed != null) {
      throw refused(failed);
    }
    if (!Boolean.TRUE.equals(done)) {
      throw new RefusedException(
          false,
          "there is no port " + port,
          "nothing changed",
          "qnet switch ports lists those that are in use");
    }
    return List.of("port " + port + ": " + order);
  }

  @Override
  public List<Event> eventsAfter(long id, int most) {
    return occurrences.ring().after(id, most);
  }
}
