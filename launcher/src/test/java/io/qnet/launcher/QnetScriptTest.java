package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts the script as a user would. */
@DisplayName("The qnet script, if it has been built")
@Timeout(120)
class QnetScriptTest {
  private static final Path QNET = Path.of("..", "qnet").toAbsolutePath().normalize();

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  QnetScriptTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void isBuilt() {
    assumeTrue(
        Files.exists(Path.of("target", "qnet", "stamp")), "not built: run ./qnet --version first");
  }

  @Test
  @DisplayName("from another directory")
  void elsewhere() throws Exception {
    assertThat(run(QNET, "--version").out()).matches("qnet [0-9]+\\.[0-9]+\\.[0-9]+\n");
  }

  @Test
  @DisplayName("through a symbolic link, and a symbolic link to that, in a directory with a blank")
  void symbolicLinks() throws Exception {
    Path blank = Files.createDirectory(directory.resolve("a b"));
    Path one = Files.createSymbolicLink(blank.resolve("one"), QNET);
    Path two = Files.createSymbolicLink(blank.resolve("two"), one.getFileName());

    assertThat(run(two, "--version").exitCode()).isZero();
  }

  @Test
  @DisplayName("exit codes and streams are those of the command")
  void exitCodes() throws Exception {
    Invocation wrong = run(QNET, "user", "--captur", "x");

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err())
        .isEqualTo(
            """
            qnet: qnet user has no option --captur
                  nothing was started
                  did you mean --capture?
            """);
  }

  @Test
  @DisplayName("the JVM says nothing of its own, and has no colours where there is no terminal")
  void quiet() throws Exception {
    Invocation help = run(QNET, "user", "--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).contains("Synopsis:").doesNotContain("\u001b[");
  }

  @Test
  @DisplayName("SIGINT stops it cleanly, also where a shell without job control had it ignored")
  void ignoredInterrupt() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "trap '' INT; exec \"$0\" user --name x", QNET.toString());
    builder.environment().put("QNET_BUILD", "never");
    builder.environment().put("XDG_RUNTIME_DIR", directory.toString());
    Process process = builder.start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).startsWith("ready: -netdev stream,id=net0,");

      assertThat(new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor()).isZero();

      assertThat(process.waitFor()).isZero();
      assertThat(directory.resolve("qnet/x")).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest(name = "qnet {0}: {1}")
  @DisplayName("each start has its classes out of an archive; a machine's are in another")
  @CsvSource({"user, qnet.jsa", "ps, qnet.jsa", "run, run.jsa"})
  void archives(String verb, String archive) throws Exception {
    environment.put("JDK_JAVA_OPTIONS", "-XX:+PrintFlagsFinal");
    String flags = run(QNET, verb, "--help").out();

    Matcher matcher = Pattern.compile("SharedArchiveFile += (\\S+)").matcher(flags);
    assertThat(matcher.find()).as(flags).isTrue();
    assertThat(Path.of(matcher.group(1))).hasFileName(archive).exists();
    assertThat(flags).containsPattern("UseSharedSpaces += true");
  }

  private Invocation run(Path command, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.toString()));
    words.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // This test runs inside a build: another must not start in the same directories.
    builder.environment().put("QNET_BUILD", "never");
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Invocation(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
