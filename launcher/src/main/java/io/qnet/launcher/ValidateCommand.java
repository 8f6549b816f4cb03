package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.lab.LabMachine;
import io.qnet.launcher.lab.LabReader;
import io.qnet.launcher.lab.LabReader.Reading;
import io.qnet.launcher.lab.Mistake;
import io.qnet.launcher.port.ShellWord;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet validate}: whether a lab file is right, and what it says. */
@Command(
    name = "validate",
    header = "whether a lab file is right, and what it would start",
    customSynopsis = "qnet validate [--allow-commands] LAB.yaml",
    description = {
      "Reads a lab file and starts nothing. If it is right, stdout has the qnet run line of each"
          + " machine. If not, stderr has every mistake, with line and column, and the exit code is 2.",
      "",
      "A lab file has machines by name. Their keys are the options of qnet run: arch accel memory smp"
          + " cdrom boot kernel initrd append keyboard vga display grace have one value; snapshot text"
          + " web-display are true or false; net and nic are one word or a list; disks and qemu"
          + " (QEMU's own words, behind -- of qnet run) are lists. Relative paths begin in the"
          + " file's folder. Anchors, aliases and tags are refused.",
      "",
      "What depends on this host is not looked at: whether a disk is there, and whether the QEMU"
          + " installed here knows a card. qnet run --dry-run does that, line by line."
    },
    footer = {
      "  qnet translate -o lab 'qemu -hda disk.img -net nic -net user' > lab.yaml",
      "  qnet validate lab.yaml",
      "",
      "  machines:",
      "    debian:",
      "      memory: 1024",
      "      disks:",
      "        - debian.qcow2",
      "      net: user,hostfwd=tcp::10022-:22",
      "",
      "Files:",
      "  LAB.yaml         YAML, at most 256 KiB, 256 machines"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the options, and asks for them to be fields.
final class ValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--allow-commands",
      description =
          "The file may have programs of this host started: guestfwd=...-cmd:, helper=, and script="
              + " or exec: among QEMU's own words.")
  private boolean allowCommands;

  @Parameters(paramLabel = "LAB.yaml", description = "The file.")
  private String file = "";

  ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Reading reading = read();
    List<Mistake> mistakes = reading.mistakes();
    mistakes.forEach(mistake -> terminal.err().println(mistake.told(file)));
    if (!mistakes.isEmpty()) {
      throw Failure.usage(
          file + " has " + counted(mistakes.size(), "mistake"),
          "nothing can be started from it",
          "mend it and type: qnet validate " + ShellWord.quote(file));
    }
    List<LabMachine> machines = reading.lab().machines();
    terminal.err().println("qnet: " + file + " is right: " + counted(machines.size(), "machine"));
    machines.forEach(machine -> terminal.out().println(line(machine)));
    return 0;
  }

  private Reading read() {
    try {
      return LabReader.read(terminal.directory().resolve(file), allowCommands);
    } catch (IOException | InvalidPathException e) {
      String why =
          e instanceof NoSuchFileException
              ? "there is no such file"
              : String.valueOf(e.getMessage());
      throw Failure.failed(
              file + ": " + why, "nothing was read", "look for it: ls -l " + ShellWord.quote(file))
          .because(e);
    }
  }

  private static String counted(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** The line to type here; in a folder of its own where the file is in another. */
  private String line(LabMachine machine) {
    String words =
        machine.command().stream().map(ShellWord::quote).collect(Collectors.joining(" "));
    Path folder = Path.of(file).getParent();
    return folder == null || terminal.directory().resolve(folder).equals(terminal.directory())
        ? words
        : "(cd " + ShellWord.quote(folder.toString()) + " && " + words + ")";
  }
}
