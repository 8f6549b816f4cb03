package io.qnet.launcher;

import io.qnet.launcher.cli.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * What the {@code qnet} script runs after a build, with {@code -XX:ArchiveClassesAtExit}: the
 * classes loaded here come out of the archive at every later start, already parsed and verified.
 * {@code qnet run} has an archive of its own: what only machines need would cost every gateway 7
 * MB.
 */
final class Training {
  /** How long the build waits for a machine, in seconds; without it the archive has less. */
  private static final int PATIENCE = 30;

  private static final String MACHINE = "training";

  private Training() {}

  /**
   * Goes through what a start goes through.
   *
   * @param arguments an empty directory to work in; and {@code run} for the archive of that verb
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    Map<String, String> variables =
        Map.of(
            "XDG_RUNTIME_DIR",
            directory.toString(),
            "XDG_CACHE_HOME",
            directory.resolve("cache").toString());
    Terminal terminal = new Terminal(nowhere, nowhere, variables, directory, null);
    LoggerFactory.getLogger(Training.class).debug("not shown");
    if (arguments.length > 1) {
      trainRun(terminal);
      return;
    }
    Main.run(terminal, Main.SESSIONS, "--version");
    Main.run(terminal, Main.SESSIONS, "--help");
    Main.run(terminal, Main.SESSIONS, "user", "--help");
    Main.run(terminal, Main.SESSIONS, "usr");
    Main.run(terminal, Main.SESSIONS, "ps");
    Main.run(terminal, Main.SESSIONS, "ps", "-o", "json");
    trainUser(terminal);
  }

  /** Starts a gateway and stops it as soon as it is ready. */
  private static void trainUser(Terminal terminal) {
    UserVerb.Sessions stopping = plan -> new StoppedWhenReady(Main.SESSIONS.open(plan));
    Main.run(terminal, stopping, "user", "net=10.0.2.0/24");
  }

  /**
   * Starts a machine, where there is a QEMU, and ends it as soon as it runs. On a thread of its own
   * that the build does not depend on: a QEMU that hangs ends with this process.
   */
  private static void trainRun(Terminal terminal) throws InterruptedException {
    Main.run(terminal, Main.SESSIONS, "run", "--dry-run", "--display", "none");
    CountDownLatch runs = new CountDownLatch(1);
    PrintStream awaited =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int octet) {
                runs.countDown();
              }
            },
            true,
            StandardCharsets.UTF_8);
    Terminal watched =
        new Terminal(awaited, terminal.err(), terminal.variables(), terminal.directory(), null);
    Thread machine =
        new Thread(
            () -> {
              Main.run(
                  watched,
                  Main.SESSIONS,
                  "run",
                  "--name",
                  MACHINE,
                  "--accel",
                  "tcg",
                  "--display",
                  "none",
                  "--grace",
                  "0");
              runs.countDown(); // also where it did not start
            },
            "qnet-training");
    machine.setDaemon(true);
    machine.start();
    if (runs.await(PATIENCE, TimeUnit.SECONDS)) {
      // Not "vm stop", which signals the process that the machine is of: this one.
      Main.run(terminal, Main.SESSIONS, "monitor", "--on", MACHINE, "quit");
      machine.join(TimeUnit.SECONDS.toMillis(PATIENCE));
    }
  }
}
