package io.qnet.launcher.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run adds, behind an initramfs that stays as it is. */
class OverlayTest {
  private final Path folder;
  private final Path base;
  private final Path target;

  OverlayTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    base = Files.write(folder.resolve("base"), new byte[1_021]);
    target = folder.resolve("target");
  }

  @Test
  @DisplayName("nothing to add: the initramfs, up to a multiple of four")
  void empty() throws Exception {
    Overlay.empty().append(base, target);
    assertThat(target).hasBinaryContent(new byte[1_024]);
  }

  @Test
  @DisplayName("a script becomes /qnet/run.sh, for the guest's sh unless it names another")
  void script() throws Exception {
    unpack(Overlay.script("dhcp eth0"));
    assertThat(folder.resolve("qnet/run.sh")).hasContent("#!/bin/sh\ndhcp eth0\n");
    assertThat(folder.resolve("qnet/run.sh")).isExecutable();

    unpack(Overlay.script("#!/bin/awk -f\nBEGIN { exit 1 }"));
    assertThat(folder.resolve("qnet/run.sh")).hasContent("#!/bin/awk -f\nBEGIN { exit 1 }");
  }

  @Test
  @DisplayName("the archive begins at a multiple of four, as the kernel wants it")
  void aligned() throws Exception {
    Overlay.script("true").append(base, target);
    byte[] octets = Files.readAllBytes(target);
    assertThat(new String(Arrays.copyOfRange(octets, 1_024, 1_030), UTF_8)).isEqualTo("070701");
  }

  @Test
  @DisplayName("files keep their content and whether they can be run; the last of a name counts")
  void files() throws Exception {
    Path host = Files.writeString(folder.resolve("host"), "from the host");
    unpack(
        Overlay.empty()
            .file("/etc/a", "first".getBytes(UTF_8), false)
            .file("/etc/a", "second".getBytes(UTF_8), false)
            .file("/srv/b", host));
    assertThat(folder.resolve("etc/a")).hasContent("second");
    assertThat(folder.resolve("srv/b")).hasContent("from the host");
    assertThat(Files.isExecutable(folder.resolve("srv/b"))).isFalse();
  }

  @Test
  @DisplayName("a program comes with its loader and libraries: it runs below a new root")
  void program() throws Exception {
    unpack(Overlay.empty().program("getconf"));
    assertThat(folder.resolve("usr/bin/getconf"))
        .hasSameBinaryContentAs(Program.find("getconf", System.getenv()).orElseThrow());
    for (Path library : SharedLibraries.of(folder.resolve("usr/bin/getconf"))) {
      assertThat(folder.resolve(library.toString().substring(1))).hasSameBinaryContentAs(library);
    }
    assumeTrue("root".equals(System.getProperty("user.name")), "chroot is for root: not run");
    assertThat(Program.of("chroot", folder.toString(), "/usr/bin/getconf", "PAGE_SIZE").require())
        .isEqualTo("4096\n");
  }

  @Test
  @DisplayName("a program that is not here is an error with the command that brings it")
  void missing() {
    assertThatThrownBy(() -> Overlay.empty().program("no-such-program"))
        .isInstanceOf(MissingProgramException.class)
        .hasMessageContaining("no-such-program is not installed on this host")
        .hasMessageContaining("apt-get install no-such-program");
  }

  private void unpack(Overlay overlay) throws Exception {
    assumeTrue(
        Program.find("cpio", System.getenv()).isPresent(), "cpio is not installed: no oracle");
    overlay.append(base, target);
    Program.of("sh", "-c", "tail -c +1025 target | cpio -id -u --quiet").in(folder).require();
  }
}
