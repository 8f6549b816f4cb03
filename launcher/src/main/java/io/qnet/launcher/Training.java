package io.qnet.launcher;

import io.qnet.launcher.cli.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * What the {@code qnet} script runs once after a build, with {@code -XX:ArchiveClassesAtExit}: the
 * classes loaded here come out of the archive at every later start, already parsed and verified.
 */
final class Training {
  private Training() {}

  /**
   * Goes through what a start goes through.
   *
   * @param arguments one: an empty directory to work in
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    Map<String, String> variables = Map.of("XDG_RUNTIME_DIR", directory.toString());
    Terminal terminal = new Terminal(nowhere, nowhere, variables, directory, null);
    Main.run(terminal, Main.SESSIONS, "--version");
    Main.run(terminal, Main.SESSIONS, "--help");
    Main.run(terminal, Main.SESSIONS, "user", "--help");
    Main.run(terminal, Main.SESSIONS, "usr");
    Main.run(terminal, Main.SESSIONS, "ps");
    Main.run(terminal, Main.SESSIONS, "ps", "-o", "json");
    LoggerFactory.getLogger(Training.class).debug("not shown");
    trainUser(terminal);
  }

  /** Starts a gateway and stops it as soon as it is ready. */
  private static void trainUser(Terminal terminal) {
    UserVerb.Sessions stopping = plan -> new StoppedWhenReady(Main.SESSIONS.open(plan));
    Main.run(terminal, stopping, "user", "net=10.0.2.0/24");
  }
}
