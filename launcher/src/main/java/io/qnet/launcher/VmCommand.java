package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet vm}: machines that run. */
@Command(
    name = "vm",
    header = "look at machines that run, and lead them",
    customSynopsis =
        "qnet vm list|stop|pause|resume|reset|console|screenshot|net|link|snapshot ...",
    description = {
      "Machines are those of qnet run, called by their names; a name is not needed while one machine"
          + " runs, and may be given as --on NAME as well.",
      "",
      "net changes what a card is plugged into while the machine runs: its link goes down, another"
          + " back end takes the place of the one there is, and its link comes up, as when a cable"
          + " is moved; the card is printed as it was and as it is. The guest keeps its card; that"
          + " it asks for an address again is its own business."
    },
    footer = {
      "  qnet vm list",
      "  qnet vm stop vm1                    the power button; --now pulls the plug",
      "  qnet vm console vm1                 the serial line; Ctrl-] leaves it; --web in a browser",
      "  qnet vm screenshot vm1 vm1.png",
      "  qnet vm net vm1 user,native         the first card",
      "  qnet vm net vm1 nic1 user,native    the second; also --card 1",
      "  qnet vm link vm1 down",
      "  qnet vm snapshot save vm1 clean     memory and disks; one disk has to be qcow2",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/qmp.sock, console.sock; else below /tmp/qnet-UID/NAME/"
    })
final class VmCommand implements Callable<Integer> {
  private final VmVerbs verbs;

  VmCommand(Terminal terminal) {
    this.verbs = new VmVerbs(terminal);
  }

  @Override
  public Integer call() {
    throw Failure.usage(
        "qnet vm needs a verb",
        "nothing was done",
        "valid here: list, stop, pause, resume, reset, console, screenshot, net, link, snapshot");
  }

  /** The machine that is meant: its name, with or without {@code --on}. */
  static final class Target {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "VM",
        description = "The machine; not needed while one runs.")
    private @Nullable String name;

    @Mixin private OnName on = new OnName();

    /** As it was given; null if it was given by --on, or not at all. */
    @Nullable String name() {
      return name;
    }

    OnName on() {
      return on;
    }
  }

  @Command(
      name = "list",
      header = "list the machines that run",
      customSynopsis = "qnet vm list [-o table|json]",
      description =
          "One line each, or one JSON array of objects with the fields name, pid, state (QEMU's: running,"
              + " paused, ...), networks, screen (null for none) and startedAt.",
      footer = {"  qnet vm list", "  qnet vm list -o json"})
  int list(@Mixin ListForm form) throws Exception {
    return verbs.list(form);
  }

  @Command(
      name = "stop",
      header = "stop a machine",
      customSynopsis = "qnet vm stop [VM] [--now]",
      description =
          "Presses the power button and waits; what does not power off within the grace of its qnet run"
              + " is ended. Returns when it is gone, and says on standard error what it waits for, and"
              + " whether the guest powered off or was ended.",
      footer = {"  qnet vm stop", "  qnet vm stop vm1 --now"})
  int stop(
      @Mixin Target target, @Option(names = "--now", description = "Pull the plug.") boolean now)
      throws Exception {
    return verbs.stop(target, now);
  }

  @Command(
      name = "pause",
      header = "stop a machine's processors",
      customSynopsis = "qnet vm pause [VM]",
      description = "Nothing runs in it until qnet vm resume; its clocks stand.",
      footer = "  qnet vm pause vm1")
  int pause(@Mixin Target target) throws Exception {
    return verbs.lead(target, monitor -> monitor.pause());
  }

  @Command(
      name = "resume",
      header = "let a paused machine go on",
      customSynopsis = "qnet vm resume [VM]",
      description = "It goes on where it was.",
      footer = "  qnet vm resume vm1")
  int resume(@Mixin Target target) throws Exception {
    return verbs.lead(target, monitor -> monitor.resume());
  }

  @Command(
      name = "reset",
      header = "press a machine's reset button",
      customSynopsis = "qnet vm reset [VM]",
      description = "Its processor starts anew, without asking its system.",
      footer = "  qnet vm reset vm1")
  int reset(@Mixin Target target) throws Exception {
    return verbs.lead(target, monitor -> monitor.reset());
  }

  @Command(
      name = "console",
      header = "a machine's serial line on this terminal",
      customSynopsis = "qnet vm console [VM] [--web]",
      description =
          "Begins with what the machine wrote last. Every key goes to the machine, but for Ctrl-], which"
              + " leaves; the machine runs on. Without a terminal the line is on stdout and stdin."
              + " With --web it prints an address for a browser of this host, good once and for ten"
              + " minutes: the serial line, and the screen of a machine with --web-display.",
      footer = {"  qnet vm console vm1", "  qnet vm console vm1 --web"})
  int console(
      @Mixin Target target,
      @Option(names = "--web", description = "On a page in a browser instead.") boolean web)
      throws Exception {
    return web ? verbs.page(target) : verbs.console(target);
  }

  @Command(
      name = "screenshot",
      header = "a picture of a machine's screen",
      customSynopsis = "qnet vm screenshot [VM] [FILE] [--force]",
      description =
          "Writes a PNG: to FILE, else to NAME.png, and prints that name. What is there already is"
              + " overwritten only with --force.",
      footer = {"  qnet vm screenshot", "  qnet vm screenshot vm1 boot.png --force"})
  int screenshot(
      @Mixin Target target,
      @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "Where to.")
          @Nullable Path file,
      @Option(names = "--force", description = "Overwrite what is there.") boolean force)
      throws Exception {
    return verbs.screenshot(target, file, force);
  }

  @Command(
      name = "net",
      header = "move a card's cable to another network",
      customSynopsis = "qnet vm net [VM] [CARD] MODE [--card CARD]",
      description = "MODE as in qnet run --net; none leaves the cable hanging.",
      footer = {
        "  qnet vm net vm1 user,native",
        "  qnet vm net redirect,tcp::10022-:22",
        "  qnet vm net vm1 nic1 none"
      })
  int net(
      @Parameters(
              arity = "1..*",
              paramLabel = "[VM] [CARD] MODE",
              description = "Machine, card (nic0, nic1, ...) and network.")
          String[] words,
      @Mixin OnName on,
      @Option(
              names = "--card",
              paramLabel = "CARD",
              description = "Which card: 1, or nic1. Default: nic0.")
          @Nullable String card)
      throws Exception {
    return verbs.net(on, words, card);
  }

  @Command(
      name = "link",
      header = "pull a card's cable, or plug it in",
      customSynopsis = "qnet vm link [VM] [CARD] up|down [--card CARD]",
      description = "The guest sees its carrier go and come; the network stays what it is.",
      footer = {"  qnet vm link vm1 down", "  qnet vm link vm1 nic1 up", "  qnet vm link up"})
  int link(
      @Parameters(
              arity = "1..*",
              paramLabel = "[VM] [CARD] up|down",
              description = "Machine, card (nic0, nic1, ...) and state.")
          String[] words,
      @Mixin OnName on,
      @Option(
              names = "--card",
              paramLabel = "CARD",
              description = "Which card: 1, or nic1. Default: nic0.")
          @Nullable String card)
      throws Exception {
    return verbs.link(on, words, card);
  }

  @Command(
      name = "snapshot",
      header = "keep a machine as it is, and go back to it",
      customSynopsis = "qnet vm snapshot save|load|delete|list [VM] [NAME]",
      description =
          "A snapshot is the whole machine, memory and disks, inside its first qcow2 disk; every disk that"
              + " can be written has to be one. Connections of the guest do not survive a load.",
      footer = {
        "  qnet vm snapshot save vm1 clean",
        "  qnet vm snapshot load vm1 clean",
        "  qnet vm snapshot list"
      })
  int snapshot(
      @Parameters(
              arity = "1..*",
              paramLabel = "DO [VM] [NAME]",
              description = "What, which, and its name.")
          String[] words,
      @Mixin OnName on)
      throws Exception {
    return verbs.snapshot(on, words);
  }
}
