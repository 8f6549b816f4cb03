package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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
        InstallerImage.find(image(rockRidge), folder.resolve("out"), "ttyS0");

    assertThat(found).isPresent();
    assertThat(found.get().system()).isEqualTo(system);
    assertThat(found.get().append()).isEqualTo(append);
    assertThat(found.get().kernel()).hasBinaryContent(first);
    assertThat(found.get().initrd()).hasBinaryContent(second);
  }

  @Test
  @DisplayName("a CD takes another's place: both kernels are there; the same CD is copied once")
  void replaced() throws Exception {
    byte[] old = write("cd/linux", 3_001);
    write("cd/initrd.gz", 100);
    Path out = folder.resolve("out");
    Path first = InstallerImage.find(image("on"), out, "ttyS0").orElseThrow().kernel();
    Object key = Files.readAttributes(first, BasicFileAttributes.class).fileKey();
    Path again = InstallerImage.find(folder.resolve("cd.iso"), out, "ttyS0").orElseThrow().kernel();
    assertThat(again).isEqualTo(first);
    assertThat(Files.readAttributes(first, BasicFileAttributes.class).fileKey()).isEqualTo(key);
    Files.delete(folder.resolve("cd.iso"));
    byte[] other = write("cd/linux", 9_001);
    Path second = InstallerImage.find(image("on"), out, "ttyS0").orElseThrow().kernel();
    assertThat(second).hasBinaryContent(other);
    assertThat(first).hasBinaryContent(old);
    try (var files = Files.list(out)) {
      assertThat(files).hasSize(4).noneMatch(file -> file.toString().endsWith(".part"));
    }
  }

  @Test
  @DisplayName("another CD, and what is no CD: nothing is found")
  void others() throws Exception {
    write("cd/install.amd/vmlinuz", 10);
    assertThat(InstallerImage.find(image("on"), folder, "ttyS0")).isEmpty();
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThat(InstallerImage.find(empty, folder, "ttyS0")).isEmpty();
    Path noise = folder.resolve("noise");
    byte[] octets = new byte[100_000];
    new Random(3).nextBytes(octets);
    assertThat(InstallerImage.find(Files.write(noise, octets), folder, "ttyS0")).isEmpty();
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
        InstallerImage.find(file, folder.resolve("out"), "ttyS0")
            .ifPresent(found -> assertThat(found.system()).startsWith("Debian"));
      } catch (IOException said) {
        assertThat(said).hasMessageContaining("image");
      }
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
