package io.qnet.launcher;

import io.qnet.launcher.accel.Accelerators;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.fabric.SwitchSession;
import io.qnet.launcher.log.LineLogging;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.tap.TapCommand;
import io.qnet.launcher.user.UserSession;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code qnet}: reads the command line, does what it says, and exits as documented. */
public final class Main {
  /** Makes what {@code qnet user} runs. Once: {@link Training} has to go the same way. */
  static final UserVerb.Sessions SESSIONS = UserSession::new;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), SESSIONS, arguments));
  }

  /**
   * Runs one command.
   *
   * @param sessions makes what {@code qnet user} runs
   * @return the exit code
   */
  static int run(Terminal terminal, UserVerb.Sessions sessions, String... given) {
    return run(terminal, sessions, null, given);
  }

  /** As {@link #run(Terminal, UserVerb.Sessions, String...)}; null is what this host has. */
  static int run(
      Terminal terminal,
      UserVerb.Sessions sessions,
      @Nullable Accelerators accelerators,
      String... given) {
    String[] arguments = words(given);
    boolean verbose = Arrays.asList(arguments).contains("--verbose");
    LineLogging.setVerbose(verbose);
    if (arguments.length == 1 && arguments[0].matches("-V|--version")) {
      // Without picocli, as in PlainWords.
      terminal.out().println(QnetCommand.version());
      return 0;
    }
    try {
      Verbs.refuseLater(arguments);
      if (ImgCommand.takes(arguments)) {
        return ImgCommand.run(terminal, arguments);
      }
      if (VdeSwitchCommand.takes(arguments)) {
        return VdeSwitchCommand.run(terminal, arguments);
      }
      UserVerb user = new UserVerb(terminal, sessions, List.of(arguments));
      UserWords plain = PlainWords.read(arguments);
      return plain != null
          ? user.run(plain)
          : commandLine(terminal, user, accelerators, List.of(arguments), verbose)
              .execute(arguments);
    } catch (Exception thrown) {
      Failure failure = failure(thrown, "qnet user");
      failure.print(terminal.err(), verbose);
      return failure.exitCode();
    }
  }

  private static String[] words(String... given) {
    return given.length > 0 && given[0].equals("translate")
        ? TranslateCommand.lineLast(given)
        : Verbs.helpLast(QemuWords.apart(given));
  }

  private static CommandLine switchCommand(Terminal terminal, List<String> given) {
    return new CommandLine(new SwitchCommand(new SwitchVerb(terminal, SwitchSession::new, given)))
        .addSubcommand(new SwitchPortsCommand(terminal))
        .addSubcommand(new SwitchHashCommand(terminal))
        .addSubcommand(new SwitchVlansCommand(terminal))
        .addSubcommand(new SwitchStpCommand(terminal))
        .addSubcommand(new SwitchSnoopingCommand(terminal))
        .addSubcommand(new SwitchSetCommand(terminal));
  }

  private static CommandLine commandLine(
      Terminal terminal,
      UserVerb user,
      @Nullable Accelerators accelerators,
      List<String> given,
      boolean verbose) {
    CommandLine line = new CommandLine(new QnetCommand(terminal));
    line.addSubcommand(new UserCommand(user))
        .addSubcommand(new RunCommand(new RunVerb(terminal, accelerators, given)))
        .addSubcommand(new VmCommand(terminal))
        .addSubcommand(new MonitorCommand(terminal))
        .addSubcommand(switchCommand(terminal, given))
        .addSubcommand(new VdeSwitchCommand())
        .addSubcommand(new PlugCommand(terminal))
        .addSubcommand(new PsCommand(terminal))
        .addSubcommand(new NatCommand(terminal))
        .addSubcommand(new LeasesCommand(terminal))
        .addSubcommand(new RedirectCommand(terminal))
        .addSubcommand(new EventsCommand(terminal))
        .addSubcommand(new WhyCommand(terminal))
        .addSubcommand(new ImpairCommand(terminal))
        .addSubcommand(new StationCommand(terminal))
        .addSubcommand(new DemoCommand(terminal))
        .addSubcommand(new GuestCommand(terminal))
        .addSubcommand(new BenchCommand(terminal))
        .addSubcommand(new ImgCommand())
        .addSubcommand(new TranslateCommand(terminal))
        .addSubcommand(new ValidateCommand(terminal))
        .addSubcommand(new DoctorCommand(terminal))
        .addSubcommand(TapCommand.of(terminal));
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
