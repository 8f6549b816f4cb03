package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of guests; making one is tested where it is made. */
@DisplayName("qnet guest list")
class GuestCommandTest {
  private final Path cache;

  GuestCommandTest(@TempDir Path cache) {
    this.cache = cache;
  }

  @Test
  @DisplayName("none made: a head line, an empty array")
  void none() {
    assertThat(Invocation.of(cache, "guest", "list").out()).matches("RELEASE +MB +FOLDER\n");
    assertThat(Invocation.of(cache, "guest", "list", "-o", "json").out().strip()).isEqualTo("[ ]");
  }

  @Test
  @DisplayName("one made: its facts")
  void one() throws Exception {
    Path folder = Files.createDirectories(cache.resolve("qnet/guest/guest-one"));
    Files.writeString(folder.resolve("vmlinux"), "kernel");
    Files.writeString(folder.resolve("initramfs.cpio"), "files");
    Files.writeString(folder.resolve("vmlinuz"), "packed");
    Files.writeString(
        folder.resolve("guest.json"),
        """
        {"release":"6.1.0","kernelOrigin":"linux 6.1","busybox":"1.35","recipe":"r","unpacked":true}
        """);

    assertThat(Invocation.of(cache, "guest", "list").out().lines().toList().get(1))
        .matches("6.1.0 +0  " + folder);
    JsonNode all =
        new ObjectMapper().readTree(Invocation.of(cache, "guest", "list", "-o", "json").out());
    assertThat(all).hasSize(1);
    assertThat(all.get(0))
        .isEqualTo(
            new ObjectMapper()
                .createObjectNode()
                .put("release", "6.1.0")
                .put("kernel", "linux 6.1")
                .put("busybox", "1.35")
                .put("octets", 11)
                .put("folder", folder.toString())
                .put("arch", "x86_64"));
  }
}
