package io.qnet.launcher.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of ours, listed and unpacked by the cpio of the host and of busybox. */
class CpioWriterTest {
  private final Path folder;

  CpioWriterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  @DisplayName("cpio lists what was written: kinds, modes, owners, and folders above each entry")
  void listed() throws Exception {
    String list = shell("cpio", "cpio -itvn --quiet < archive");
    assertThat(list.lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("drwxr-xr-x   2 0        0  .* 0 Jan  1  1970 dev"),
            line ->
                assertThat(line).matches("crw-------   1 0  .* 5,   1 Jan  1  1970 dev/console"),
            line -> assertThat(line).startsWith("drwxr-xr-x").endsWith(" a"),
            line -> assertThat(line).startsWith("drwxr-xr-x").endsWith(" a/b"),
            line -> assertThat(line).startsWith("-rwxr-xr-x").matches(".* 3 .* a/b/run"),
            line -> assertThat(line).startsWith("-rw-r--r--").endsWith(" a/text"),
            line -> assertThat(line).startsWith("lrwxrwxrwx").endsWith(" a/link -> b/run"));
  }

  @Test
  @DisplayName("busybox unpacks the same octets")
  void unpacked() throws Exception {
    shell("busybox", "busybox cpio -id -u < archive 'a*'");
    assertThat(folder.resolve("a/b/run")).hasContent("abc");
    assertThat(folder.resolve("a/text")).hasContent("from a file");
    assertThat(Files.readSymbolicLink(folder.resolve("a/link"))).hasToString("b/run");
    assertThat(Files.isExecutable(folder.resolve("a/b/run"))).isTrue();
  }

  @Test
  @DisplayName("the same content gives the same octets")
  void deterministic() throws Exception {
    assertThat(archive()).isEqualTo(archive());
  }

  @Test
  @DisplayName("a path that is not absolute is refused, and none leaves the root")
  void paths() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CpioWriter cpio = new CpioWriter(out)) {
      assertThatThrownBy(() -> cpio.file("etc/x", new byte[1], false))
          .isInstanceOf(IOException.class)
          .hasMessage("a path in the guest begins with /, but got etc/x");
      cpio.file("/../../x", new byte[1], false);
    }
    assertThat(out.toString(UTF_8)).doesNotContain("..");
  }

  private byte[] archive() throws IOException {
    Path text = Files.writeString(folder.resolve("source"), "from a file");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CpioWriter cpio = new CpioWriter(out)) {
      cpio.device("/dev/console", 5, 1);
      cpio.file("/a/b/run", "abc".getBytes(UTF_8), true);
      cpio.file("/a/text", text, false);
      cpio.symlink("/a/link", "b/run");
      cpio.folder("/a/b");
    }
    return out.toByteArray();
  }

  private String shell(String program, String command) throws Exception {
    assumeTrue(
        Program.find(program, System.getenv()).isPresent(),
        program + " is not installed: no oracle");
    Files.write(folder.resolve("archive"), archive());
    return Program.of("sh", "-c", command).in(folder).require();
  }
}
