package io.qnet.launcher.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.launcher.qemu.MissingProgramException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ldd says, read. */
class SharedLibrariesTest {
  private static final Path PROGRAM = Path.of("/usr/bin/iperf3");

  @Test
  @DisplayName("libraries and the loader are files, the vdso is not")
  void parse() throws Exception {
    String text =
        """
        \tlinux-vdso.so.1 (0x00007ffd5b5f2000)
        \tlibiperf.so.0 => /lib/x86_64-linux-gnu/libiperf.so.0 (0x00007f3a4c1e8000)
        \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f3a4bc00000)
        \t/lib64/ld-linux-x86-64.so.2 (0x00007f3a4c24a000)
        """;
    assertThat(SharedLibraries.parse(PROGRAM, text))
        .containsExactly(
            Path.of("/lib/x86_64-linux-gnu/libiperf.so.0"),
            Path.of("/lib/x86_64-linux-gnu/libc.so.6"),
            Path.of("/lib64/ld-linux-x86-64.so.2"));
  }

  @Test
  @DisplayName("a library that is not there is an error that names it")
  void absent() {
    assertThatThrownBy(() -> SharedLibraries.parse(PROGRAM, "\tlibsctp.so.1 => not found\n"))
        .isInstanceOf(MissingProgramException.class)
        .hasMessageStartingWith("/usr/bin/iperf3 needs libsctp.so.1, which is not on this host");
  }

  @Test
  @DisplayName("the real ldd: existing files, the loader and libc among them; a script has none")
  void real(@TempDir Path folder) throws Exception {
    assertThat(SharedLibraries.of(Path.of("/usr/bin/env")))
        .allMatch(Files::isReadable)
        .anyMatch(file -> file.toString().contains("ld-linux"))
        .anyMatch(file -> file.endsWith("libc.so.6"));
    Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n");
    assertThat(SharedLibraries.of(script)).isEmpty();
    assertThatThrownBy(() -> SharedLibraries.of(folder.resolve("absent")))
        .hasMessageContaining("No such file");
  }
}
