package io.qnet.launcher.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command sees of the world around the process.
 *
 * @param out data
 * @param err logs, progress, errors
 * @param variables the environment
 * @param directory where relative paths begin
 * @param command the {@code qnet} script that started us; null if something else did
 */
public record Terminal(
    PrintStream out,
    PrintStream err,
    Map<String, String> variables,
    Path directory,
    @Nullable Path command) {
  private static final Path CAPTURES = Path.of("captures", "out");

  /** That of this process. */
  public static Terminal ofProcess() {
    String command = System.getProperty("qnet.command");
    return new Terminal(
        System.out,
        System.err,
        System.getenv(),
        Path.of("").toAbsolutePath(),
        command == null ? null : Path.of(command));
  }

  /** Where captures without a place of their own go: below the script's folder, if that is ours. */
  public Path captures() throws IOException {
    Path script = command == null ? null : command.toAbsolutePath().getParent();
    Path root = script != null && Files.isWritable(script) ? script : directory;
    return Files.createDirectories(root.resolve(CAPTURES));
  }

  /** Whether colours are unwanted (see no-color.org): NO_COLOR is set and not empty. */
  public boolean plain() {
    String noColor = variables.get("NO_COLOR");
    return noColor != null && !noColor.isEmpty();
  }
}
