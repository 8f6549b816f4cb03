package io.qnet.launcher.vm;

import io.qnet.launcher.qmp.QmpMonitor;
import io.qnet.launcher.user.EventRing;
import io.qnet.launcher.user.SegmentApi;
import io.qnet.web.Consoles;
import io.qnet.web.ImpairedLinkRow;
import io.qnet.web.LabApi;
import io.qnet.web.NetworkRow;
import io.qnet.web.RedirectApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the API shows of a machine: its gateways together, and what QEMU's own user mode says. */
final class VmApi implements LabApi {
  private static final long NATIVE_IDS = 1L << 40;

  private final String name;
  private final Instant startedAt = Instant.now();
  private final VmNetworks networks;
  private final VmOrders orders;
  private final QmpMonitor monitor;
  private final EventRing events;
  private final Consoles consoles;

  VmApi(
      String name,
      VmNetworks networks,
      VmOrders orders,
      QmpMonitor monitor,
      EventRing events,
      Consoles consoles) {
    this.name = name;
    this.networks = networks;
    this.orders = orders;
    this.monitor = monitor;
    this.events = events;
    this.consoles = consoles;
  }

  @Override
  public Status status() {
    return new Status(name, "run", String.join(" ", orders.cables().modes()), startedAt);
  }

  @Override
  public @Nullable CompletionStage<List<String>> order(String order, Map<String, String> words) {
    return orders.take(order, words);
  }

  @Override
  public CompletionStage<List<Mapping>> nat() {
    CompletionStage<List<Mapping>> ofQemu =
        monitor
            .client()
            .send("human-monitor-command", Map.of("command-line", "info usernet"))
            .thenApply(answer -> UsernetRows.parse(answer.asText(), NATIVE_IDS))
            .exceptionally(gone -> List.of());
    return all(SegmentApi::nat).thenCombine(ofQemu, VmApi::both);
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    List<T> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  @Override
  public CompletionStage<List<Lease>> leases() {
    return all(SegmentApi::leases);
  }

  private <T> CompletionStage<List<T>> all(
      Function<SegmentApi, CompletionStage<List<T>>> question) {
    CompletionStage<List<T>> all = CompletableFuture.completedFuture(List.of());
    for (SegmentApi segment : networks.apis()) {
      all = all.thenCombine(question.apply(segment), VmApi::both);
    }
    return all;
  }

  @Override
  public Consoles consoles() {
    return consoles;
  }

  @Override
  public List<NetworkRow> networks() {
    return networks.apis().stream().flatMap(segment -> segment.networks().stream()).toList();
  }

  @Override
  public @Nullable LabApi network(String name) {
    return networks.apis().stream()
        .filter(segment -> segment.network(name) != null)
        .findFirst()
        .orElse(null);
  }

  @Override
  public RedirectApi redirects() {
    return new VmRedirects(
        name, () -> networks.apis().stream().map(SegmentApi::redirects).toList());
  }

  @Override
  public CompletionStage<List<ImpairedLinkRow>> impairments() {
    return impairable().rows();
  }

  @Override
  public CompletionStage<List<ImpairedLinkRow>> impair(String link, String words) {
    return impairable().set(link, words);
  }

  private VmImpairments impairable() {
    return new VmImpairments(name, () -> List.copyOf(networks.apis()));
  }

  @Override
  public CompletionStage<Map<String, Long>> drops() {
    CompletionStage<Map<String, Long>> all = CompletableFuture.completedFuture(new TreeMap<>());
    for (SegmentApi segment : networks.apis()) {
      all =
          all.thenCombine(
              segment.drops(),
              (sum, more) -> {
                more.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
                return sum;
              });
    }
    return all;
  }

  @Override
  public List<Event> eventsAfter(long id, int most) {
    return events.after(id, most);
  }
}
