package io.qnet.launcher.vm;

import io.qnet.launcher.user.NoRedirects;
import io.qnet.launcher.user.SegmentApi;
import io.qnet.redirect.ForwardRule.HostEnd;
import io.qnet.redirect.ForwardRules;
import io.qnet.web.RedirectApi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The doors into a machine: those of all its gateways; new ones are opened by the first. Asked anew
 * each time, for cards move between networks.
 */
final class VmRedirects implements RedirectApi {
  private final VmNetworks networks;

  VmRedirects(VmNetworks networks) {
    this.networks = networks;
  }

  private List<RedirectApi> gateways() {
    List<RedirectApi> all = new ArrayList<>();
    networks.apis().stream().map(SegmentApi::redirects).forEach(all::add);
    if (all.isEmpty()) {
      all.add(
          new NoRedirects(
              "this machine has no gateway of qnet's, and nobody else calls a guest",
              "move its card to one: qnet vm net VM user"));
    }
    return all;
  }

  @Override
  public CompletionStage<List<Redirect>> list() {
    CompletionStage<List<Redirect>> all = CompletableFuture.completedFuture(List.of());
    for (RedirectApi gateway : gateways()) {
      all =
          all.thenCombine(
              gateway.list(),
              (some, more) -> {
                List<Redirect> both = new ArrayList<>(some);
                both.addAll(more);
                return both;
              });
    }
    return all;
  }

  @Override
  public CompletionStage<List<Redirect>> add(List<String> rules) {
    return gateways().get(0).add(rules);
  }

  /** All of one gateway, the one that has the first of them. */
  @Override
  public CompletionStage<List<Redirect>> remove(List<String> rules, boolean cut) {
    CompletionStage<RedirectApi> owner = CompletableFuture.completedFuture(gateways().get(0));
    for (RedirectApi gateway : gateways()) {
      owner =
          owner.thenCombine(
              gateway.list(), (found, doors) -> holds(doors, rules.get(0)) ? gateway : found);
    }
    return owner.thenCompose(gateway -> gateway.remove(rules, cut));
  }

  private static boolean holds(List<Redirect> doors, String word) {
    try {
      HostEnd place = ForwardRules.parseHost(word);
      return doors.stream().anyMatch(door -> ForwardRules.parseHost(door.rule()).equals(place));
    } catch (IllegalArgumentException none) {
      return false; // whoever is asked says so
    }
  }
}
