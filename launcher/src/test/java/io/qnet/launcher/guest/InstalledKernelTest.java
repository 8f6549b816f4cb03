package io.qnet.launcher.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host's own kernel, for want of a package archive. */
class InstalledKernelTest {
  private final Path boot;
  private final Path modules;

  InstalledKernelTest(@TempDir Path host) throws IOException {
    boot = Files.createDirectory(host.resolve("boot"));
    modules = Files.createDirectory(host.resolve("modules"));
  }

  @Test
  @DisplayName("the newest that has the drivers a guest needs")
  void newest() throws Exception {
    kernel("6.1-old", 100, List.of("e1000", "virtio_net"));
    kernel("6.1-good", 200, List.of("e1000", "virtio_net", "veth"));
    kernel("6.1-cloud", 300, List.of("virtio_net"));
    kernel("6.1-no-modules", 400, List.of());

    assertThat(InstalledKernel.find(boot, modules, new Unpacker(boot)))
        .hasValueSatisfying(
            files -> {
              assertThat(files.release()).isEqualTo("6.1-good");
              assertThat(files.vmlinuz()).isEqualTo(boot.resolve("vmlinuz-6.1-good"));
              assertThat(files.modules()).isEqualTo(modules.resolve("6.1-good"));
              assertThat(files.identity()).isEqualTo("installed 6.1-good of 1970-01-01T00:03:20Z");
            });
  }

  @Test
  @DisplayName("a container has none, not even a folder")
  void none() throws Exception {
    assertThat(InstalledKernel.find(boot, modules, new Unpacker(boot))).isEmpty();
    assertThat(InstalledKernel.find(boot.resolve("x"), modules, new Unpacker(boot))).isEmpty();
  }

  private void kernel(String release, int second, List<String> drivers) throws IOException {
    Path image = Files.writeString(boot.resolve("vmlinuz-" + release), "kernel");
    Files.setLastModifiedTime(image, FileTime.from(Instant.ofEpochSecond(second)));
    for (String driver : drivers) {
      Path folder = Files.createDirectories(modules.resolve(release).resolve("kernel/net"));
      Files.write(folder.resolve(driver + ".ko"), TinyElf.module("depends="));
    }
  }
}
