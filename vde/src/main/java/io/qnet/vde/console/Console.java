package io.qnet.vde.console;

import io.qnet.vde.VirtualSwitch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The commands of one switch. On its thread. */
public final class Console {
  private static final String DATA = "0000 DATA END WITH '.'";

  private final VirtualSwitch bridge;
  private final Identity identity;
  private final LongSupplier now;
  private final long startedAt;
  private final Runnable shutdown;
  private final List<Command> commands = new ArrayList<>();

  /**
   * Who the switch is.
   *
   * @param process of the switch
   * @param directory that clients plug into, and its sockets' mode; null for none
   * @param console path of the console's socket, and its mode; null for none
   */
  public record Identity(long process, @Nullable Place directory, @Nullable Place console) {}

  /** A path with the mode of what is there. */
  public record Place(String path, int mode) {
    private String octal() {
      return String.format(java.util.Locale.ROOT, "%04o", mode);
    }
  }

  /**
   * A console.
   *
   * @param now the time of the segment's clock, in nanoseconds
   * @param shutdown ends the switch
   */
  public Console(
      VirtualSwitch bridge, Identity identity, Users users, LongSupplier now, Runnable shutdown) {
    this.bridge = bridge;
    this.identity = identity;
    this.now = now;
    this.startedAt = now.getAsLong();
    this.shutdown = shutdown;
    commands.add(Command.menu("ds", "DIRECTORY"));
    commands.add(
        Command.list(
            "ds/showinfo", "", "where clients plug in, and the mode", this::showDirectory));
    commands.add(
        Command.list("help", "[arg]", "the commands, or those that begin with arg", this::help));
    commands.add(Command.order("logout", "", "end this session", Console::notHere));
    commands.add(Command.order("shutdown", "", "end the switch", Console::notHere));
    commands.add(Command.list("showinfo", "", "what runs here", this::showInfo));
    commands.add(Command.order("load", "path", "do the commands of a file", Console::notHere));
    commands.addAll(DebugMenu.commands());
    commands.addAll(new HashMenu(bridge, now).commands());
    commands.addAll(new FstpMenu(bridge).commands());
    commands.addAll(new PortMenu(bridge, users).commands());
    commands.addAll(new VlanMenu(bridge).commands());
  }

  /** What the session itself does, and no command of the table. */
  private static Errno notHere(String argument, List<String> lines) {
    return Errno.ENOSYS;
  }

  /** The lines that greet who comes in. */
  public static List<String> banner() {
    return List.of("VDE switch V.2.3.2 (qnet)", "speaks the console protocol of VDE");
  }

  /** Ends the switch. */
  void shutdown() {
    shutdown.run();
  }

  /**
   * Does one line.
   *
   * @param listening the categories this session listens to, which {@code debug/…} changes
   * @return the answer; empty for an empty line and for a remark
   */
  List<String> answer(String line, List<Category> listening) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#")) {
      return List.of();
    }
    List<String> answer = new ArrayList<>();
    if (text.startsWith("debug/")) {
      return new DebugMenu(listening).answer(text);
    }
    for (Command command : commands) {
      if (!command.syntax().equals(Command.MENU) && text.startsWith(command.path())) {
        List<String> lines = new ArrayList<>();
        Errno outcome = command.action().run(text.substring(command.path().length()), lines);
        if (command.lists()) {
          answer.add(DATA);
          answer.addAll(lines);
          answer.add(".");
        }
        answer.add(outcome.line());
        return answer;
      }
    }
    answer.add(Errno.ENOSYS.line());
    return answer;
  }

  /**
   * Does the lines of a file, as {@code load} and a start with {@code --rcfile} do.
   *
   * @param out takes each command and its answer
   */
  public void run(String name, List<String> lines, Consumer<String> out) {
    for (String line : lines) {
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        out.accept("vde[" + name + "]: " + line.strip());
        answer(line, new ArrayList<>()).forEach(out);
      }
    }
  }

  private Errno showDirectory(String argument, List<String> lines) {
    Place place = identity.directory();
    if (place == null) {
      return Errno.ENOENT;
    }
    lines.add("ctl dir " + place.path());
    lines.add("std mode " + place.octal());
    return Errno.OK;
  }

  private Errno showInfo(String argument, List<String> lines) {
    lines.addAll(banner());
    lines.add("");
    long uptime = Duration.ofNanos(now.getAsLong() - startedAt).toSeconds();
    lines.add(
        "pid "
            + identity.process()
            + " MAC "
            + bridge.tree().settings().address()
            + " uptime "
            + uptime);
    Place place = identity.console();
    if (place != null) {
      lines.add("mgmt " + place.path() + " perm " + place.octal());
    }
    return Errno.OK;
  }

  private Errno help(String argument, List<String> lines) {
    String prefix = argument.strip();
    lines.add("COMMAND PATH       SYNTAX          HELP");
    lines.add("------------       --------------  ------------");
    int shown = 0;
    for (Command command : commands) {
      if (command.path().startsWith(prefix)) {
        lines.add(command.helpLine());
        shown++;
      }
    }
    return shown == 0 ? Errno.ENOENT : Errno.OK;
  }
}
