package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.qmp.QmpMonitor;
import io.qnet.launcher.user.EventRing;
import io.qnet.launcher.user.SegmentApi;
import io.qnet.web.Consoles;
import io.qnet.web.LabApi;
import io.qnet.web.RedirectApi;
import io.qnet.web.RefusedException;
import java.io.IOException;
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
  private final VmCables cables;
  private final QmpMonitor monitor;
  private final EventRing events;
  private final Consoles consoles;

  VmApi(
      String name,
      VmNetworks networks,
      VmCables cables,
      QmpMonitor monitor,
      EventRing events,
      Consoles consoles) {
    this.name = name;
    this.networks = networks;
    this.cables = cables;
    this.monitor = monitor;
    this.events = events;
    this.consoles = consoles;
  }

  @Override
  public Status status() {
    return new Status(name, "run", String.join(" ", cables.modes()), startedAt);
  }

  @Override
  public @Nullable CompletionStage<List<String>> order(String order, Map<String, String> words) {
    return order.equals("network")
        ? CompletableFuture.supplyAsync(() -> move(words), VmApi::onThread)
        : null;
  }

  /** A move waits for QEMU; seldom enough for a thread of its own. */
  private static void onThread(Runnable work) {
    Thread thread = new Thread(work, "cable");
    thread.setDaemon(true);
    thread.start();
  }

  private List<String> move(Map<String, String> words) {
    try {
      int card = Integer.parseInt(words.getOrDefault("card", "0"));
      return cables.move(card, NetMode.parse(words.getOrDefault("mode", "")));
    } catch (Failure refused) {
      throw new RefusedException(
          false, String.valueOf(refused.getMessage()), refused.meaning(), refused.remedy());
    } catch (NumberFormatException noNumber) {
      throw new RefusedException(
          false, "a card has a number, from 0", "nothing was changed", "write --card 0");
    } catch (IOException gone) {
      throw new RefusedException(
          false,
          "QEMU does not do it: " + gone.getMessage(),
          "the cable may hang loose",
          "look: qnet monitor 'info network'");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new RefusedException(false, "stopped", "the machine is ending", "start it again");
    }
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
  public RedirectApi redirects() {
    return new VmRedirects(
        name, () -> networks.apis().stream().map(SegmentApi::redirects).toList());
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
