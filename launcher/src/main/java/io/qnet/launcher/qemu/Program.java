package io.qnet.launcher.qemu;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program of the host, from start to end: no shell, messages in English. Blocks; not
 * for an event loop.
 */
public final class Program {
  private final List<String> words;
  private Path folder = Path.of(".");
  private Duration limit = Duration.ofMinutes(2);
  private @Nullable String input;

  private Program(List<String> words) {
    this.words = words;
  }

  /** Takes what the program writes to its standard output, up to its end. */
  @FunctionalInterface
  public interface Output {
    /** Reads {@code stdout}; what is left unread is thrown away. */
    void read(InputStream stdout) throws IOException;
  }

  /**
   * How it ended.
   *
   * @param status exit status; above 128 it was a signal
   * @param out what it wrote to standard output; empty if that was read as a stream
   * @param err what it wrote to standard error, the last 64 KiB of it
   */
  public record Result(int status, String out, String err) {
    /** Whether the exit status is 0. */
    public boolean ok() {
      return status == 0;
    }
  }

  /** The program {@code words} name, with its arguments; nothing is started yet. */
  public static Program of(String... words) {
    return of(List.of(words));
  }

  /** The program {@code words} name, with its arguments; nothing is started yet. */
  public static Program of(List<String> words) {
    return new Program(List.copyOf(words));
  }

  /** Runs in {@code workingFolder} instead of in ours. */
  public Program in(Path workingFolder) {
    folder = workingFolder;
    return this;
  }

  /** Kills it after {@code atMost} instead of two minutes. */
  public Program within(Duration atMost) {
    limit = atMost;
    return this;
  }

  /**
   * Gives it {@code text} to read, instead of nothing.
   *
   * @param text at most 64 KiB, what a pipe holds
   */
  public Program input(String text) {
    input = text;
    return this;
  }

  /** Where {@code name} is on the PATH of {@code environment}, /usr/sbin and /sbin included. */
  public static Optional<Path> find(String name, Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin";
    for (String place : path.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(place.isEmpty() ? "." : place, name);
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Runs it and collects what it writes; throws if it cannot be started or takes too long. */
  public Result run() throws IOException, InterruptedException {
    StringBuilder out = new StringBuilder();
    Result result = run(in -> out.append(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    return new Result(result.status(), out.toString(), result.err());
  }

  /** Runs it and gives what it writes to {@code output}, on the calling thread. */
  public Result run(Output output) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().put("LC_ALL", "C");
    String text = input;
    if (text == null) {
      builder.redirectInput(new File("/dev/null"));
    }
    Process process = builder.start();
    if (text != null) {
      feed(process, text);
    }
    Messages messages = new Messages(process, words.get(0));
    AtomicBoolean expired = new AtomicBoolean();
    Thread watch = watch(process, expired);
    try {
      try (InputStream stdout = process.getInputStream()) {
        output.read(stdout);
        stdout.transferTo(OutputStream.nullOutputStream());
      }
      int status = process.waitFor();
      watch.interrupt();
      watch.join();
      if (expired.get()) {
        throw new IOException(
            String.join(" ", words)
                + ": killed, because it took more than "
                + limit.toMillis()
                + " ms");
      }
      return new Result(status, "", messages.complete().text());
    } finally {
      watch.interrupt();
      process.destroyForcibly();
    }
  }

  private static void feed(Process process, String text) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException ended) {
      // it did not want to read: its exit status says why
      return;
    }
  }

  /** Runs it and throws, with what it wrote to standard error, unless its exit status is 0. */
  public String require() throws IOException, InterruptedException {
    Result result = run();
    requireOk(result);
    return result.out();
  }

  /** As {@link #run(Output)}, and throws unless the exit status is 0. */
  public void require(Output output) throws IOException, InterruptedException {
    requireOk(run(output));
  }

  private void requireOk(Result result) throws IOException {
    if (!result.ok()) {
      throw new IOException(
          String.join(" ", words)
              + ": exit status "
              + result.status()
              + (result.err().isEmpty() ? "" : ": " + result.err()));
    }
  }

  private Thread watch(Process process, AtomicBoolean expired) {
    return Messages.daemon(
        "limit of " + words.get(0),
        () -> {
          try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
              expired.set(true);
              List<ProcessHandle> children = process.descendants().toList();
              process.toHandle().destroyForcibly(); // and leave its output readable
              children.forEach(ProcessHandle::destroyForcibly);
            }
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
