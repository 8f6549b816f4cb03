package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One who types at a program, and reads what it says. */
final class Typist implements AutoCloseable {
  private final Process process;
  private final StringBuilder said = new StringBuilder();
  private final Thread reader;
  private int from;

  private Typist(Process process) {
    this.process = process;
    reader = new Thread(this::read, "typist-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static Typist at(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TERM", "dumb");
    return new Typist(builder.start());
  }

  private void read() {
    byte[] block = new byte[4096];
    try (InputStream in = process.getInputStream()) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        synchronized (said) {
          said.append(new String(block, 0, n, StandardCharsets.ISO_8859_1));
          said.notifyAll();
        }
      }
    } catch (IOException gone) {
      // the program ended
    }
  }

  void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    process.getOutputStream().flush();
  }

  /**
   * Waits until {@code text} is said after what was awaited last; all that was said up to there.
   */
  String await(String text) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    synchronized (said) {
      while (said.indexOf(text, from) < 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        assertThat(left).as("no '%s' in: %s", text, said).isPositive();
        said.wait(left);
      }
      from = said.indexOf(text, from) + text.length();
      return said.substring(0, from);
    }
  }

  String said() {
    synchronized (said) {
      return said.toString();
    }
  }

  /** Waits for its end; its exit code. */
  int end(Duration atMost) throws InterruptedException {
    assertThat(process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
        .as("it goes on; it said: %s", said())
        .isTrue();
    reader.join(atMost.toMillis());
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
