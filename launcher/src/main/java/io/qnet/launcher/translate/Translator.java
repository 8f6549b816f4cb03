package io.qnet.launcher.translate;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.qemu.QemuVersion;
import io.qnet.launcher.translate.Step.Kind;
import io.qnet.launcher.translate.Tables.Current;
import io.qnet.launcher.translate.Tables.Replaced;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Translates one line, for a QEMU of one version. */
public final class Translator {
  private static final Set<String> WRAPPERS =
      Set.of("sudo", "exec", "nohup", "nice", "time", "env");
  private static final Tables TABLES = new Tables();

  private final List<String> line;
  private final Map<String, String> variables = new HashMap<>();
  private final Set<String> boards;
  private final QemuVersion version;
  private int at;

  private Translator(List<String> line, QemuVersion version, Set<String> boards) {
    this.line = line;
    this.version = version;
    this.boards = boards;
  }

  /**
   * Translates {@code text}, a shell command.
   *
   * @param version of the QEMU that shall understand it
   * @param boards the boards of that QEMU; empty if that is not known
   * @throws Failure if it cannot be split into words, or calls no QEMU
   */
  public static Translation translate(String text, QemuVersion version, Set<String> boards) {
    return new Translator(ShellWords.split(text), version, boards).run();
  }

  private Translation run() {
    String old = command();
    boolean kvm = old.matches("kvm|qemu-kvm");
    String program = program(old);
    Draft draft =
        new Draft(program.matches("qemu-system-(x86_64|i386)"), version, Map.copyOf(variables));
    if (!old.equals(program) || kvm) {
      draft.add(
          List.of(old),
          kvm ? List.of("-accel", "kvm") : List.of(),
          Kind.CHANGED,
          "the program is " + program + " now");
    }
    Options options = new Options(draft);
    while (at < line.size()) {
      options.take(line.get(at++));
    }
    return new Translation(program, draft.finish());
  }

  /** Reads what stands in front of the command's name, and that. */
  private String command() {
    while (at < line.size()) {
      String word = line.get(at++);
      int equals = word.indexOf('=');
      if (equals > 0 && word.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        variables.put(word.substring(0, equals), word.substring(equals + 1));
      } else if (!WRAPPERS.contains(word)) {
        if (word.startsWith("-")) {
          at--; // options alone, without a command
          return "qemu-system-x86_64";
        }
        return word.substring(word.lastIndexOf('/') + 1);
      }
    }
    throw Failure.usage(
        "there is no QEMU command in it",
        "nothing was translated",
        "qnet translate 'qemu -hda d.img'");
  }

  private static String program(String old) {
    if (old.matches("qemu-system-[a-z0-9_]+")) {
      return old;
    }
    if (old.matches("kvm|qemu-kvm")) {
      return "qemu-system-x86_64";
    }
    if (old.matches("qemu(\\.exe)?")) {
      return "qemu-system-i386";
    }
    throw Failure.usage(
        old + " is no QEMU", "nothing was translated", "qnet translate 'qemu -hda disk.img'");
  }

  /** One option after the other. */
  private final class Options {
    private final Draft draft;
    private final OldDisks disks;
    private final OldDevices devices;
    private final OldScreens screens;
    private final OldMachine machine;

    Options(Draft draft) {
      this.draft = draft;
      disks = new OldDisks(draft);
      devices = new OldDevices(draft);
      screens = new OldScreens(draft);
      machine = new OldMachine(draft, boards);
    }

    void take(String word) {
      String option = word.startsWith("--") && word.length() > 2 ? word.substring(1) : word;
      if (!option.startsWith("-") || option.equals("-")) {
        disks.hard(List.of(word), word, 0);
      } else if (screens.take(option)) {
        return;
      } else if (special(option)) {
        takeSpecial(option, value(option));
      } else if (!takeReplaced(option)) {
        takeCurrent(word, option);
      }
    }

    private boolean special(String option) {
      return OldDisks.knows(option)
          || OldScreens.CHARACTER_OPTIONS.contains(option)
          || Set.of("-net", "-redir", "-tftp", "-bootp", "-smb", "-soundhw", "-usbdevice")
              .contains(option)
          || Set.of("-vnc", "-spice", "-display", "-M", "-machine", "-boot").contains(option);
    }

    private void takeSpecial(String option, String value) {
      List<String> old = List.of(option, value);
      switch (option) {
        case "-net" -> draft.network.net(option, value);
        case "-redir" -> draft.network.redirect(option, value);
        case "-tftp" -> draft.network.forward(old, "tftp", value, wentInto("tftp"));
        case "-bootp" -> draft.network.forward(old, "bootfile", value, wentInto("bootfile"));
        case "-smb" -> draft.network.forward(old, "smb", value, wentInto("smb"));
        case "-soundhw" -> devices.sound(value);
        case "-usbdevice" -> devices.usb(value);
        case "-vnc" -> screens.vnc(value);
        case "-spice" -> screens.spice(value);
        case "-display" -> screens.display(value);
        case "-M", "-machine" -> machine.machine(option, value);
        case "-boot" -> machine.boot(value);
        default -> {
          if (!disks.take(option, value)) {
            screens.character(option, value);
          }
        }
      }
    }

    private String wentInto(String key) {
      return "went in QEMU 3.1; " + key + "= of -netdev user does it";
    }

    private boolean takeReplaced(String option) {
      List<Replaced> rules = TABLES.replaced(option);
      for (Replaced rule : rules) {
        String given = rule.valued() && at < line.size() ? line.get(at) : "";
        Optional<Step> step = rule.apply(option, given, version);
        if (step.isPresent()) {
          at += rule.valued() ? 1 : 0;
          draft.add(step.get());
          return true;
        }
      }
      if (!rules.isEmpty()) {
        keepOld(option, rules.get(0).valued());
      }
      return !rules.isEmpty();
    }

    /** An option that this QEMU still has, though a later one will not. */
    private void keepOld(String option, boolean valued) {
      List<String> words = valued ? List.of(option, value(option)) : List.of(option);
      draft.add(words, words, Kind.KEPT, "this QEMU still has it; a later one will not");
    }

    private void takeCurrent(String word, String option) {
      Optional<Current> current = TABLES.current(option);
      if (current.isPresent()) {
        if (option.equals("-usb")) {
          draft.haveUsb();
        }
        List<String> words =
            current.get().valued() ? List.of(option, value(option)) : List.of(option);
        draft.add(words, words, Kind.KEPT, current.get().what());
        return;
      }
      boolean valued = at < line.size() && !line.get(at).startsWith("-");
      List<String> words = valued ? List.of(word, line.get(at++)) : List.of(word);
      draft.add(words, words, Kind.UNKNOWN, "no QEMU that qnet knows has this option");
    }

    private String value(String option) {
      if (at >= line.size()) {
        throw Failure.usage(
            option + " needs a value, and the line ends there",
            "nothing was translated",
            "give the whole line, in single quotes");
      }
      return line.get(at++);
    }
  }
}
