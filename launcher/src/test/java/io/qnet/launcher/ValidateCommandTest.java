package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed, and how it ends. */
@DisplayName("qnet validate")
class ValidateCommandTest {
  private final Path folder;

  ValidateCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Invocation validate(String text, String... words) throws IOException {
    Files.writeString(folder.resolve("lab.yaml"), text);
    String[] all = new String[words.length + 2];
    all[0] = "validate";
    System.arraycopy(words, 0, all, 1, words.length);
    all[all.length - 1] = "lab.yaml";
    return Invocation.of(folder, all);
  }

  @Test
  @DisplayName("a right file: the line of each machine on stdout, quoted for a shell")
  void right() throws IOException {
    Invocation run =
        validate("machines:\n  a:\n    append: a b\n  b: {memory: 64, disks: [x.img]}\n");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            "qnet run --name a --append 'a b'\nqnet run --name b --memory 64 --disk x.img\n");
    assertThat(run.err()).isEqualTo("qnet: lab.yaml is right: 2 machines\n");
  }

  @Test
  @DisplayName("a wrong file: every mistake on stderr, exit code 2, nothing on stdout")
  void wrong() throws IOException {
    Invocation run = validate("machines:\n  a:\n    memroy: 1\n    smp: x\n");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .containsExactly(
            "lab.yaml:3:5: machines.a.memroy: unknown; did you mean memory?",
            "lab.yaml:4:10: machines.a.smp: --smp x is no amount; write --smp 2",
            "qnet: lab.yaml has 2 mistakes",
            "      nothing can be started from it",
            "      mend it and type: qnet validate lab.yaml");
  }

  @Test
  @DisplayName("programs of this host only with --allow-commands")
  void commands() throws IOException {
    String text = "machines: {a: {net: 'user,guestfwd=tcp:10.0.2.9:25-cmd:/bin/cat'}}\n";
    assertThat(validate(text).exitCode()).isEqualTo(2);
    assertThat(validate(text).err()).contains("add --allow-commands");
    assertThat(validate(text, "--allow-commands").exitCode()).isZero();
  }

  @Test
  @DisplayName("a file in another folder: its lines begin there")
  void elsewhere() throws IOException {
    Files.createDirectories(folder.resolve("my labs"));
    Files.writeString(folder.resolve("my labs/l.yaml"), "machines: {a: {}}");
    assertThat(Invocation.of(folder, "validate", "my labs/l.yaml").out())
        .isEqualTo("(cd 'my labs' && qnet run --name a)\n");
  }

  @Test
  @DisplayName("a file that is not there, and a folder")
  void unreadable() {
    Invocation none = Invocation.of(folder, "validate", "none.yaml");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).startsWith("qnet: none.yaml: there is no such file\n");
    assertThat(Invocation.of(folder, "validate", ".").exitCode()).isEqualTo(1);
    assertThat(Invocation.of(folder, "validate").exitCode()).isEqualTo(2);
  }
}
