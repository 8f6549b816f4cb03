package io.qnet.launcher.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.cli.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the real qemu-img refuses: what failed, what it means, and what to type. */
@DisplayName("qnet img, with what cannot be done")
class ImageMessageTest {
  private final Disks disks;

  ImageMessageTest(@TempDir Path folder) {
    disks = new Disks(folder);
  }

  @BeforeEach
  void make() throws Exception {
    disks.img("create", "-f", "qcow2", "a.qcow2", "8M");
    disks.img("create", "-f", "qcow", "old.qcow", "8M");
    disks.img("create", "-f", "raw", "r.img", "8M");
    disks.img("create", "-f", "qcow2", "-b", "a.qcow2", "over");
    Files.createDirectory(disks.folder.resolve("dir"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          info dir                             | regular file             | ls dir
          check dir                            | regular file             | ls dir
          check -r all dir                     | Is a directory           | ls dir
          resize dir 9M                        | regular file             | ls dir
          rebase -b a.qcow2 dir                | Is a directory           | ls dir
          convert dir n                        | regular file             | ls dir
          info missing                         | No such file             | missing
          check missing                        | No such file             | missing
          snapshot -l missing                  | No such file             | missing
          resize missing 9M                    | No such file             | missing
          rebase -b a.qcow2 missing            | No such file             | missing
          rebase -b missing over               | No such file             | missing
          commit missing                       | No such file             | missing
          convert missing n                    | No such file             | missing
          create -f qcow2 -b missing n         | No such file             | missing
          info -f qcow2 r.img                  | not in qcow2 format      | qnet img info r.img
          convert -f qcow2 r.img n             | not in qcow2 format      | qnet img info r.img
          check -f qcow2 r.img                 | not in qcow2 format      | qnet img info r.img
          check -f qcow a.qcow2                | does not support qcow    | qnet img info a.qcow2
          info -f nonsense r.img               | Unknown driver           | qnet img info r.img
          check r.img                          | does not support checks  | convert -O qcow2 r.img
          check -r some a.qcow2                | option value for -r      | -r leaks a.qcow2
          create -f qcow2 -b r.img -F qcow2 n  | not in qcow2 format      | qnet img info
          create -f qcow2 -b r.img -F qocw2 n  | no format 'qocw2'        | did you mean qcow2
          rebase -b a.qcow2 -F qcow over       | does not support qcow    | qnet img info
          rebase -b a.qcow2 -F qocw2 over      | no format 'qocw2'        | did you mean qcow2
          rebase -b a.qcow2 r.img              | Could not change         | qnet img create -f qcow2 -b
          create -b a.qcow2 n                  | Backing file not         | qnet img create -f qcow2 -b
          create -f qcow2 -o nonsense=1 n 8M   | nonsense                 | -o help
          create -f qcow2 -o cluster_size=3 n 8M | Cluster size           | -o help
          convert -O qcow2 -o nonsense=1 r.img n | nonsense               | -o help
          convert -l none -O qcow2 a.qcow2 n   | snapshot                 | qnet img snapshot -l a.qcow2
          convert -m 99 r.img n                | coroutines               | -m 8
          snapshot -a none a.qcow2             | Could not apply          | qnet img snapshot -l a.qcow2
          snapshot -d none a.qcow2             | Could not delete         | qnet img snapshot -l a.qcow2
          snapshot -c new r.img                | Could not create         | convert -O qcow2 r.img
          snapshot -a none r.img               | Could not apply          | convert -O qcow2 r.img
          resize old.qcow 16M                  | does not support resize  | convert -O qcow2 old.qcow
          commit r.img                         | has no base              | qnet img info r.img
          """)
  void refused(String line, String what, String remedy) throws Exception {
    String[] words = line.split(" ", 2);
    Failure failure = disks.failure(words[0], words[1].split(" ", -1));
    assertThat(failure).hasMessageContaining(what);
    assertThat(failure.meaning()).isNotBlank().doesNotContain("own words", "guessed raw");
    assertThat(failure.remedy()).contains(remedy);
    assertThat(disks.folder.resolve("n")).doesNotExist();
  }

  @Test
  @DisplayName("what this user may not read or write")
  void permission() throws Exception {
    Path image = disks.folder.resolve("a.qcow2");
    Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("---------"));
    Disks other = disks;
    if (Files.isReadable(image)) { // root
      Path fake = program("exec setpriv --reuid 65534 --clear-groups /usr/bin/qemu-img \"$@\"");
      assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "SKIPPED: root without setpriv");
      other = new Disks(disks.folder, Map.of("PATH", fake.getParent() + ":/usr/bin:/bin"));
    }
    for (String verb : new String[] {"info", "check", "commit"}) {
      Failure failure = other.failure(verb, "a.qcow2");
      assertThat(failure).hasMessageContaining("Permission denied");
      assertThat(failure.meaning()).doesNotContain("own words");
      assertThat(failure.remedy()).contains("ls -l");
    }
  }

  @Test
  @DisplayName("a disk that fills up in the middle")
  void full() throws Exception {
    Path fake =
        program(
            "[ \"$1\" = resize ] || exec /usr/bin/qemu-img \"$@\"\n"
                + "echo 'qemu-img: Failed to resize: No space left on device' >&2; exit 1");
    Disks small = new Disks(disks.folder, Map.of("PATH", fake.getParent() + ":/usr/bin:/bin"));
    Failure failure = small.failure("resize", "a.qcow2", "9M");
    assertThat(failure.meaning()).doesNotContain("own words");
    assertThat(failure.remedy()).contains("df -h a.qcow2");
  }

  @Test
  @DisplayName("a name that says a format which nobody asked for is noticed")
  void names() throws Exception {
    assertThat(disks.img("create", "new.qcow2", "8M").err())
        .contains("it is raw", "for qcow2: qnet img create --force -f qcow2 new.qcow2 8M");
    assertThat(disks.img("convert", "a.qcow2", "new.vmdk").err())
        .contains("it is raw", "--force -O vmdk");
    assertThat(disks.img("create", "-f", "raw", "meant.qcow2", "8M").err()).doesNotContain("it is");
    assertThat(disks.img("create", "plain.img", "8M").err()).doesNotContain("it is");
  }

  private Path program(String text) throws Exception {
    Path bin = Files.createDirectory(disks.folder.resolve("bin"));
    Path fake = Files.writeString(bin.resolve("qemu-img"), "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
    return fake;
  }
}
