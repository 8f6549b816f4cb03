package io.qnet.launcher;

import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.user.UserSession;
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
    UserCommand.Sessions sessions = UserSession::new;
    Main.run(terminal, sessions, "--version");
    Main.run(terminal, sessions, "--help");
    Main.run(terminal, sessions, "user", "--help");
    Main.run(terminal, sessions, "usr");
    Main.run(terminal, sessions, "ps");
    Main.run(terminal, sessions, "ps", "-o", "json");
    LoggerFactory.getLogger(Training.class).debug("not shown");
    trainUser(terminal);
  }

  /** Starts a gateway and stops it as soon as it is ready. */
  private static void trainUser(Terminal terminal) {
    UserCommand.Sessions stopping = plan -> new StoppedWhenReady(new UserSession(plan));
    Main.run(terminal, stopping, "user", "net=10.0.2.0/24");
  }
}
