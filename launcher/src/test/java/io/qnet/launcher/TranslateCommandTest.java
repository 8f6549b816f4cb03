package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed, and how it ends. */
@DisplayName("qnet translate")
class TranslateCommandTest {
  private final Path runtime;

  TranslateCommandTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  @Test
  @DisplayName("prints the modern line first; an unknown option is QEMU's word against it")
  void table() {
    Invocation run =
        Invocation.of(
            runtime, "translate", "qemu-system-x86_64 -net nic -net user -redir tcp:10022::22");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith(
            "qemu-system-x86_64 -device e1000,netdev=net0"
                + " -netdev user,id=net0,hostfwd=tcp::10022-:22\n")
        .contains("as a verb  qnet run --net user,hostfwd=tcp::10022-:22 --nic e1000")
        .contains("as a lab file\n  machines:\n    vm1:\n      net: ")
        .contains("changed  -redir tcp:10022::22\n")
        .containsPattern("QEMU [0-9.]+ accepts it");
    Invocation vnc = Invocation.of(runtime, "translate", "qemu-system-x86_64 -display vnc=:0");
    assertThat(vnc.exitCode()).as(vnc.out()).isZero();
    assertThat(vnc.out()).contains("qnet run --display vnc=:0").doesNotContain("built without");
    Invocation unknown = Invocation.of(runtime, "translate", "qemu-system-x86_64 -frobnicate");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.out()).contains("does not accept it: -frobnicate: invalid option");
  }

  @Test
  @DisplayName("reads a line whose quotes were left out, and options without a command")
  void unquoted() {
    String[] line = {"translate", "qemu-system-x86_64", "-hda", "my disk", "-net", "none"};
    assertThat(Invocation.of(runtime, line).out())
        .startsWith("qemu-system-x86_64 -drive 'file=my disk,media=disk,index=0' -nic none\n");
    assertThat(Invocation.of(runtime, "translate", "-o", "table", "-hda a.img").out())
        .startsWith("qemu-system-x86_64 -drive file=a.img,media=disk,index=0\n");
  }

  @Test
  @DisplayName("-o json has every step")
  void json() throws Exception {
    Invocation run =
        Invocation.of(runtime, "translate", "-o", "json", "qemu-system-x86_64 -soundhw ac97");
    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(document.get("steps").get(0).get("kind").asText()).isEqualTo("changed");
    assertThat(document.get("checked").asBoolean()).isTrue();
    assertThat(document.get("words")).hasSize(4);
    assertThat(document.get("lab").asText()).startsWith("machines:\n  vm1:\n    qemu:\n");
  }

  @Test
  @DisplayName("-o lab is a file that qnet validate takes; QEMU's verdict is on stderr")
  void lab() throws Exception {
    Invocation run =
        Invocation.of(
            runtime, "translate", "-o", "lab", "qemu-system-x86_64 -name old -hda a.img -boot c");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).matches("# QEMU [0-9.]+ accepts it\n");
    Files.writeString(runtime.resolve("lab.yaml"), run.out());
    assertThat(Invocation.of(runtime, "validate", "lab.yaml").out())
        .isEqualTo("qnet run --name old --disk a.img --boot c\n");
  }

  @Test
  @DisplayName("without that QEMU nothing is checked, and said so")
  void notInstalled() throws Exception {
    Invocation run = Invocation.of(runtime, "translate", "qemu-system-nowhere -m 64");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("not checked: qemu-system-nowhere is not installed");
    Invocation json = Invocation.of(runtime, "translate", "-o", "json", "qemu-system-nowhere");
    assertThat(new ObjectMapper().readTree(json.out()).get("checked").isNull()).isTrue();
    assertThat(Invocation.of(runtime, "translate", "ls -l").exitCode()).isEqualTo(2);
    assertThat(Invocation.of(runtime, "translate").exitCode()).isEqualTo(2);
  }
}
