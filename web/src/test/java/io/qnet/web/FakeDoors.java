package io.qnet.web;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Doors that exist on paper. */
final class FakeDoors implements RedirectApi {
  private final List<Redirect> open = new ArrayList<>();

  private static Redirect door(String rule) {
    return new Redirect(rule, "tcp", "127.0.0.1", 8080, "10.0.2.15", 80, "none", "this host", 2);
  }

  @Override
  public synchronized CompletionStage<List<Redirect>> list() {
    return CompletableFuture.completedFuture(List.copyOf(open));
  }

  @Override
  public synchronized CompletionStage<List<Redirect>> add(List<String> rules) {
    if (rules.contains("wrong")) {
      return CompletableFuture.failedFuture(
          new RefusedException(true, "wrong is no rule", "no door was opened", "write another"));
    }
    List<Redirect> opened = rules.stream().map(FakeDoors::door).toList();
    open.addAll(opened);
    return CompletableFuture.completedFuture(opened);
  }

  @Override
  public synchronized CompletionStage<List<Redirect>> remove(List<String> rules, boolean cut) {
    List<Redirect> shut = open.stream().filter(door -> rules.contains(door.rule())).toList();
    if (shut.isEmpty()) {
      return CompletableFuture.failedFuture(
          new CompletionException(
              new RefusedException(false, "no door is there", "no door was shut", "list them")));
    }
    open.removeAll(shut);
    return CompletableFuture.completedFuture(cut ? shut : shut.subList(0, 1));
  }
}
