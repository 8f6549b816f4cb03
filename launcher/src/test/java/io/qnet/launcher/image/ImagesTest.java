package io.qnet.launcher.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.image.Disks.Answer;
import io.qnet.launcher.qemu.MissingProgramException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real qemu-img behind {@code qnet img}. */
@DisplayName("qnet img")
class ImagesTest {
  private final Disks disks;

  ImagesTest(@TempDir Path folder) {
    disks = new Disks(folder);
  }

  @ParameterizedTest
  @DisplayName("makes every format that people ask for, and converts it to qcow2 and back to raw")
  @ValueSource(strings = {"raw", "qcow", "qcow2", "vmdk", "vdi", "vhdx"})
  void formats(String format) throws Exception {
    disks.img("create", "-f", format, "disk", "8M");
    assertThat(disks.img("info", "-f", format, "disk").out())
        .containsPattern("format +" + format)
        .containsPattern("size +8 MiB \\(8388608 octets\\)");
    disks.img("convert", "-f", format, "-O", "qcow2", "disk", "new.qcow2");
    disks.img("convert", "-O", "raw", "new.qcow2", "new.raw");
    assertThat(Files.size(disks.folder.resolve("new.raw"))).isEqualTo(8 << 20);
  }

  @ParameterizedTest
  @DisplayName("says of formats that nobody makes what took their place")
  @ValueSource(strings = {"cow", "cloop", "dmg", "bochs", "vvfat"})
  void gone(String format) throws Exception {
    Failure failure = disks.failure("create", "-f", format, "disk", "8M");
    assertThat(failure.exitCode()).isEqualTo(Failure.USAGE);
    assertThat(failure).hasMessageContaining(format);
    assertThat(failure.remedy()).containsAnyOf("uml_moo", "convert", "fat:rw:");
    assertThat(disks.folder.resolve("disk")).doesNotExist();
    assertThat(disks.failure("create", "-f", "qcow3", "disk", "8M").remedy())
        .contains("did you mean qcow");
  }

  @Test
  @DisplayName("knows a cow file by its mark, and does not take it for a raw disk")
  void cow() throws Exception {
    Files.write(
        disks.folder.resolve("old.cow"), "OOOM\0\0\0\2".getBytes(StandardCharsets.US_ASCII));
    assertThat(disks.failure("info", "old.cow")).hasMessageContaining("is a cow image");
    assertThat(disks.failure("convert", "-O", "qcow2", "old.cow", "new").remedy())
        .contains("uml_moo");
    assertThat(disks.failure("info", "-f", "cow", "x")).hasMessageContaining("cannot read cow");
  }

  @Test
  @DisplayName("overwrites nothing without --force")
  void overwriting() throws Exception {
    disks.img("create", "-f", "qcow2", "disk", "8M");
    Failure failure = disks.failure("create", "-f", "qcow2", "disk", "9M");
    assertThat(failure.exitCode()).isEqualTo(Failure.FAILED);
    assertThat(failure.remedy()).contains("--force");
    assertThat(disks.failure("convert", "-O", "raw", "disk", "disk").remedy()).contains("--force");
    assertThat(disks.failure("convert", "--force", "-O", "raw", "disk", "disk"))
        .hasMessageContaining("same file");
    assertThat(disks.img("create", "--force", "-f", "qcow2", "disk", "9M").err())
        .contains("disk: qcow2, 9 MiB, takes");
    assertThat(disks.failure("create", "nowhere/disk", "8M").remedy()).contains("mkdir -p");
    Files.createDirectory(disks.folder.resolve("folder"));
    assertThat(disks.failure("create", "folder", "8M")).hasMessageContaining("is a folder");
  }

  @Test
  @DisplayName("makes larger, and smaller only with --shrink")
  void resize() throws Exception {
    disks.img("create", "-f", "qcow2", "disk", "8M");
    assertThat(disks.img("resize", "disk", "+2MB").err()).contains("8 MiB before, 10 MiB now");
    Failure failure = disks.failure("resize", "disk", "-5M");
    assertThat(failure.remedy()).contains("qnet img resize --shrink disk -5M");
    assertThat(disks.failure("resize", "disk", "5M")).hasMessageContaining("would have 5 MiB");
    assertThat(disks.img("resize", "--shrink", "disk", "-5M").err()).contains("5 MiB now");
    assertThat(disks.failure("resize", "--shrink", "disk", "-6M").exitCode()).isEqualTo(2);
    assertThat(disks.failure("resize", "disk", "much")).hasMessageContaining("no size");
    assertThat(disks.failure("resize", "disk")).hasMessageContaining("FILE and SIZE");
  }

  @Test
  @DisplayName("looks for room before it writes")
  void room() throws Exception {
    Failure failure =
        disks.failure("create", "-f", "qcow2", "-o", "preallocation=full", "disk", "900T");
    assertThat(failure).hasMessageContaining("no room for disk: it takes 900 TiB");
    assertThat(disks.folder.resolve("disk")).doesNotExist();
    assertThat(disks.img("create", "-f", "qcow2", "disk", "900T").err())
        .contains("grows as it is filled");
    failure =
        disks.failure("convert", "-O", "qcow2", "-o", "preallocation=falloc", "disk", "other");
    assertThat(failure).hasMessageContaining("no room for other");
  }

  @Test
  @DisplayName("finds out a base's format, says it, and writes it down; clones, commits, rebases")
  void bases() throws Exception {
    disks.img("create", "-f", "qcow2", "base.qcow2", "8M");
    assertThat(disks.img("create", "-f", "qcow2", "-b", "base.qcow2", "clone").err())
        .contains("base.qcow2 looks like qcow2 (8 MiB): -F qcow2");
    assertThat(disks.img("info", "clone").out()).containsPattern("base +base.qcow2 \\(qcow2\\)");
    assertThat(disks.img("info", "--backing-chain", "-o", "json", "clone").out())
        .startsWith("[")
        .contains("base.qcow2");
    disks.img("create", "-f", "raw", "base.raw", "8M");
    assertThat(disks.img("rebase", "-b", "base.raw", "clone").err()).contains("-F raw");
    assertThat(disks.img("commit", "clone").err()).contains("is in base.raw now");
    assertThat(disks.img("rebase", "-b", "", "clone").err()).contains("stands alone");
    assertThat(disks.failure("commit", "clone")).hasMessageContaining("has no base");
    assertThat(disks.failure("rebase", "clone")).hasMessageContaining("needs -b");
    Path other = Files.createDirectory(disks.folder.resolve("other"));
    disks.img("create", "-f", "qcow2", "-b", "../base.raw", "other/clone");
    assertThat(other.resolve("clone")).exists();
  }

  @Test
  @DisplayName("makes, lists, applies and deletes snapshots")
  void snapshots() throws Exception {
    disks.img("create", "-f", "qcow2", "disk", "8M");
    disks.img("snapshot", "-c", "fresh", "disk");
    assertThat(disks.img("snapshot", "-l", "disk").out())
        .startsWith("ID ")
        .containsPattern("(?m)^1 +fresh +\\d{4}-");
    String json = disks.img("snapshot", "-l", "-o", "json", "disk").out();
    assertThat(new ObjectMapper().readTree(json).get(0).get("name").asText()).isEqualTo("fresh");
    disks.img("snapshot", "-a", "fresh", "disk");
    disks.img("snapshot", "-d", "fresh", "disk");
    assertThat(disks.img("snapshot", "disk", "-o", "json").out().strip()).isEqualTo("[ ]");
    assertThat(disks.failure("snapshot", "-a", "fresh", "disk").exitCode()).isEqualTo(1);
  }

  @Test
  @DisplayName("tells whole from damaged")
  void check() throws Exception {
    disks.img("create", "-f", "qcow2", "disk", "8M");
    Answer whole = disks.img("check", "disk");
    assertThat(whole.exitCode()).isZero();
    assertThat(whole.out()).startsWith("whole: 0 of 128");
    Path file = disks.folder.resolve("disk");
    byte[] octets = Files.readAllBytes(file);
    octets[0x20000] = 0x7f; // the first refcount
    Files.write(file, octets);
    Answer damaged = disks.img("check", "disk");
    assertThat(damaged.exitCode()).isEqualTo(1);
    assertThat(damaged.out()).containsAnyOf("damaged", "lost");
    assertThat(
            new ObjectMapper()
                .readTree(disks.img("check", "-o", "json", "disk").out())
                .has("format"))
        .isTrue();
    assertThat(disks.failure("check", "nosuch").remedy()).contains("nosuch");
  }

  @ParameterizedTest
  @DisplayName("takes names for names, whatever is in them")
  @ValueSource(strings = {"-x", "--help", "a:b", "nbd:x", "a,b", "json:{}", "a b", "ä", "x=y,z"})
  void hostileNames(String name) throws Exception {
    disks.img("create", "-f", "qcow2", "--", name, "8M");
    assertThat(disks.folder.resolve(name)).isRegularFile();
    assertThat(disks.img("info", "--", name).out()).containsPattern("format +qcow2");
    disks.img("convert", "-O", "raw", "--", name, name + ".raw");
    assertThat(disks.folder.resolve(name + ".raw")).isRegularFile();
    disks.img("create", "-f", "qcow2", "-b", name, "--", name + ".clone");
    disks.img("snapshot", "-c", "s", "--", name);
    disks.img("resize", "--", name, "9M");
    disks.img("commit", "--", name + ".clone");
  }

  @Test
  @DisplayName("draws a bar, and erases it")
  void bar() throws Exception {
    disks.img("create", "-f", "qcow2", "disk", "8M");
    assertThat(disks.img("convert", "-O", "raw", "disk", "new").err())
        .contains("\r[########################################] 100.0%")
        .contains("\r" + " ".repeat(49) + "\r")
        .contains("new: raw, 8 MiB, takes");
    assertThat(disks.img("convert", "-q", "-O", "raw", "disk", "quiet").err())
        .doesNotContain("qnet");
  }

  @Test
  @DisplayName("leaves nothing behind when qemu-img fails in the middle")
  void failsInTheMiddle() throws Exception {
    Path bin = Files.createDirectory(disks.folder.resolve("bin"));
    Path fake = bin.resolve("qemu-img");
    Files.writeString(
        fake,
        "#!/bin/sh\n[ \"$1\" = convert ] || exec /usr/bin/qemu-img \"$@\"\n"
            + "for last; do :; done; echo half > \"$last\"; echo 'qemu-img: error while writing:"
            + " No space left on device' >&2; exit 1\n");
    Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
    disks.img("create", "-f", "qcow2", "disk", "8M");
    Disks broken = new Disks(disks.folder, Map.of("PATH", bin + ":/usr/bin:/bin"));
    assertThat(broken.failure("convert", "-O", "raw", "disk", "new"))
        .hasMessageContaining("No space left");
    try (Stream<Path> left = Files.list(disks.folder)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("bin", "disk");
    }
  }

  @Test
  @DisplayName("wrong words name the right ones; qemu-img has to be there")
  void wrong() throws Exception {
    assertThat(disks.failure("create", "--forze", "a", "1M").remedy()).contains("--force");
    assertThat(disks.failure("create", "a", "1M", "-f")).hasMessageContaining("-f needs a value");
    assertThat(disks.failure("info", "-o", "jsno", "a").remedy()).contains("json");
    assertThat(disks.failure("create", "a")).hasMessageContaining("needs FILE and SIZE");
    assertThat(disks.failure("create", "a", "0")).hasMessageContaining("no size");
    assertThat(disks.failure("info", "nosuch").remedy()).contains("nosuch");
    disks.img("create", "-fqcow2", "--object=secret,id=s,data=x", "attached", "1M");
    assertThatThrownBy(() -> QemuImg.find(Map.of("PATH", "/nowhere"), Path.of("/")))
        .isInstanceOf(MissingProgramException.class)
        .hasMessageContaining("apt-get install qemu-utils");
  }

  @ParameterizedTest
  @DisplayName("sizes")
  @ValueSource(strings = {"1536M", "1.5G", "1.5GB", "1.5GiB", "1610612736", "1610612736B"})
  void sizes(String text) {
    assertThat(Sizes.parse(text)).isEqualTo(1_610_612_736L);
    assertThat(Sizes.words(Sizes.parse(text))).isEqualTo("1.5 GiB");
    assertThat(Sizes.words(512)).isEqualTo("512 octets");
    assertThatThrownBy(() -> Sizes.parse("9E9")).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> Sizes.parse("99E")).isInstanceOf(Failure.class);
  }
}
