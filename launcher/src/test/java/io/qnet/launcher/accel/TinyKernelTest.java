package io.qnet.launcher.accel;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.qemu.Program;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel of the proof. */
class TinyKernelTest {
  @Test
  @DisplayName("its octets are what the assembler makes of its source")
  void source(@TempDir Path folder) throws Exception {
    Path source = folder.resolve("proof.s");
    try (InputStream in = getClass().getResourceAsStream("proof.s")) {
      Files.copy(Objects.requireNonNull(in), source);
    }
    Program.of("as", "--64", "-o", "proof.o", "proof.s").in(folder).require();
    Program.of(
            "ld",
            "-Ttext",
            "0x100000",
            "-e",
            "start",
            "--oformat",
            "binary",
            "-o",
            "proof",
            "proof.o")
        .in(folder)
        .require();
    assertThat(TinyKernel.octets()).isEqualTo(Files.readAllBytes(folder.resolve("proof")));
  }
}
