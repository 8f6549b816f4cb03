package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code qnet} as a process of its own, in a runtime directory of the test's. */
final class QnetProcess implements AutoCloseable {
  private final Process process;
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  private QnetProcess(Process process) {
    this.process = process;
    collect(process.getInputStream(), out);
    collect(process.getErrorStream(), err);
  }

  /** Starts it with {@code words}. */
  static QnetProcess start(Path runtime, String... words) throws IOException {
    return startOnPath(System.getenv("PATH"), runtime, words);
  }

  /** The same, with programs from {@code path}. */
  static QnetProcess startOnPath(String path, Path runtime, String... words) throws IOException {
    return startBehind(List.of(), path, runtime, words);
  }

  /** The same, started by {@code prefix}, a program that takes a command. */
  static QnetProcess startBehind(List<String> prefix, String path, Path runtime, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(command(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(runtime.toFile());
    builder.environment().put("XDG_RUNTIME_DIR", runtime.toString());
    builder.environment().put("PATH", path);
    builder.environment().remove("DISPLAY");
    return new QnetProcess(builder.start());
  }

  /** What starts it. */
  static List<String> command(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                // Started by a shell in the background SIGINT would be ignored, as in the script.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dslf4j.provider=io.qnet.launcher.log.LineLogging",
                "-Dslf4j.internal.verbosity=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                "io.qnet.launcher.Main"));
    command.addAll(List.of(words));
    return command;
  }

  /** Runs one verb to its end, which has to be a good one; what it wrote to stdout. */
  static String run(Path runtime, String... words) throws IOException, InterruptedException {
    try (QnetProcess qnet = start(runtime, words)) {
      int status = qnet.end(Duration.ofMinutes(2));
      assertThat(status).as("qnet %s: %s", List.of(words), qnet.err()).isZero();
      return qnet.out();
    }
  }

  private static void collect(InputStream stream, StringBuilder target) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                char[] block = new char[4096];
                for (int n = reader.read(block); n >= 0; n = reader.read(block)) {
                  synchronized (target) {
                    target.append(block, 0, n);
                    target.notifyAll();
                  }
                }
              } catch (IOException gone) {
                // the process ended
              }
              synchronized (target) {
                target.notifyAll();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until {@code text} is on stdout, and returns all that is there. */
  String await(String text, Duration atMost) throws InterruptedException {
    return await(out, text, atMost);
  }

  /** The same on stderr. */
  String awaitErr(String text, Duration atMost) throws InterruptedException {
    return await(err, text, atMost);
  }

  private String await(StringBuilder where, String text, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    synchronized (where) {
      while (where.indexOf(text) < 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        assertThat(left > 0 && (process.isAlive() || left > 1000))
            .as("no '%s' within %s; stdout: %s; stderr: %s", text, atMost, out(), err())
            .isTrue();
        where.wait(Math.min(left, 500));
      }
      return where.toString();
    }
  }

  void type(String text) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write(text.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  void signal(String name) throws IOException, InterruptedException {
    int unused = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
  }

  /** Waits for its end; its exit code. */
  int end(Duration atMost) throws InterruptedException {
    assertThat(process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
        .as("qnet did not end within %s; stdout: %s; stderr: %s", atMost, out(), err())
        .isTrue();
    return process.exitValue();
  }

  boolean alive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  String out() {
    synchronized (out) {
      return out.toString();
    }
  }

  String err() {
    synchronized (err) {
      return err.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
