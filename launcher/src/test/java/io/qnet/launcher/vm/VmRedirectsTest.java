package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.web.RedirectApi;
import io.qnet.web.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The doors of a machine with several cards. */
@DisplayName("Doors into a machine")
class VmRedirectsTest {
  private final Gateway first = new Gateway();
  private final Gateway second = new Gateway();

  @Test
  @DisplayName("new ones lead through the first gateway; all are listed, card by card")
  void severalCards() {
    VmRedirects doors = new VmRedirects("vm1", () -> List.of(first, second));
    join(second.add(List.of("tcp:127.0.0.1:2-10.0.2.15:2")));
    join(doors.add(List.of("tcp:127.0.0.1:1-10.0.2.15:1")));
    assertThat(first.open).hasSize(1);
    assertThat(join(doors.list())).extracting(RedirectApi.Redirect::host).containsExactly("1", "2");
    join(doors.remove(List.of("tcp:127.0.0.1:2"), true));
    assertThat(second.open).isEmpty();
    assertThat(first.open).hasSize(1);
  }

  @Test
  @DisplayName("doors of two gateways are not shut together: all or none")
  void allOrNone() {
    VmRedirects doors = new VmRedirects("vm1", () -> List.of(first, second));
    join(first.add(List.of("tcp:127.0.0.1:1-10.0.2.15:1")));
    join(second.add(List.of("tcp:127.0.0.1:2-10.0.2.15:2")));
    assertThatThrownBy(
            () -> join(doors.remove(List.of("tcp:127.0.0.1:1", "tcp:127.0.0.1:2"), true)))
        .hasRootCauseInstanceOf(RefusedException.class)
        .hasRootCauseMessage("these doors lead to different cards");
    assertThat(join(doors.list())).hasSize(2);
  }

  @Test
  @DisplayName("no gateway of ours: none to list, and none can be opened")
  void none() {
    VmRedirects doors = new VmRedirects("vm1", List::of);
    assertThat(join(doors.list())).isEmpty();
    assertThatThrownBy(() -> doors.add(List.of("tcp::1-:1")))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.remedy()).isEqualTo("plug one in: qnet vm net vm1 user"));
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** Opens what it is told; a door's host is its port. */
  private static final class Gateway implements RedirectApi {
    private final List<Redirect> open = new ArrayList<>();

    @Override
    public CompletionStage<List<Redirect>> list() {
      return CompletableFuture.completedFuture(List.copyOf(open));
    }

    @Override
    public CompletionStage<List<Redirect>> add(List<String> rules) {
      for (String rule : rules) {
        String port = rule.replaceFirst("-.*", "").replaceFirst(".*:", "");
        open.add(new Redirect(rule, "tcp", port, 0, "", 0, "none", "", 0));
      }
      return list();
    }

    @Override
    public CompletionStage<List<Redirect>> remove(List<String> rules, boolean cut) {
      open.removeIf(door -> rules.stream().anyMatch(rule -> door.rule().startsWith(rule)));
      return list();
    }
  }
}
