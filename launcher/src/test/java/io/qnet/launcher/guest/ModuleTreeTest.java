package io.qnet.launcher.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.Program;
import io.qnet.wire.kit.Cases;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers, what they need, and the files modprobe reads. */
class ModuleTreeTest {
  private final Path folder;

  ModuleTreeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  @DisplayName("each module comes after those it needs; nobody else comes")
  void order() throws Exception {
    module("net/virtio_net", "depends=net_failover,virtio", "alias=virtio:d00000001v*");
    module("net/net_failover", "depends=failover");
    module("core/failover", "depends=");
    module("virtio/virtio", "depends=");
    module("net/e1000", "depends=", "alias=pci:v00008086d0000100Esv*sd*bc*sc*i*");
    module("sound/ac97", "depends=");

    List<KernelModule> modules = tree().select();

    assertThat(modules)
        .extracting(KernelModule::name)
        .containsExactly("e1000", "failover", "net_failover", "virtio", "virtio_net");
    assertThat(ModuleTree.dependencyFile(modules))
        .isEqualTo(
            """
            e1000.ko:
            failover.ko:
            net_failover.ko: failover.ko
            virtio.ko:
            virtio_net.ko: virtio.ko net_failover.ko failover.ko
            """);
    assertThat(ModuleTree.aliasFile(modules))
        .isEqualTo(
            """
            alias pci:v00008086d0000100Esv*sd*bc*sc*i* e1000
            alias virtio:d00000001v* virtio_net
            """);
  }

  @Test
  @DisplayName("what is built into the kernel counts as there and is not looked for")
  void builtin() throws Exception {
    Files.writeString(
        folder.resolve("modules.builtin"), "kernel/net/virtio_net.ko\nkernel/lib/crc32c-x.ko\n");
    assertThat(tree().missing()).containsExactly("e1000");
    module("net/e1000", "depends=crc32c_x");
    assertThat(tree().missing()).isEmpty();
    assertThat(tree().select()).extracting(KernelModule::name).containsExactly("e1000");
  }

  @Test
  @DisplayName("a module that needs an absent one, or itself, is an error")
  void broken() throws Exception {
    module("net/e1000", "depends=nowhere");
    assertThatThrownBy(() -> tree().select())
        .hasMessageContaining("nowhere is needed")
        .hasMessageContaining("absent");
    module("net/nowhere", "depends=e1000");
    assertThatThrownBy(() -> tree().select()).hasMessageContaining("in a circle");
  }

  @Test
  @DisplayName("packed modules are unpacked: .ko.gz, .ko.xz, .ko.zst; a dash is an underscore")
  void packed() throws Exception {
    Path gz = module("net/ne2k-pci", "depends=");
    Program.of("gzip", gz.toString()).require();
    for (String tool : List.of("xz", "zstd")) {
      assumeTrue(Program.find(tool, System.getenv()).isPresent(), tool + " is not installed");
    }
    Program.of("xz", "--check=crc32", module("net/e1000", "depends=").toString()).require();
    Program.of("zstd", "-q", "--rm", module("net/veth", "depends=").toString()).require();
    assertThat(tree().select())
        .extracting(KernelModule::name)
        .containsExactly("e1000", "ne2k_pci", "veth");
  }

  @Test
  @DisplayName("a module that is damaged is an IOException, whatever the damage")
  void damaged() {
    byte[] whole = TinyElf.module("depends=a,b", "alias=x");
    Cases.check(
        5_000,
        random -> {
          byte[] octets = whole.clone();
          for (int i = 0; i < 3; i++) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt();
          }
          try {
            KernelModule.read("m", octets);
          } catch (IOException expected) {
            assertThat(expected).hasMessageContaining("");
          }
          try {
            assertThat(Elf.of(ByteBuffer.wrap(octets)).hasPvhEntry()).isFalse();
          } catch (IOException expected) {
            assertThat(expected).hasMessageContaining("ELF");
          }
        });
  }

  private ModuleTree tree() throws IOException {
    return ModuleTree.open(folder, new Unpacker(folder));
  }

  private Path module(String path, String... info) throws IOException {
    Path file = folder.resolve("kernel").resolve(path + ".ko");
    Files.createDirectories(file.getParent());
    return Files.write(file, TinyElf.module(info));
  }
}
