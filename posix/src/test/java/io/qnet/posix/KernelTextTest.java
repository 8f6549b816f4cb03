package io.qnet.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The real /proc of this host. */
@DisplayName("Text of the kernel")
class KernelTextTest {
  @Test
  @DisplayName("a number of /proc/sys is whole, as cat prints it")
  void number() throws Exception {
    for (String file :
        new String[] {"/proc/sys/kernel/pid_max", "/proc/sys/kernel/random/boot_id"}) {
      Process cat = new ProcessBuilder("cat", file).start();
      String whole = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(whole.strip()).as(file).hasSizeGreaterThan(1);
      assertThat(KernelText.read(Path.of(file))).as(file).isEqualTo(whole);
    }
  }

  @Test
  @DisplayName("a long table is whole, too; what is not there is said to be not there")
  void table() throws Exception {
    assertThat(KernelText.read(Path.of("/proc/self/status"))).contains("CapEff:", "Threads:");
    assertThatThrownBy(() -> KernelText.read(Path.of("/proc/none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
