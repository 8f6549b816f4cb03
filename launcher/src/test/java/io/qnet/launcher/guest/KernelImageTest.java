package io.qnet.launcher.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.Program;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel taken out of a bzImage. */
class KernelImageTest {
  private static final int PVH = 18;

  private final Path folder;

  KernelImageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @DisplayName("a kernel with a PVH entry is unpacked, whatever it is packed with")
  @ParameterizedTest(name = "{0}")
  @CsvSource({"gzip -n,false", "xz --check=crc32,true", "zstd -q,true"})
  void unpacked(String packer, boolean sizeBehind) throws Exception {
    byte[] kernel = TinyElf.kernel(PVH);
    Path image = bzImage(pack(packer, kernel, sizeBehind));
    Path target = folder.resolve("vmlinux");
    assertThat(KernelImage.place(image, target, new Unpacker(folder))).isTrue();
    assertThat(target).hasBinaryContent(kernel);
  }

  @Test
  @DisplayName("a kernel without PVH entry, or packed in an unknown way, is left as it is")
  void leftAlone() throws Exception {
    Path target = folder.resolve("vmlinux");
    Path noEntry = bzImage(pack("gzip -n", TinyElf.kernel(17), false));
    assertThat(KernelImage.place(noEntry, target, new Unpacker(folder))).isFalse();
    assertThat(target).hasSameBinaryContentAs(noEntry);

    Path lz4 = bzImage(new byte[] {0x02, 0x21, 0x4c, 0x18, 1, 2, 3, 4});
    assertThat(KernelImage.place(lz4, target, new Unpacker(folder))).isFalse();
    assertThat(target).hasSameBinaryContentAs(lz4);
  }

  @Test
  @DisplayName("what is no bzImage, or is cut short, is an error")
  void noKernel() throws Exception {
    byte[] image = Files.readAllBytes(bzImage(new byte[100]));
    assertThatThrownBy(() -> KernelImage.payload(Arrays.copyOf(image, image.length - 1)))
        .isInstanceOf(IOException.class)
        .hasMessage("a bzImage that is cut short");
    assertThatThrownBy(() -> KernelImage.payload(new byte[4_096]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a Linux bzImage");
    assertThatThrownBy(() -> KernelImage.payload(new byte[0])).isInstanceOf(IOException.class);
  }

  @DisplayName("zeros become holes, and the file is the same")
  @ParameterizedTest(name = "{0} octets, then {1} zeros, then {2}")
  @CsvSource({"0,0,0", "10,200000,10", "65536,131072,0", "0,300000,0", "100,65436,65536"})
  void holes(int before, int zeros, int after) throws Exception {
    byte[] content = new byte[before + zeros + after];
    Random random = new Random(1);
    for (int i = 0; i < content.length; i++) {
      content[i] = i >= before && i < before + zeros ? 0 : (byte) random.nextInt();
    }
    Path target = folder.resolve("sparse");
    KernelImage.copyWithHoles(new ByteArrayInputStream(content), target);
    assertThat(target).hasBinaryContent(content);
  }

  private byte[] pack(String packer, byte[] kernel, boolean sizeBehind) throws Exception {
    String program = packer.substring(0, packer.indexOf(' '));
    assumeTrue(
        Program.find(program, System.getenv()).isPresent(),
        program + " is not installed: no oracle");
    Files.write(folder.resolve("kernel"), kernel);
    Program.of("sh", "-c", packer + " -c < kernel > packed").in(folder).require();
    byte[] packed = Files.readAllBytes(folder.resolve("packed"));
    return sizeBehind ? Arrays.copyOf(packed, packed.length + 4) : packed;
  }

  private Path bzImage(byte[] payload) throws IOException {
    int from = 3 * 512;
    ByteBuffer image = ByteBuffer.allocate(from + 64 + payload.length);
    image.order(ByteOrder.LITTLE_ENDIAN).put(0x1f1, (byte) 2).putInt(0x202, 0x53726448);
    image.putShort(0x206, (short) 0x20f).putInt(0x248, 64).putInt(0x24c, payload.length);
    image.put(from + 64, payload);
    return Files.write(folder.resolve("vmlinuz"), image.array());
  }
}
