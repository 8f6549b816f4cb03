package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.RunRoot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which switch a bare {@code --net vde} means. */
@DisplayName("--net vde without a directory")
class VdeSwitchesTest {
  private final RunRoot root;
  private final List<String> notices = new ArrayList<>();

  VdeSwitchesTest(@TempDir Path folder) throws Exception {
    root = RunRoot.of(Map.of("XDG_RUNTIME_DIR", folder.toString()));
  }

  @Test
  @DisplayName("is the one that runs, and which is said; other networks are left alone")
  void one() throws Exception {
    try (RunDirectory lab = root.claim("lab", "switch");
        RunDirectory client = root.claim("user1", "user")) {
      lab.ready("vde:/run/a,b", "words");
      client.ready("vde:/run/other", "words");
      assertThat(complete("vde")).isEqualTo("vde,sock=/run/a,,b");
      assertThat(complete("vde,port=3")).isEqualTo("vde,sock=/run/a,,b,port=3");
      assertThat(notices).contains("network: the switch lab, at /run/a,b");
      assertThat(complete("vde,sock=/x")).isEqualTo("vde,sock=/x");
      assertThat(complete("user,hostname=vde")).isEqualTo("user,hostname=vde");
    }
  }

  @Test
  @DisplayName("none: says how to start one")
  void none() {
    assertThatThrownBy(() -> complete("vde"))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.remedy()).startsWith("start one: qnet switch"))
        .hasMessage("--net vde: no switch of yours runs");
  }

  @Test
  @DisplayName("several: names them")
  void several() throws Exception {
    try (RunDirectory a = root.claim("a", "switch");
        RunDirectory b = root.claim("b", "switch")) {
      a.ready("vde:/run/a", "words");
      b.ready("vde:/run/b", "words");
      assertThatThrownBy(() -> complete("vde"))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> {
                assertThat(failure.exitCode()).isEqualTo(Failure.USAGE);
                assertThat(failure.remedy()).isEqualTo("say which: --net vde,sock=/run/a");
              })
          .hasMessage("--net vde: 2 switches run: a (/run/a), b (/run/b)");
    }
  }

  private String complete(String net) throws Exception {
    return new VdeSwitches(root, false).complete(net, notices::add);
  }
}
