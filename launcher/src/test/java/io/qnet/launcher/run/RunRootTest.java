package io.qnet.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims, leftovers and attacks. */
@DisplayName("Run directories")
class RunRootTest {
  private final Path runtime;
  private final Path base;
  private final RunRoot root;

  RunRootTest(@TempDir Path runtime) throws IOException {
    this.runtime = runtime;
    this.base = runtime.resolve("qnet");
    this.root = RunRoot.of(Map.of("XDG_RUNTIME_DIR", runtime.toString()));
  }

  @Test
  @DisplayName("where: $XDG_RUNTIME_DIR/qnet, else /tmp/qnet-UID; a relative path does not count")
  void where() throws IOException {
    String tmp = "/tmp/qnet-" + Files.getAttribute(runtime, "unix:uid");

    assertThat(root.path()).isEqualTo(base);
    assertThat(RunRoot.of(Map.of()).path()).hasToString(tmp);
    assertThat(RunRoot.of(Map.of("XDG_RUNTIME_DIR", "run")).path()).hasToString(tmp);
    assertThat(RunRoot.of(Map.of("XDG_RUNTIME_DIR", "")).path()).hasToString(tmp);
  }

  @Test
  @DisplayName("mode 0700, whatever the umask; gone at a clean stop")
  void modes() throws IOException {
    RunDirectory directory = root.claim(null, "user");

    assertThat(mode(base)).isEqualTo("rwx------");
    assertThat(mode(directory.path())).isEqualTo("rwx------");
    Files.writeString(directory.path().resolve("net0.sock"), "");
    directory.close();
    assertThat(directory.path()).doesNotExist();
    assertThat(base).isDirectory();
  }

  @Test
  @DisplayName("made-up names take the lowest free number")
  void names() throws IOException {
    RunDirectory one = root.claim(null, "user");
    RunDirectory two = root.claim(null, "user");
    assertThat(List.of(one.name(), two.name())).containsExactly("user1", "user2");

    one.close();
    assertThat(root.claim(null, "user").name()).isEqualTo("user1");
  }

  @Test
  @DisplayName("a name that runs is refused, and keeps running")
  void taken() throws IOException {
    root.claim("a", "user");

    assertThat(failure("a"))
        .hasMessage("'a' runs already, as process " + ProcessHandle.current().pid());
    assertThat(root.list()).extracting(Running::name).containsExactly("a");
  }

  @Test
  @DisplayName("a process number is believed only with its start time: a reused one is stale")
  void reusedProcessNumber() throws IOException {
    stale("old");

    assertThat(root.list()).isEmpty();
    assertThat(base.resolve("old")).doesNotExist();
  }

  @Test
  @DisplayName("a process that has ended, and that nobody asks how, is over")
  void zombie() throws Exception {
    // the child ends with our pipe; what the shell has become by then never asks for it
    Process parent =
        new ProcessBuilder("sh", "-c", "exec 3<&0; cat <&3 >/dev/null & echo $!; exec sleep 1000")
            .start();
    try {
      String child = parent.inputReader().readLine();
      Path became = Path.of("/proc", Long.toString(parent.pid()), "comm");
      while (!Files.readString(became).equals("sleep\n")) {
        Thread.onSpinWait();
      }
      parent.outputWriter().close();
      Path stat = Path.of("/proc", child, "stat");
      String[] fields = Files.readString(stat).split(" ", -1);
      while (!fields[2].equals("Z")) {
        Thread.onSpinWait();
        fields = Files.readString(stat).split(" ", -1);
      }
      stale("old");
      Files.writeString(
          base.resolve("old/run.json"),
          "{\"pid\":" + child + ",\"startTime\":" + fields[21] + ",\"verb\":\"user\"}");
      Files.createDirectories(base.resolve("old/smb0/ncalrpc/np"));

      assertThat(root.claim("old", "user").path().resolve("smb0")).doesNotExist();
    } finally {
      parent.destroy();
    }
  }

  @ParameterizedTest
  @DisplayName("what is left of something that broke is taken over")
  @ValueSource(strings = {"", "{", "[]", "{\"pid\":\"x\"}", "{\"pid\":1e99}", "\0\0\0"})
  void broken(String content) throws IOException {
    stale("old");
    Files.writeString(base.resolve("old/run.json"), content);
    Files.writeString(base.resolve("old/net0.sock"), "");

    RunDirectory directory = root.claim("old", "user");

    assertThat(directory.path()).isDirectoryNotContaining("glob:**/net0.sock");
    assertThat(root.list()).extracting(Running::name).containsExactly("old");
  }

  @Test
  @DisplayName("tidying up does not follow symbolic links")
  void tidiesOnlyItsOwn() throws IOException {
    stale("old");
    Path precious = Files.createDirectory(runtime.resolve("precious"));
    Files.writeString(precious.resolve("file"), "dear");
    Files.createSymbolicLink(base.resolve("old/link"), precious);

    assertThat(root.list()).isEmpty();
    assertThat(base.resolve("old")).doesNotExist();
    assertThat(precious.resolve("file")).hasContent("dear");
  }

  @Test
  @DisplayName("ready: the port and the QEMU words are on file")
  void ready() throws IOException {
    RunDirectory directory = root.claim("a", "user");
    assertThat(root.list().get(0).port()).isNull();

    directory.ready(PortSpec.parse("stream:/run/a.sock", runtime));

    Running running = root.list().get(0);
    assertThat(running.port()).isEqualTo("stream:/run/a.sock");
    assertThat(running.qemu()).startsWith("-netdev stream,").endsWith("netdev=net0");
    assertThat(running.startedAt()).isBetween(Instant.now().minusSeconds(600), Instant.now());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "-a", ".lock", "a b", "ä", "a\nb"})
  void badNames(String name) {
    assertThat(failure(name).exitCode()).isEqualTo(2);
  }

  @Test
  void longestName() throws IOException {
    assertThat(root.claim("x".repeat(63), "user").name()).hasSize(63);
    assertThat(failure("x".repeat(64)).exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("attack: a symbolic link in place of the directory, at either level")
  void symbolicLinks() throws IOException {
    Path elsewhere = Files.createDirectory(runtime.resolve("elsewhere"));
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(base, elsewhere);
    assertThat(failure("a")).hasMessage(base + " is a symbolic link");
    Files.delete(base);

    root.claim("b", "user").close();
    Files.createSymbolicLink(base.resolve("a"), elsewhere);
    assertThat(failure("a")).hasMessage(base.resolve("a") + " is a symbolic link");
    assertThat(elsewhere).isEmptyDirectory();
    Failure listing = catchThrowableOfType(Failure.class, () -> root.list());
    assertThat(listing.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @DisplayName("attack: a directory that others can enter or change")
  @ValueSource(strings = {"rwxr-xr-x", "rwxrwx---", "rwx-----x", "r-x------"})
  void wrongModes(String mode) throws IOException {
    Files.createDirectory(base);
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString(mode));

    assertThat(failure("a"))
        .hasMessageContaining(base + " has mode 0")
        .hasMessageContaining("0700");
  }

  @Test
  @DisplayName("attack: a file in place of the directory")
  void notADirectory() throws IOException {
    Files.writeString(base, "");

    assertThat(failure("a")).hasMessage(base + " is not a directory");
  }

  @Test
  @DisplayName("attack: a directory of somebody else's, at either level")
  void foreignOwner() throws IOException {
    assumeRoot();
    OwnDirectory.create(base);
    OwnDirectory.create(base.resolve("a"));
    Files.setAttribute(base.resolve("a"), "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
    assertThat(failure("a")).hasMessage(base.resolve("a") + " belongs to user 65534");

    Files.setAttribute(base, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
    assertThat(failure("a")).hasMessage(base + " belongs to user 65534");
  }

  @Test
  @DisplayName("attack: a parent in which others could replace our directory")
  void unsafeParent() throws IOException {
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(failure("a")).hasMessageContaining("with mode 0777: not safe");
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));

    assumeRoot();
    Files.setAttribute(runtime, "unix:uid", 65534);
    assertThat(failure("a"))
        .hasMessageContaining("belongs to user 65534")
        .extracting(Failure::remedy)
        .asString()
        .contains("unset XDG_RUNTIME_DIR");
  }

  @Test
  @DisplayName("a runtime directory that is not there says what to do")
  void missingParent() throws IOException {
    RunRoot gone = RunRoot.of(Map.of("XDG_RUNTIME_DIR", runtime.resolve("gone").toString()));

    assertThat(gone.list()).isEmpty();
    assertThat(catchThrowableOfType(Failure.class, () -> gone.claim("a", "user")))
        .hasMessage("there is no directory " + runtime.resolve("gone"))
        .extracting(Failure::exitCode)
        .isEqualTo(1);
  }

  /** A directory whose process had our number and another start time. */
  private void stale(String name) throws IOException {
    long pid = ProcessHandle.current().pid();
    long startTime = ProcessId.ofSelf().startTime() + 1;
    OwnDirectory.create(base);
    OwnDirectory.create(base.resolve(name));
    Running running = new Running(name, "user", pid, startTime, Instant.EPOCH, null, null);
    Files.writeString(base.resolve(name).resolve("run.json"), running.toJson());
  }

  private Failure failure(String name) {
    return catchThrowableOfType(Failure.class, () -> root.claim(name, "user"));
  }

  private static void assumeRoot() throws IOException {
    assumeTrue(OwnDirectory.uid() == 0, "only root can give a directory away");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
