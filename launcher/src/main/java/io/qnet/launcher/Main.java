package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.log.LineLogging;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.user.UserSession;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code qnet}: reads the command line, does what it says, and exits as documented. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), UserSession::new, arguments));
  }

  /**
   * Runs one command.
   *
   * @param sessions makes what {@code qnet user} runs
   * @return the exit code
   */
  static int run(Terminal terminal, UserCommand.Sessions sessions, String... given) {
    String[] arguments = Verbs.helpLast(QemuWords.apart(given));
    boolean verbose = Arrays.asList(arguments).contains("--verbose");
    LineLogging.setVerbose(verbose);
    if (arguments.length == 1 && arguments[0].matches("-V|--version")) {
      // Without picocli, whose old class files cannot come out of the shared archive: 130 ms.
      terminal.out().println(QnetCommand.version());
      return 0;
    }
    try {
      Verbs.refuseLater(arguments);
      return commandLine(terminal, sessions, List.of(arguments)).execute(arguments);
    } catch (Failure failure) {
      failure.print(terminal.err(), verbose);
      return failure.exitCode();
    }
  }

  private static CommandLine commandLine(
      Terminal terminal, UserCommand.Sessions sessions, List<String> arguments) {
    boolean verbose = arguments.contains("--verbose");
    CommandLine line = new CommandLine(new QnetCommand(terminal));
    line.addSubcommand(new UserCommand(terminal, sessions, arguments))
        .addSubcommand(new PsCommand(terminal))
        .addSubcommand(new StationCommand(terminal))
        .addSubcommand(new DemoCommand(terminal))
        .addSubcommand(new GuestCommand(terminal))
        .addSubcommand(new BenchCommand(terminal));
    Verbs.nameInHeader(line);
    line.setOut(Verbs.writer(terminal.out()));
    line.setErr(Verbs.writer(terminal.err()));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.plain() ? Ansi.OFF : Ansi.AUTO));
    line.setUsageHelpWidth(Verbs.HELP_WIDTH);
    line.setParameterExceptionHandler(
        (wrong, words) -> {
          Failure failure = Usage.failure(wrong);
          failure.print(terminal.err(), verbose);
          return failure.exitCode();
        });
    line.setExecutionExceptionHandler(
        (thrown, command, parsed) -> {
          Failure failure = failure(thrown, command.getCommandSpec().qualifiedName());
          failure.print(terminal.err(), verbose);
          return failure.exitCode();
        });
    return line;
  }

  private static Failure failure(Exception thrown, String command) {
    return thrown instanceof MissingProgramException missing
        ? Failure.missing(missing.what(), missing.meaning(), "type: " + missing.remedy())
            .because(missing)
        : Failure.of(thrown, command);
  }
}
