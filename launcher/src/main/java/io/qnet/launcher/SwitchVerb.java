package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.fabric.RuleHint;
import io.qnet.launcher.fabric.SwitchPlan;
import io.qnet.launcher.monitor.MonitorSocket;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Background;
import io.qnet.launcher.run.Foreground;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.user.EmptyHost;
import io.qnet.launcher.user.UserOptions;
import io.qnet.vde.PortGroup;
import io.qnet.vde.PortOrder;
import io.qnet.vde.SwitchSettings;
import io.qnet.vde.plug.Access;
import io.qnet.vde.stp.BridgeSettings;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.impair.ImpairmentPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does what {@code qnet switch} was told, and {@code qnet user} with several ports. */
final class SwitchVerb {
  /** Ports of a switch that was told no number. */
  static final int PORTS = 128;

  private final Terminal terminal;
  private final Function<SwitchPlan, Session> sessions;
  private final List<String> arguments;

  /**
   * A run.
   *
   * @param sessions makes what runs
   * @param arguments the command line as it was given, for {@code --detach}
   */
  SwitchVerb(Terminal terminal, Function<SwitchPlan, Session> sessions, List<String> arguments) {
    this.terminal = terminal;
    this.sessions = sessions;
    this.arguments = arguments;
  }

  /**
   * Runs until it is told to stop; or, with {@code --detach}, until that runs in the background.
   *
   * @return the exit code
   */
  int run(SwitchWords words) throws Exception {
    List<PortSpec> ports = ports(words.ports());
    UserOptions user = words.user() == null ? null : network(words.user());
    Access access = access(words.access());
    List<PortGroup> groups = groups(words.portGroups());
    SwitchPlan.Desk desk = desk(words.desk());
    SwitchPlan.Bridge bridge = bridge(words.bridge());
    return claim(
        words.common(),
        "switch",
        directory -> {
          String vde = words.vde();
          Path door =
              vde == null
                  ? directory.path().resolve("vde")
                  : terminal.directory().resolve(vde).normalize();
          return new SwitchPlan(
              directory.name(),
              new SwitchPlan.Door(door, access, groups),
              desk,
              ports,
              user,
              bridge,
              null,
              captureFile(words.common().capture(), directory.name()),
              directory.path());
        });
  }

  private UserOptions network(String text) {
    UserOptions network = UserOptions.parse(text);
    EmptyHost.notice(List.of(text)).ifPresent(notice -> terminal.err().println("qnet: " + notice));
    return network;
  }

  /** {@code qnet user} with several ports: a gateway, and a switch in between. */
  int runUser(
      List<String> ports,
      UserOptions user,
      @Nullable ImpairmentPlan impairment,
      SwitchWords.Common common)
      throws Exception {
    List<PortSpec> specs = ports(ports);
    return claim(
        common,
        "user",
        directory ->
            new SwitchPlan(
                directory.name(),
                null,
                null,
                specs,
                user,
                SwitchPlan.Bridge.of(Math.max(PORTS, specs.size() + 1)),
                impairment,
                captureFile(common.capture(), directory.name()),
                directory.path()));
  }

  /** Makes a plan, once the directory is ours. */
  private interface Planner {
    SwitchPlan plan(RunDirectory directory) throws IOException;
  }

  private int claim(SwitchWords.Common common, String verb, Planner planner) throws Exception {
    RunRoot root = RunRoot.of(terminal.variables());
    if (common.detach()) {
      return new Background(terminal, root)
          .start(arguments.stream().filter(word -> !word.equals("--detach")).toList());
    }
    try (RunDirectory directory = root.claim(common.name(), verb)) {
      SwitchPlan plan = planner.plan(directory);
      String path = common.monitor();
      Path monitor = path == null ? null : terminal.directory().resolve(path);
      try (Session session = sessions.apply(plan)) {
        return new Foreground(session, terminal.err())
            .run(() -> runIn(directory, monitor, session, plan));
      }
    }
  }

  @SuppressWarnings("try") // the monitor is there while the session runs
  private void runIn(
      RunDirectory directory, @Nullable Path monitor, Session session, SwitchPlan plan)
      throws IOException {
    try (MonitorSocket socket = MonitorSocket.open(monitor, directory.path())) {
      session.run(
          port -> {
            UserOptions user = plan.user();
            String toPlugIn = user == null ? port.qemuWords() : UserVerb.toPlugIn(port, user);
            directory.ready(port, toPlugIn);
            if (user != null) {
              user.notices().forEach(terminal.err()::println);
            }
            session.notices().forEach(terminal.err()::println);
            SwitchPlan.Desk desk = plan.desk();
            boolean taken = desk != null && desk.stdin(); // standard output is the console's
            PrintStream out = taken ? terminal.err() : terminal.out();
            out.println("ready: " + toPlugIn);
            out.flush();
          });
    } finally {
      directory.close();
    }
  }

  private @Nullable Path captureFile(@Nullable String capture, String session) throws IOException {
    return UserVerb.captureFile(terminal, capture, session);
  }

  private List<PortSpec> ports(List<String> texts) {
    List<PortSpec> ports = new ArrayList<>();
    for (String text : texts) {
      PortSpec port = PortSpec.parse(text, terminal.directory());
      if (ports.contains(port)) {
        throw Failure.usage(
            "--port " + text + " is given twice", "nothing was started", "leave one");
      }
      ports.add(port);
    }
    return ports;
  }

  private static SwitchPlan.Bridge bridge(SwitchWords.Bridge words) {
    if (words.hub() && words.stp()) {
      throw Failure.usage(
          "--hub and --stp exclude each other",
          "a hub repeats everything, a spanning tree holds frames back",
          "leave one of them");
    }
    List<SwitchPlan.Order> orders = words.rules().stream().map(SwitchVerb::order).toList();
    String mac = words.address();
    try {
      MacAddress address = mac == null ? null : own(mac);
      BridgeSettings checked =
          BridgeSettings.of(MacAddress.BROADCAST).withPriority(words.priority());
      return new SwitchPlan.Bridge(
          highest(words.highest()),
          words.hub(),
          words.stp(),
          checked.priority(),
          address,
          words.snooping(),
          orders);
    } catch (IllegalArgumentException wrong) {
      throw Failure.usage(
              String.valueOf(wrong.getMessage()), "nothing was started", "see qnet switch --help")
          .because(wrong);
    }
  }

  /** The switch's own address: groups and nobody have no bridge. */
  private static MacAddress own(String text) {
    MacAddress address = MacAddress.parse(text);
    if (address.isGroup() || address.bits() == 0) {
      throw new IllegalArgumentException(
          "--macaddr " + text + " is no station's address; write one such as 02:00:00:00:00:01");
    }
    return address;
  }

  private static SwitchPlan.Order order(String rule) {
    String[] parts = rule.strip().split("\\s+", 2);
    if (parts.length < 2 || !parts[0].matches("[0-9]{1,3}")) {
      throw Failure.usage(
          "--rule '" + rule + "' names no port and what it is told",
          "nothing was started",
          "write the port's number, then words: --rule '3 edge guard=bpdu'");
    }
    try {
      return new SwitchPlan.Order(Integer.parseInt(parts[0]), PortOrder.parse(parts[1]));
    } catch (IllegalArgumentException wrong) {
      throw Failure.usage(
              "--rule '" + rule + "': " + wrong.getMessage(),
              "nothing was started",
              RuleHint.of(parts[1]))
          .because(wrong);
    }
  }

  private static int highest(int number) {
    if (number < 1 || number > SwitchSettings.MOST_PORTS) {
      throw Failure.usage(
          "a switch has 1 to " + SwitchSettings.MOST_PORTS + " ports, but --ports says " + number,
          "nothing was started",
          "write --ports 64");
    }
    return number;
  }

  private SwitchPlan.@Nullable Desk desk(SwitchWords.Desk words) throws IOException {
    String mgmt = words.mgmt();
    String rcfile = words.rcfile();
    if (mgmt == null && rcfile == null && words.commands().isEmpty() && !words.stdin()) {
      return null;
    }
    List<String> commands = new ArrayList<>(words.commands());
    if (rcfile != null) {
      Path file = terminal.directory().resolve(rcfile);
      if (!Files.isReadable(file)) {
        throw Failure.usage(
            "--rcfile " + rcfile + ": it cannot be read",
            "nothing was started",
            "write the path of a file with console commands, one in each line");
      }
      commands.addAll(Files.readAllLines(file));
    }
    return new SwitchPlan.Desk(
        mgmt == null ? null : terminal.directory().resolve(mgmt).normalize(),
        octal("--mgmtmode", words.mode(), 0600),
        group("--mgmtgroup", words.group()),
        commands,
        words.stdin());
  }

  private static Access access(SwitchWords.Access words) {
    String group = group("--group", words.group());
    Access access = Access.of(octal("--mode", words.mode(), 0600), group);
    if (words.dirmode() == null) {
      return access;
    }
    int directory = octal("--dirmode", words.dirmode(), 0700);
    return words.mode() == null
        ? new Access(directory & 0666, directory, group)
        : access.withDirectoryMode(directory);
  }

  private static @Nullable String group(String option, @Nullable String name) {
    try {
      if (name != null) {
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
      }
      return name;
    } catch (IOException unknown) {
      throw Failure.usage(
              option + " " + name + ": there is no such group",
              "nothing was started",
              "getent group lists those that there are")
          .because(unknown);
    }
  }

  private static int octal(String option, @Nullable String text, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("0?[0-7]{3,4}")) {
      throw Failure.usage(
          option + " " + text + " is no mode",
          "nothing was started",
          "write three octal digits, as chmod takes them: " + option + " 660");
    }
    return Integer.parseInt(text, 8);
  }

  private static List<PortGroup> groups(List<String> texts) {
    List<PortGroup> groups = new ArrayList<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String vlan = equals < 0 ? "0" : text.substring(equals + 1);
      try {
        groups.add(
            new PortGroup(
                equals < 0 ? text : text.substring(0, equals),
                vlan.matches("[0-9]{1,4}") ? Integer.parseInt(vlan) : -1));
      } catch (IllegalArgumentException wrong) {
        throw Failure.usage(
                "--portgroup " + text + ": " + wrong.getMessage(),
                "nothing was started",
                "write --portgroup students=10")
            .because(wrong);
      }
    }
    return groups;
  }
}
