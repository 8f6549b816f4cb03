package io.qnet.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.launcher.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with a process's number. */
class PidFileTest {
  private static final String OWN = ProcessHandle.current().pid() + "\n";

  private final Path file;

  PidFileTest(@TempDir Path folder) {
    file = folder.resolve("sw.pid");
  }

  @Test
  @DisplayName("has the number for as long as it is held")
  void held() throws IOException {
    PidFile held = PidFile.claim(file);
    assertThat(file).hasContent(OWN);
    held.close();
    assertThat(file).doesNotExist();
  }

  @Test
  @DisplayName("of a dead process, or with our own number from another life, is replaced")
  void stale() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    for (String left : new String[] {dead.pid() + "\n", OWN}) {
      Files.writeString(file, left);
      PidFile held = PidFile.claim(file);
      assertThat(file).hasContent(OWN);
      held.close();
    }
  }

  @Test
  @DisplayName("of a process that lives, a file that is none and a link are left alone")
  void others() throws IOException {
    String parent = ProcessHandle.current().parent().orElseThrow().pid() + "\n";
    Path other = file.resolveSibling("other");
    for (String text : new String[] {parent, "my notes\n", ""}) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> PidFile.claim(file)).isInstanceOf(Failure.class);
      assertThat(file).hasContent(text);
    }
    Files.move(file, other);
    Files.createSymbolicLink(file, other);
    assertThatThrownBy(() -> PidFile.claim(file)).hasMessageContaining("is no pidfile");
    assertThat(Files.isSymbolicLink(file)).isTrue();
  }
}
