package io.qnet.launcher.run;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code --detach}: starts the same command in a session of its own, and waits until it is ready.
 *
 * <p>The child's standard error goes to a file, which afterwards is {@code log} in its run
 * directory; of it, what people are to know is told before this returns: the lines that begin with
 * {@code qnet:}, {@code forward:} or {@code port:}. If the child fails to start, the whole file is
 * shown instead. A signal while this waits ends the child, too.
 */
public final class Background {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final String READY = "ready:";
  private static final Pattern NOTICE = Pattern.compile("(qnet|forward|port): .*");

  private final Terminal terminal;
  private final RunRoot root;

  /** Starts things on behalf of {@code terminal}, whose run directories are in {@code root}. */
  public Background(Terminal terminal, RunRoot root) {
    this.terminal = terminal;
    this.root = root;
  }

  /**
   * Starts {@code qnet} with {@code arguments}; prints its notices and its ready line.
   *
   * @return as {@link #start(List, Consumer)}
   */
  public int start(List<String> arguments) throws IOException, InterruptedException {
    return start(arguments, terminal.err()::println);
  }

  /**
   * Starts {@code qnet} with {@code arguments}; prints its ready line.
   *
   * @param notices told what it says to people until it is ready
   * @return the exit code: 0 once it is ready, else the child's
   * @throws Failure if this process is told to end meanwhile; so is the child, then
   */
  public int start(List<String> arguments, Consumer<String> notices)
      throws IOException, InterruptedException {
    Path command = terminal.command();
    if (command == null) {
      throw Failure.failed(
          "--detach works only through the qnet script",
          "nothing knows how to start this a second time",
          "start it as ./qnet, or leave --detach out");
    }
    List<String> words = new ArrayList<>(List.of("setsid", command.toString()));
    words.addAll(arguments);
    Path log = root.newLog();
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(terminal.directory().toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(terminal.variables());
    Process child = builder.start();
    AtomicBoolean settled = new AtomicBoolean();
    Thread hook = new Thread(() -> giveUp(settled, child, log), "give up");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException ending) {
      giveUp(settled, child, log);
      throw interrupted().because(ending);
    }
    try {
      int exitCode = watch(child, log, notices);
      if (!settled.compareAndSet(false, true)) {
        throw interrupted();
      }
      return exitCode;
    } catch (IOException gone) {
      if (settled.get()) {
        throw interrupted().because(gone); // the log is gone, too
      }
      throw gone;
    } finally {
      forget(hook);
    }
  }

  private static Failure interrupted() {
    return Failure.interrupted(
        "interrupted while it started",
        "what was started has been told to end",
        "qnet ps shows what runs");
  }

  /** Whoever waits has been interrupted: nothing is to start behind his back. */
  private static void giveUp(AtomicBoolean settled, Process child, Path log) {
    if (!settled.compareAndSet(false, true)) {
      return;
    }
    child.destroy();
    try {
      Files.deleteIfExists(log);
    } catch (IOException left) {
      LOG.debug("{}: {}", log, left.getMessage());
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      LOG.debug("ending: {}", ending.getMessage());
    }
  }

  private int watch(Process child, Path log, Consumer<String> notices)
      throws IOException, InterruptedException {
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        boolean ready = line.startsWith(READY);
        if (ready) {
          try (Stream<String> said = Files.lines(log)) {
            said.filter(NOTICE.asMatchPredicate()).forEach(notices);
          }
        }
        terminal.out().println(line);
        if (ready) {
          keep(log, child.pid());
          return 0;
        }
      }
    }
    int exitCode = child.waitFor();
    terminal.err().write(Files.readAllBytes(log));
    Files.delete(log);
    return exitCode == 0 ? Failure.FAILED : exitCode;
  }

  /** The log stays the same file, under another name: the child goes on writing to it. */
  private void keep(Path log, long pid) throws IOException {
    for (Running running : root.list()) {
      if (running.pid() == pid) {
        Path kept = root.path().resolve(running.name()).resolve("log");
        Files.move(log, kept, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
    Files.delete(log);
  }
}
