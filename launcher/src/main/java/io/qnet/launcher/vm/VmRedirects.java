package io.qnet.launcher.vm;

import io.qnet.redirect.DoorName;
import io.qnet.redirect.ForwardRule.HostEnd;
import io.qnet.web.RedirectApi;
import io.qnet.web.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The doors into a machine: those of the gateways that its cards are on. New ones lead through the
 * first of them.
 */
final class VmRedirects implements RedirectApi {
  private final String name;
  private final Supplier<List<RedirectApi>> gateways;

  /**
   * Of the machine {@code name}.
   *
   * @param gateways those that run now, in the order of the cards
   */
  VmRedirects(String name, Supplier<List<RedirectApi>> gateways) {
    this.name = name;
    this.gateways = gateways;
  }

  @Override
  public CompletionStage<List<Redirect>> list() {
    CompletionStage<List<Redirect>> all = CompletableFuture.completedFuture(List.of());
    for (RedirectApi gateway : gateways.get()) {
      all =
          all.thenCombine(
              gateway.list(),
              (first, more) -> {
                List<Redirect> both = new ArrayList<>(first);
                both.addAll(more);
                return both;
              });
    }
    return all;
  }

  @Override
  public CompletionStage<List<Redirect>> add(List<String> rules) {
    return some().get(0).add(rules);
  }

  /** All or none: so all have to be of one gateway. */
  @Override
  public CompletionStage<List<Redirect>> remove(List<String> rules, boolean cut) {
    List<RedirectApi> all = some();
    if (all.size() == 1) {
      return all.get(0).remove(rules, cut);
    }
    CompletionStage<List<RedirectApi>> owners =
        CompletableFuture.completedFuture(new ArrayList<>());
    for (RedirectApi gateway : all) {
      owners =
          owners.thenCombine(
              gateway.list(),
              (found, doors) -> {
                if (rules.stream().anyMatch(rule -> has(doors, rule))) {
                  found.add(gateway);
                }
                return found;
              });
    }
    return owners.thenCompose(found -> ofOne(found, all).remove(rules, cut));
  }

  private static boolean has(List<Redirect> doors, String rule) {
    try {
      Set<HostEnd> meant = places(rule).collect(Collectors.toSet());
      return doors.stream().flatMap(door -> places(door.rule())).anyMatch(meant::contains);
    } catch (IllegalArgumentException wrong) {
      return false; // whoever is asked says so
    }
  }

  private static Stream<HostEnd> places(String rule) {
    return DoorName.parse(rule).stream().map(DoorName::host);
  }

  /** One that none has is refused by the first, which says so. */
  private static RedirectApi ofOne(List<RedirectApi> found, List<RedirectApi> all) {
    if (found.size() > 1) {
      throw new RefusedException(
          false,
          "these doors lead to different cards",
          "no door was shut",
          "shut them card by card; qnet redirect list has them in that order");
    }
    return found.isEmpty() ? all.get(0) : found.get(0);
  }

  private List<RedirectApi> some() {
    List<RedirectApi> all = gateways.get();
    if (all.isEmpty()) {
      throw new RefusedException(
          false,
          "no card of " + name + " is on a gateway of qnet's",
          "nothing was changed",
          "plug one in: qnet vm net " + name + " user");
    }
    return all;
  }
}
