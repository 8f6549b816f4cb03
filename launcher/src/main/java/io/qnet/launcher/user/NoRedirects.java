package io.qnet.launcher.user;

import io.qnet.web.RedirectApi;
import io.qnet.web.RefusedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where no door can be, for there is no gateway that could call a guest.
 *
 * @param why what is missing
 * @param remedy what to type
 */
public record NoRedirects(String why, String remedy) implements RedirectApi {
  @Override
  public CompletionStage<List<Redirect>> list() {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public CompletionStage<List<Redirect>> add(List<String> rules) {
    return refused("no door was opened");
  }

  @Override
  public CompletionStage<List<Redirect>> remove(List<String> rules, boolean cut) {
    return refused("no door was shut");
  }

  private CompletionStage<List<Redirect>> refused(String meaning) {
    return CompletableFuture.failedFuture(new RefusedException(false, why, meaning, remedy));
  }
}
