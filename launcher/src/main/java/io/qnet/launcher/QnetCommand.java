package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code qnet} alone: says what there is. */
@Command(
    name = "qnet",
    versionProvider = QnetCommand.Version.class,
    scope = ScopeType.INHERIT,
    header = "a networking lab for QEMU's network modes",
    synopsisHeading = "%nSynopsis:%n  ",
    synopsisSubcommandLabel = "VERB",
    descriptionHeading = "%nDescription:%n",
    description =
        "Carries the frames of virtual machines: QEMU connects to a socket of qnet's, and what"
            + " QEMU does in its own process for -netdev user is done here, where it can be seen."
            + "%nData goes to stdout, logs and progress to stderr.",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nArguments:%n",
    commandListHeading = "%nVerbs:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; also a long-running verb that stopped cleanly on SIGINT or SIGTERM",
      "1:it failed",
      "2:wrong usage or a wrong file; the message names the word and the nearest valid one",
      "3:a program or a privilege is missing; the message has the command that provides it",
      "130:interrupted before it was finished"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  qnet user                        a gateway; paste its ready: line into a QEMU command",
      "  qnet user --capture a.pcapng     the same, and every frame in a file for Wireshark",
      "  qnet ps                          what runs",
      "  qnet nat                         who talks to whom through it",
      "  qnet demo                        a guided tour",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/      sockets and state of what runs (mode 0700)",
      "  /tmp/qnet-UID/NAME/              the same where XDG_RUNTIME_DIR is not set",
      "",
      "Environment:",
      "  NO_COLOR                         not empty: no colours"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the options, and asks for them to be fields.
final class QnetCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log what happens, and show where an error came from.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  QnetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(terminal.err());
    }
    return Failure.USAGE;
  }

  /** The name and the version, as Maven wrote it into the jar. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return "qnet " + Optional.ofNullable(version).orElse("(development)");
  }

  /** What picocli asks. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {version()};
    }
  }
}
