package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the functions of provide.sh in a world where id, sudo, apt-get and mvn are ours. */
@DisplayName("What is missing is installed where that is allowed, else named")
@Timeout(120)
class ProvideScriptTest {
  private static final Path PROVIDE = Path.of("sh", "provide.sh").toAbsolutePath();

  /** An apt-get that notes what it is told, and "installs" a mvn beside itself. */
  private static final String APT_GET =
      """
      echo "apt-get $*" >>"$HERE/log"
      case $* in
        install*maven*) cp "$HERE/maven" "$HERE/bin/mvn" ;;
      esac
      """;

  private final Path here;

  ProvideScriptTest(@TempDir Path here) {
    this.here = here;
  }

  @BeforeEach
  void world() throws IOException {
    Files.createDirectory(here.resolve("bin"));
    Files.writeString(here.resolve("log"), "");
    for (String tool : new String[] {"sed", "head", "sort", "grep", "cp", "env", "cat"}) {
      program(tool, "exec /usr/bin/" + tool + " \"$@\"");
    }
    script(here.resolve("maven"), "echo 'Apache Maven 3.8.7'");
  }

  @Test
  @DisplayName("root: apt-get update once, then what is missing, and why is said")
  void root() throws Exception {
    program("id", "echo 0");
    program("apt-get", APT_GET);

    Invocation run = run("need_maven; install tshark why");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("qnet: installing maven (Maven 3.8.7 or later: it builds qnet)")
        .contains("qnet: installing tshark (why)");
    assertThat(log())
        .containsExactly(
            "apt-get update -qq",
            "apt-get install -y -qq --no-install-recommends maven",
            "apt-get install -y -qq --no-install-recommends tshark");
  }

  @Test
  @DisplayName("a user whose sudo asks for no password: the same through sudo")
  void sudo() throws Exception {
    program("id", "echo 1000");
    program("apt-get", APT_GET);
    program("sudo", "shift; [ \"$1\" = true ] || exec \"$@\"");

    assertThat(run("need_maven").exitCode()).isZero();
    assertThat(log()).hasSize(2);
  }

  @Test
  @DisplayName("a user who may not: exit code 3, what, why, and the command; nothing was tried")
  void user() throws Exception {
    program("id", "echo 1000");
    program("apt-get", APT_GET);
    program("sudo", "exit 1");

    Invocation run = run("need_maven");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .isEqualTo(
            """
            qnet: there is no Maven 3.8.7 or later
                  qnet is built from source on first use
                  type: sudo apt-get update && sudo apt-get install maven
            """);
    assertThat(log()).isEmpty();
  }

  @Test
  @DisplayName("a Maven that is too old is as good as none; 3.8.7 and 3.10 are not")
  void versions() throws Exception {
    program("id", "echo 1000");
    program("mvn", "echo 'Apache Maven 3.8.6'");
    assertThat(run("need_maven").exitCode()).isEqualTo(3);

    program("mvn", "echo 'Apache Maven 3.10.0 (abc)'");
    assertThat(run("need_maven").exitCode()).isZero();
  }

  @Test
  @DisplayName("the demo goes on without QEMU")
  void demoWithoutQemu() throws Exception {
    program("id", "echo 1000");

    Invocation run = run("want_qemu");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "qnet: going on without QEMU; to have it, type: sudo apt-get update"
                + " && sudo apt-get install qemu-system-x86 ipxe-qemu\n");
  }

  @Test
  @DisplayName(
      "JAVA_HOME comes first if it is a JDK, 17 or later; a JRE and an old JDK do not count")
  void javaHome() throws Exception {
    program("id", "echo 1000");
    Path good = jdk("good", "javac 21.0.1");
    Path old = jdk("old", "javac 1.8.0_392");
    Path jre = Files.createDirectories(here.resolve("jre"));

    assertThat(run("JAVA_HOME=" + good + "; need_jdk; echo $JDK").out()).isEqualTo(good + "\n");
    assertThat(run("JAVA_HOME=" + old + "; is_good_jdk $JAVA_HOME").exitCode()).isEqualTo(1);
    assertThat(run("JAVA_HOME=" + jre + "; is_good_jdk $JAVA_HOME").exitCode()).isEqualTo(1);
  }

  private Path jdk(String name, String version) throws IOException {
    Path bin = Files.createDirectories(here.resolve(name).resolve("bin"));
    script(bin.resolve("java"), "");
    script(bin.resolve("javac"), "echo '" + version + "'");
    return here.resolve(name);
  }

  private void program(String name, String body) throws IOException {
    script(here.resolve("bin").resolve(name), body);
  }

  private static void script(Path path, String body) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(here.resolve("log"));
  }

  private Invocation run(String functions) throws Exception {
    Path out = here.resolve("out");
    Path err = here.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-euc", "JDK=; . " + PROVIDE + "; " + functions)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("PATH", here.resolve("bin").toString());
    builder.environment().put("HERE", here.toString());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Invocation(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
