package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.web.ImpairedLinkRow;
import io.qnet.web.LabApi;
import io.qnet.web.RefusedException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The links of a machine with several cards. */
@DisplayName("Bad links of a machine")
class VmImpairmentsTest {
  private final List<String> told = new ArrayList<>();
  private final VmImpairments links =
      new VmImpairments("vm1", () -> List.of(gateway("vm1.net0"), gateway("vm1-net1.net0")));

  @Test
  @DisplayName("all are listed; each is called by its name, the first by its short one")
  void several() {
    assertThat(links.rows().toCompletableFuture().join())
        .extracting(ImpairedLinkRow::link)
        .containsExactly("vm1.net0", "vm1-net1.net0");
    links.set("vm1-net1.net0", "loss=1%").toCompletableFuture().join();
    links.set("net0", "loss=2%").toCompletableFuture().join();
    assertThat(told).containsExactly("vm1-net1.net0 loss=1%", "vm1.net0 loss=2%");
  }

  @Test
  @DisplayName("another name, or no gateway of ours, is refused with what there is")
  void none() {
    assertThatThrownBy(() -> links.set("net7", "").toCompletableFuture().join())
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.meaning()).isEqualTo("the links are: vm1.net0, vm1-net1.net0"));
    VmImpairments bare = new VmImpairments("vm1", List::of);
    assertThat(bare.rows().toCompletableFuture().join()).isEmpty();
    assertThatThrownBy(() -> bare.set("net0", "").toCompletableFuture().join())
        .hasMessageContaining("no card of vm1");
  }

  private LabApi gateway(String link) {
    List<ImpairedLinkRow> rows = List.of(new ImpairedLinkRow(link, "", "", null, null));
    return (LabApi)
        Proxy.newProxyInstance(
            LabApi.class.getClassLoader(),
            new Class<?>[] {LabApi.class},
            (self, method, arguments) -> {
              if (method.getName().equals("impair")) {
                told.add(arguments[0] + " " + arguments[1]);
              }
              return CompletableFuture.completedFuture(rows);
            });
  }
}
