package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Nearest;
import io.qnet.web.ImpairedLinkRow;
import io.qnet.web.LabApi;
import io.qnet.web.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The links of a machine that can be made bad ones: those to the gateways its cards are on. */
final class VmImpairments {
  private final String name;
  private final Supplier<List<LabApi>> gateways;

  /**
   * Of the machine {@code name}.
   *
   * @param gateways those that run now, in the order of the cards
   */
  VmImpairments(String name, Supplier<List<LabApi>> gateways) {
    this.name = name;
    this.gateways = gateways;
  }

  /** How all of them stand. */
  CompletionStage<List<ImpairedLinkRow>> rows() {
    CompletionStage<List<ImpairedLinkRow>> all = CompletableFuture.completedFuture(List.of());
    for (LabApi gateway : gateways.get()) {
      all = all.thenCombine(gateway.impairments(), VmImpairments::both);
    }
    return all;
  }

  private static List<ImpairedLinkRow> both(
      List<ImpairedLinkRow> first, List<ImpairedLinkRow> second) {
    List<ImpairedLinkRow> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  /**
   * Changes one, by its whole name or by what is behind a dot of it; the first card's, where that
   * fits several.
   */
  CompletionStage<List<ImpairedLinkRow>> set(String link, String words) {
    CompletionStage<Map<String, LabApi>> owners =
        CompletableFuture.completedFuture(new LinkedHashMap<>());
    for (LabApi gateway : gateways.get()) {
      owners =
          owners.thenCombine(
              gateway.impairments(),
              (all, rows) -> {
                rows.forEach(row -> all.put(row.link(), gateway));
                return all;
              });
    }
    return owners.thenCompose(all -> set(all, link, words));
  }

  private CompletionStage<List<ImpairedLinkRow>> set(
      Map<String, LabApi> owners, String link, String words) {
    String whole =
        owners.keySet().stream()
            .filter(each -> each.equals(link) || each.endsWith("." + link))
            .min((one, other) -> Boolean.compare(other.equals(link), one.equals(link)))
            .orElse("");
    LabApi owner = owners.get(whole);
    if (owner != null) {
      return owner.impair(whole, words);
    }
    if (owners.isEmpty()) {
      throw new RefusedException(
          false,
          "no card of " + name + " is on a gateway of qnet's",
          VmFailure.UNCHANGED,
          "plug one in: qnet vm net " + name + " user");
    }
    throw new RefusedException(
        false,
        "there is no link '" + link + "'",
        "the links are: " + String.join(", ", owners.keySet()),
        Nearest.hint(link, owners.keySet()));
  }
}
