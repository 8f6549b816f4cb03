package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.redirect.ForwardRule;
import io.qnet.redirect.ForwardRule.Port;
import io.qnet.redirect.ForwardRule.UnixSocket;
import io.qnet.redirect.Redirector.OpenDoor;
import io.qnet.web.RedirectApi;
import io.qnet.web.RefusedException;
import io.qnet.wire.address.IpAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** What the API shows of a segment's doors, and lets be done to them. */
final class LiveRedirects implements RedirectApi {
  private final Doors doors;
  private final Executor background;

  /**
   * Of one segment.
   *
   * @param background where doors are opened and shut: that waits for the segment's thread
   */
  LiveRedirects(Doors doors, Executor background) {
    this.doors = doors;
    this.background = background;
  }

  @Override
  public CompletionStage<List<Redirect>> list() {
    return aside(() -> doors.all().stream().map(LiveRedirects::redirect).toList());
  }

  @Override
  public CompletionStage<List<Redirect>> add(List<String> rules) {
    return aside(
        () -> doors.add(rules).stream().map(rule -> redirect(new OpenDoor(rule, 0))).toList());
  }

  @Override
  public CompletionStage<List<Redirect>> remove(List<String> rules, boolean cut) {
    return aside(() -> doors.remove(rules, cut).stream().map(LiveRedirects::redirect).toList());
  }

  private CompletionStage<List<Redirect>> aside(Supplier<List<Redirect>> work) {
    CompletableFuture<List<Redirect>> done = new CompletableFuture<>();
    try {
      background.execute(
          () -> {
            try {
              done.complete(work.get());
            } catch (Failure refused) {
              done.completeExceptionally(refusal(refused));
            } catch (RuntimeException failed) {
              done.completeExceptionally(failed);
            }
          });
    } catch (RejectedExecutionException busy) {
      done.completeExceptionally(
          new RefusedException(
              false, "too much is asked at once", "nothing was done", "try again"));
    }
    return done;
  }

  private static RefusedException refusal(Failure refused) {
    String what = String.valueOf(refused.getMessage());
    return refused.exitCode() == Failure.MISSING
        ? RefusedException.missing(what, refused.meaning(), refused.remedy())
        : new RefusedException(
            refused.exitCode() == Failure.USAGE, what, refused.meaning(), refused.remedy());
  }

  private static Redirect redirect(OpenDoor door) {
    ForwardRule rule = door.rule();
    String guest = String.valueOf(rule.guest());
    if (rule.host() instanceof Port port) {
      return new Redirect(
          rule.toString(),
          port.protocol().toString(),
          port.address().toString(),
          port.port(),
          guest,
          rule.guestPort(),
          rule.proxy().toString(),
          reach(port.address()),
          door.connections());
    }
    String path = ((UnixSocket) rule.host()).path().toString();
    return new Redirect(
        rule.toString(),
        "unix",
        path,
        0,
        guest,
        rule.guestPort(),
        rule.proxy().toString(),
        "you alone",
        door.connections());
  }

  private static String reach(IpAddress address) {
    if (address.isLoopback()) {
      return "this host";
    }
    return address.toInet().isAnyLocalAddress()
        ? "every network of this host"
        : "the network of " + address;
  }
}
