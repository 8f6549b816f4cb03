package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tour without QEMU. */
@DisplayName("qnet demo")
@Timeout(120)
class DemoCommandTest {
  private final Path folder;

  DemoCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  @DisplayName("ten steps with the built-in station, and nothing is left but the capture")
  void station() throws IOException, InterruptedException {
    Invocation run = Invocation.of(folder, "demo", "--guest", "station");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    DemoText.complete(run.out());
    assertThat(run.out())
        .contains("The guest: the station that is built into qnet")
        .contains("wireshark captures/out/demo-user.pcapng\n")
        .contains("2 dropped: PROHIBITED");
    Path capture = folder.resolve("captures/out/demo-user.pcapng");
    DemoText.readable(capture);
    try (Stream<Path> left = Files.list(folder.resolve("qnet"))) {
      assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly(".lock");
    }
  }

  @Test
  @DisplayName("twice: the capture is that of the second tour")
  void again() throws IOException, InterruptedException {
    assertThat(Invocation.of(folder, "demo", "--guest", "station").exitCode()).isZero();
    Path capture = folder.resolve("captures/out/demo-user.pcapng");
    List<String> first = DemoText.readable(capture);
    assertThat(Invocation.of(folder, "demo", "user", "--guest=station").exitCode()).isZero();
    assertThat(DemoText.readable(capture)).doesNotContainAnyElementsOf(first);
  }

  @Test
  @DisplayName("a capture that cannot be written is the end before the first step")
  void noCapture() throws IOException {
    Files.createDirectories(folder.resolve("captures/out/demo-user.pcapng"));
    Invocation run = Invocation.of(folder, "demo", "--guest", "station");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).doesNotContain(" 1  ");
    assertThat(run.err()).startsWith("qnet: ").contains("nothing would be captured");
  }

  @Test
  @DisplayName("redirect: eight steps and the capture, with the built-in station")
  void redirect() throws IOException, InterruptedException {
    Invocation run = Invocation.of(folder, "demo", "redirect", "--guest", "station");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    DemoText.completeRedirect(run.out());
    DemoText.redirectReadable(folder.resolve("captures/out/demo-redirect.pcapng"));
    try (Stream<Path> left = Files.list(folder.resolve("qnet"))) {
      assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly(".lock");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nat"})
  @DisplayName("tours of the other modes are not in this version")
  void later(String tour) {
    Invocation run = Invocation.of(folder, "demo", tour);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("qnet demo " + tour + " is not in this version yet");
  }

  @Test
  @DisplayName("words that mean nothing")
  void wrongWords() {
    assertThat(Invocation.of(folder, "demo", "usr").err()).contains("did you mean user?");
    assertThat(Invocation.of(folder, "demo", "--guest", "statoin").err())
        .contains("did you mean station?");
    assertThat(Invocation.of(folder, "demo", "--guest", "statoin").exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("--arch is for tours whose machine may be any, and for processors that have a guest")
  void processors() {
    assertThat(Invocation.of(folder, "demo", "--arch", "aarch46").err())
        .contains("no guest for --arch aarch46", "did you mean aarch64?");
    assertThat(Invocation.of(folder, "demo", "pxe", "--arch", "aarch64").err())
        .contains("its machine is a PC", "user, redirect, vde");
    Invocation station = Invocation.of(folder, "demo", "--arch", "aarch64", "--guest", "station");
    assertThat(station.err()).contains("the station has no processor", "--guest qemu");
    assertThat(station.exitCode()).isEqualTo(2);
  }
}
