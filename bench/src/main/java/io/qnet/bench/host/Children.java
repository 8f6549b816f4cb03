package io.qnet.bench.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything a run has started or made. Closing ends it in the opposite order, each process by its
 * own id; the JVM's shutdown closes it too, so that Ctrl-C leaves nothing behind.
 */
public final class Children implements AutoCloseable {
  private final Deque<AutoCloseable> things = new ArrayDeque<>();
  private final Thread hook = new Thread(this::closeAll, "bench clean-up");
  private boolean closing;

  /** None yet. */
  public Children() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Starts a program, with {@code variables} on top of our environment. */
  public Child start(List<String> words, Map<String, String> variables) throws BenchException {
    requireProgram(words.get(0));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("LC_ALL", "C");
    builder.environment().putAll(variables);
    synchronized (this) {
      if (closing) {
        throw BenchException.failed("the run is over", "nothing was started", "run it again");
      }
      try {
        return keep(new Child(words, builder.start()));
      } catch (IOException e) {
        throw BenchException.failed(
            "cannot start " + words.get(0) + ": " + e.getMessage(),
            "nothing was measured with it",
            "see to that, and run it again");
      }
    }
  }

  /** Starts a program. */
  public Child start(List<String> words) throws BenchException {
    return start(words, Map.of());
  }

  /** Runs a program to its end; null if it had to be killed after {@code atMost}. */
  public Optional<Child> run(List<String> words, Duration atMost)
      throws BenchException, InterruptedException {
    Child child = start(words);
    try {
      return child.awaitEnd(atMost) ? Optional.of(child) : Optional.empty();
    } finally {
      end(child);
    }
  }

  /** Runs a program that has to succeed, within half a minute; returns what it wrote. */
  public String require(String... words) throws BenchException, InterruptedException {
    Child child = start(List.of(words));
    try {
      if (!child.awaitEnd(Duration.ofSeconds(30))) {
        throw child.failure("did not end");
      }
      if (child.status() != 0) {
        throw child.failure("ended with status " + child.status());
      }
      return child.out();
    } finally {
      end(child);
    }
  }

  /** Remembers something to be closed at the end. */
  public synchronized <T extends AutoCloseable> T keep(T thing) {
    things.push(thing);
    return thing;
  }

  /** Closes one of these now. */
  public void end(AutoCloseable thing) {
    synchronized (this) {
      things.remove(thing);
    }
    close(thing);
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shutdown) {
      closing = true; // the hook runs already
    }
  }

  private void closeAll() {
    synchronized (this) {
      closing = true;
    }
    for (AutoCloseable thing = next(); thing != null; thing = next()) {
      close(thing);
    }
  }

  private synchronized @Nullable AutoCloseable next() {
    return things.poll();
  }

  private static void close(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception e) {
      System.err.println("qnet: bench: " + e.getMessage());
    }
  }

  /** Where {@code name} is on the PATH, /usr/sbin and /sbin included. */
  public static Optional<Path> find(String name) {
    if (name.startsWith("/")) {
      return Optional.of(Path.of(name)).filter(Files::isExecutable);
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    for (String place : (path + ":/usr/sbin:/sbin").split(File.pathSeparator, -1)) {
      Path candidate = Path.of(place.isEmpty() ? "." : place, name);
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static final Map<String, String> PACKAGES =
      Map.of(
          "ip", "iproute2",
          "nsenter", "util-linux",
          "taskset", "util-linux",
          "pasta", "passt",
          "qemu-system-x86_64", "qemu-system-x86");

  /** Throws, with the package to install, unless {@code name} is on the PATH. */
  public static void requireProgram(String name) throws BenchException {
    if (find(name).isEmpty()) {
      throw BenchException.missing(
          name + " is not installed",
          "nothing can be measured without it",
          "type: apt-get install " + packageOf(name));
    }
  }

  /** Debian's package of {@code name}. */
  public static String packageOf(String name) {
    return PACKAGES.getOrDefault(name, name);
  }
}
