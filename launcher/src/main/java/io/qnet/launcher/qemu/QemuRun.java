package io.qnet.launcher.qemu;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A machine that runs. Closing it ends the QEMU process and waits for its end; a JVM that dies
 * takes it along.
 */
public final class QemuRun implements AutoCloseable {
  private static final int LOG_LIMIT = 512 * 1024;
  private static final int TAIL = 2_000;
  private static final Duration POLITE = Duration.ofSeconds(2);

  private final List<String> words;
  private final Process process;
  private final SerialLog log;
  private final Messages messages;
  private final Thread serialReader;

  private QemuRun(List<String> words, Process process, Consumer<String> onLine) {
    this.words = words;
    this.process = process;
    this.log = new SerialLog(LOG_LIMIT, onLine);
    String name = "qemu " + process.pid();
    this.serialReader = Messages.daemon(name + " serial", this::readSerial);
    this.messages = new Messages(process, name);
  }

  /** Starts {@code command}. */
  public static QemuRun start(QemuCommand command) throws IOException, InterruptedException {
    return start(command, line -> {});
  }

  /**
   * Starts {@code command}.
   *
   * @param onLine told of each line on the serial line, without its end, on the reader's thread
   */
  public static QemuRun start(QemuCommand command, Consumer<String> onLine)
      throws IOException, InterruptedException {
    List<String> words = command.words();
    return new QemuRun(words, Spawner.start(words), onLine);
  }

  /** Whether the machine dies with this JVM; false on a host without setpriv. */
  public static boolean guarded() {
    return Spawner.guarded();
  }

  /** The process. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended yet. */
  public boolean alive() {
    return process.isAlive();
  }

  /** The command line it was started with. */
  public List<String> words() {
    return words;
  }

  /** What came over the serial line so far: the last half million characters. */
  public String log() {
    return log.text();
  }

  /** What QEMU wrote to stderr so far. */
  public String messages() {
    return messages.text();
  }

  /** Types {@code text} on the serial line; the guest has to read it. */
  public void type(String text) throws IOException {
    OutputStream stdin = process.getOutputStream();
    stdin.write(text.getBytes(StandardCharsets.UTF_8));
    stdin.flush();
  }

  /**
   * Waits until a line on the serial line contains {@code marker}, and returns that line. A line
   * that came before the call counts.
   */
  public String await(String marker, Duration atMost) throws IOException, InterruptedException {
    return await(marker, false, atMost);
  }

  /** As {@link #await}, but the line does not have to be finished: waits for a prompt. */
  public String awaitPrompt(String marker, Duration atMost)
      throws IOException, InterruptedException {
    return await(marker, true, atMost);
  }

  private String await(String marker, boolean unfinishedToo, Duration atMost)
      throws IOException, InterruptedException {
    var line = log.await(marker, unfinishedToo, atMost);
    if (line.isPresent()) {
      return line.get();
    }
    throw failure("the machine did not print \"" + marker + "\" within " + seconds(atMost));
  }

  /** Waits until QEMU has ended and returns its exit status: 0 after a power-off. */
  public int awaitExit(Duration atMost) throws IOException, InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failure("the machine did not power off within " + seconds(atMost));
    }
    joinReaders();
    return process.exitValue();
  }

  /** Ends QEMU: SIGTERM, and SIGKILL two seconds later, to it and what it started. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    List<ProcessHandle> children = process.descendants().toList();
    try {
      process.destroy();
      if (!process.waitFor(POLITE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
      joinReaders();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      interrupted = true;
    } finally {
      children.forEach(ProcessHandle::destroyForcibly);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** An error that carries how QEMU ended, its own messages, and the end of the serial log. */
  public QemuException failure(String what) throws InterruptedException {
    StringBuilder text = new StringBuilder(what);
    if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
      joinReaders();
      text.append("; QEMU ended with status ").append(process.exitValue());
    }
    if (!messages().isEmpty()) {
      text.append("; QEMU says: ").append(messages());
    }
    String serial = log();
    text.append("\nthe serial line ends with:\n");
    text.append(serial, Math.max(0, serial.length() - TAIL), serial.length());
    return new QemuException(
        text.append("\nstarted as: ").append(String.join(" ", words)).toString());
  }

  private void joinReaders() throws InterruptedException {
    serialReader.join(POLITE.toMillis());
    messages.complete();
  }

  private void readSerial() {
    byte[] octets = new byte[8192];
    try (InputStream in = process.getInputStream()) {
      for (int n = in.read(octets); n >= 0; n = in.read(octets)) {
        log.feed(octets, n);
      }
    } catch (IOException closed) {
      log.feed(new byte[0], 0); // the process is gone; what it wrote is in the log
    } finally {
      log.end();
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
