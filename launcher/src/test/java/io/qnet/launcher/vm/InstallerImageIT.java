package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CDs as xorriso makes them. */
class InstallerImageIT {
  private final Path folder;

  InstallerImageIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void needsXorriso() {
    assumeTrue(
        Program.find("xorriso", System.getenv()).isPresent(),
        "SKIPPED: no xorriso on this host; apt-get install xorriso");
  }

  @DisplayName("kernel and ramdisk are found and copied, octet by octet")
  @ParameterizedTest(name = "{0}, Rock Ridge {4}")
  @CsvSource({
    "Debian, install.amd/vmlinuz, install.amd/initrd.gz, console=ttyS0 ---, on",
    "Debian (mini.iso), linux, initrd.gz, console=ttyS0 ---, on",
    "Debian (mini.iso), linux, initrd.gz, console=ttyS0 ---, off",
    "Ubuntu, casper/vmlinuz, casper/initrd, console=ttyS0 ---, on",
    "Ubuntu, casper/vmlinuz, casper/initrd, console=ttyS0 ---, off",
    "Alpine, boot/vmlinuz-virt, boot/initramfs-virt, "
        + "'modules=loop,squashfs,sd-mod,usb-storage console=ttyS0', on"
  })
  void found(String system, String kernel, String initrd, String append, String rockRidge)
      throws Exception {
    byte[] first = write("cd/" + kernel, 300_001);
    byte[] second = write("cd/" + initrd, 700_003);
    for (int i = 0; i < 200; i++) { // so that the folder has more than one block
      write("cd/a-file-with-a-long-name-number-" + i, 1);
    }

    Optional<InstallerImage.Found> found =
        InstallerImage.find(image(rockRidge), folder.resolve("out"), "x86_64", "ttyS0");

    assertThat(found).isPresent();
    assertThat(found.get().system()).isEqualTo(system);
    assertThat(found.get().append()).isEqualTo(append);
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(copied(found.get().kernel())).hasBinaryContent(first);
    assertThat(copied(found.get().initrd())).hasBinaryContent(second);
  }

  @Test
  @DisplayName("a CD takes another's place: both kernels are there; the same CD is copied once")
  void replaced() throws Exception {
    byte[] old = write("cd/linux", 3_001);
    write("cd/initrd.gz", 100);
    Path out = folder.resolve("out");
    Path first = kernel(image("on"), out);
    Object key = Files.readAttributes(first, BasicFileAttributes.class).fileKey();
    Path again = kernel(folder.resolve("cd.iso"), out);
    assertThat(again).isEqualTo(first);
    assertThat(Files.readAttributes(first, BasicFileAttributes.class).fileKey()).isEqualTo(key);
    Files.delete(folder.resolve("cd.iso"));
    byte[] other = write("cd/linux", 9_001);
    Path second = kernel(image("on"), out);
    assertThat(second).hasBinaryContent(other);
    assertThat(first).hasBinaryContent(old);
    try (var files = Files.list(out)) {
      assertThat(files).hasSize(2).noneMatch(file -> file.toString().endsWith(".part"));
    }
  }

  @Test
  @DisplayName("another CD, and what is no CD: nothing is found")
  void others() throws Exception {
    write("cd/install.amd/vmlinuz", 10);
    assertThat(InstallerImage.find(image("on"), folder, "x86_64", "ttyS0")).isEmpty();
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThat(InstallerImage.find(empty, folder, "x86_64", "ttyS0")).isEmpty();
    Path noise = folder.resolve("noise");
    byte[] octets = new byte[100_000];
    new Random(3).nextBytes(octets);
    assertThat(InstallerImage.find(Files.write(noise, octets), folder, "x86_64", "ttyS0"))
        .isEmpty();
  }

  @Test
  @DisplayName("a damaged CD is an error or finds nothing, whatever is wrong with it")
  void damaged() throws Exception {
    write("cd/install.amd/vmlinuz", 5_000);
    write("cd/install.amd/initrd.gz", 5_000);
    byte[] whole = Files.readAllBytes(image("on"));
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      byte[] cd = whole.clone();
      for (int j = 0; j < 40; j++) {
        cd[32_768 + random.nextInt(cd.length - 32_768)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("damaged.iso"), cd);
      try {
        InstallerImage.find(file, folder.resolve("out"), "x86_64", "ttyS0")
            .ifPresent(found -> assertThat(found.system()).startsWith("Debian"));
      } catch (IOException said) {
        assertThat(said).hasMessageContaining("image");
      }
    }
  }

  @DisplayName("a kernel for another processor is refused, and the machine for it is named")
  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource({
    "install.a64/vmlinuz install.a64/initrd.gz, x86_64, aarch64, plain",
    "casper/vmlinuz casper/initrd, x86_64, aarch64, gzip",
    "boot/vmlinuz-lts boot/initramfs-lts, i386, aarch64, plain",
    "boot/vmlinuz-virt boot/initramfs-virt, aarch64, x86_64, plain",
    "install.amd/vmlinuz install.amd/initrd.gz, i386, x86_64, plain"
  })
  void foreign(String files, String machine, String kernel, String packing) throws Exception {
    String[] names = files.split(" ", -1);
    write("cd/" + names[1], 100);
    writeKernel("cd/" + names[0], kernel, packing.equals("gzip"));
    Path cd = image("on");

    assertThat(InstallerImage.find(cd, folder, kernel, "ttyS0")).isPresent();
    assertThatThrownBy(() -> InstallerImage.find(cd, folder, machine, "ttyS0"))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure).hasMessageContaining("kernel of cd.iso is for " + kernel);
              assertThat(failure.remedy()).contains("qnet run --arch " + kernel);
              assertThat(failure.exitCode()).isEqualTo(Failure.USAGE);
            });
  }

  @Test
  @DisplayName("of a CD for several processors the kernel that fits; one of 32 bits on x86_64, too")
  void several() throws Exception {
    for (String folder : List.of("install.amd", "install.a64", "install.386")) {
      write("cd/" + folder + "/initrd.gz", 100);
    }
    writeKernel("cd/install.amd/vmlinuz", "x86_64", false);
    writeKernel("cd/install.a64/vmlinuz", "aarch64", false);
    writeKernel("cd/install.386/vmlinuz", "i386", false);
    Path cd = image("on");
    for (String each : List.of("amd x86_64", "a64 aarch64", "386 i386")) {
      String arch = each.substring(4);
      assertThat(InstallerImage.find(cd, folder, arch, "ttyS0").orElseThrow().kernel().path())
          .isEqualTo("install." + each.substring(0, 3) + "/vmlinuz");
    }
    Files.delete(folder.resolve("cd/install.amd/vmlinuz"));
    Files.delete(folder.resolve("cd.iso"));
    assertThat(
            InstallerImage.find(image("on"), folder, "x86_64", "ttyS0")
                .orElseThrow()
                .kernel()
                .path())
        .isEqualTo("install.386/vmlinuz");
  }

  private static Path copied(CdFile file) throws IOException {
    file.copy();
    return file.target();
  }

  private static Path kernel(Path cd, Path out) throws IOException {
    return copied(InstallerImage.find(cd, out, "x86_64", "ttyS0").orElseThrow().kernel());
  }

  /** Noise with the marks of a kernel. */
  private void writeKernel(String name, String processor, boolean gzip) throws IOException {
    ByteBuffer octets =
        ByteBuffer.wrap(write(name, 100_000)).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) 0);
    if (processor.equals("aarch64")) {
      octets.putInt(0x38, 0x644d5241);
    } else {
      octets.putInt(0x202, 0x53726448).putShort(0x236, (short) (processor.equals("i386") ? 0 : 1));
    }
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        OutputStream out = gzip ? new GZIPOutputStream(file) : file) {
      out.write(octets.array());
    }
  }

  private byte[] write(String name, int length) throws IOException {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, octets);
    return octets;
  }

  private Path image(String rockRidge) throws Exception {
    Path iso = folder.resolve("cd.iso");
    List<String> words =
        new ArrayList<>(List.of("xorriso", "-as", "mkisofs", "-quiet", "-o", iso.toString()));
    if (rockRidge.equals("on")) {
      words.add("-R");
    } else {
      words.add("--norock");
    }
    words.add(folder.resolve("cd").toString());
    make(words, 3);
    return iso;
  }

  /** Makes the CD; xorriso 1.5.4 itself crashes once in some thousand runs, and is run again. */
  private static void make(List<String> words, int tries) throws Exception {
    try {
      String unused = Program.of(words).require();
    } catch (IOException failed) {
      if (tries == 1 || !failed.toString().contains("SIGSEGV")) {
        throw failed;
      }
      make(words, tries - 1);
    }
  }
}
