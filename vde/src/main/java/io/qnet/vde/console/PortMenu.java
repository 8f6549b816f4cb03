package io.qnet.vde.console;

import io.qnet.vde.PlugRow;
import io.qnet.vde.PortRow;
import io.qnet.vde.SwitchControl;
import io.qnet.vde.VirtualSwitch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code port/…}. */
final class PortMenu {
  private final VirtualSwitch bridge;
  private final SwitchControl control;
  private final Users users;

  PortMenu(VirtualSwitch bridge, Users users) {
    this.bridge = bridge;
    this.control = bridge.control();
    this.users = users;
  }

  /** In this order: the first whose beginning is typed is meant. */
  List<Command> commands() {
    List<Command> all = new ArrayList<>(ofTheSwitch());
    all.addAll(ofPorts());
    all.addAll(ofCables());
    return all;
  }

  private List<Command> ofTheSwitch() {
    return List.of(
        Command.menu("port", "PORTS"),
        Command.list("port/showinfo", "", "how many, and hub or switch", this::showInfo),
        Command.order(
            "port/setnumports",
            "N",
            "the highest port number",
            (text, lines) -> Errno.of(control.setPorts(new Arguments(text).number(0)))),
        Command.order("port/sethub", "0/1", "1 repeats everything, 0 learns", this::setHub),
        Command.order(
            "port/setvlan",
            "N VLAN",
            "VLAN of frames without a tag; 4095 for none",
            (text, lines) -> {
              Arguments words = new Arguments(text);
              return Errno.of(control.setUntagged(words.number(0), words.number(1)));
            }));
  }

  private List<Command> ofPorts() {
    return List.of(
        Command.list(
            "port/createauto",
            "",
            "make a port with a free number, for who asks for it",
            this::createAuto),
        Command.order(
            "port/create",
            "N",
            "make port N, for who asks for it",
            (text, lines) -> Errno.of(control.createPort(new Arguments(text).number(0)))),
        Command.order(
            "port/remove",
            "N",
            "take port N away",
            (text, lines) -> Errno.of(control.removePort(new Arguments(text).number(0)))),
        Command.order(
            "port/allocatable",
            "N 0/1",
            "whether who asks for any port may get it",
            (text, lines) -> {
              Arguments words = new Arguments(text);
              return Errno.of(control.setAllocatable(words.number(0), words.number(1) != 0));
            }),
        Command.order("port/setuser", "N user", "who may plug in; NONE for no rule", this::setUser),
        Command.order(
            "port/setgroup",
            "N user",
            "whose members may plug in; NONE for no rule",
            this::setGroup));
  }

  private List<Command> ofCables() {
    return List.of(
        Command.order(
            "port/epclose",
            "N ID",
            "pull cable ID of port N",
            (text, lines) -> {
              Arguments words = new Arguments(text);
              return Errno.of(control.pull(words.number(0), words.number(1)));
            }),
        Command.order("port/resetcounter", "[N]", "counters to zero", this::resetCounter),
        Command.list(
            "port/print",
            "[N]",
            "ports with cables, and the cables",
            (text, lines) -> print(text, lines, false)),
        Command.list(
            "port/allprint",
            "[N]",
            "all ports, and their cables",
            (text, lines) -> print(text, lines, true)));
  }

  private Errno showInfo(String text, List<String> lines) {
    lines.add("Numports=" + control.ports());
    lines.add("HUB=" + bridge.snapshot().hub());
    lines.add("counters=true");
    return Errno.OK;
  }

  private Errno setHub(String text, List<String> lines) {
    bridge.setHub(new Arguments(text).number(0) > 0);
    return Errno.OK;
  }

  private Errno createAuto(String text, List<String> lines) {
    int number = control.createPort();
    if (number == 0) {
      return Errno.EADDRINUSE;
    }
    lines.add(String.format(Locale.ROOT, "Port %04d", number));
    return Errno.OK;
  }

  private Errno setUser(String text, List<String> lines) {
    return restrict(text, users::number, control::setUser);
  }

  private Errno setGroup(String text, List<String> lines) {
    return restrict(
        text,
        users::group,
        (port, group) ->
            control.setGroup(port, group, group == null ? Set.of() : users.members(group)));
  }

  /** The original looks for the port first, and takes the rest of the line for one name. */
  private Errno restrict(
      String text,
      Function<String, @Nullable Long> number,
      BiFunction<Integer, @Nullable Long, SwitchControl.Outcome> rule) {
    Arguments words = new Arguments(text);
    int port = words.number(0);
    SwitchControl.Outcome found = control.lookUp(port);
    if (found != SwitchControl.Outcome.DONE) {
      return Errno.of(found);
    }
    String name = words.rest(1);
    if (name.equals("NONE") || name.equals("ANY")) {
      return Errno.of(rule.apply(port, null));
    }
    @Nullable Long who = number.apply(name);
    return who == null ? Errno.EINVAL : Errno.of(rule.apply(port, who));
  }

  private Errno resetCounter(String text, List<String> lines) {
    Arguments words = new Arguments(text);
    if (words.isEmpty()) {
      control.resetCounters();
      return Errno.OK;
    }
    return Errno.of(control.resetCounters(words.number(0)));
  }

  private Errno print(String text, List<String> lines, boolean inactive) {
    Arguments words = new Arguments(text);
    int only = words.isEmpty() ? -1 : Math.max(0, words.number(0));
    if (only > control.ports()) {
      return Errno.EINVAL;
    }
    boolean found = words.isEmpty();
    for (PortRow port : bridge.snapshot().ports()) {
      if ((only < 0 || port.number() == only) && (inactive || !port.plugs().isEmpty())) {
        print(port, lines);
        found = true;
      }
    }
    return found ? Errno.OK : Errno.ENXIO;
  }

  private void print(PortRow port, List<String> lines) {
    @Nullable Long allowed = control.user(port.number());
    @Nullable Long group = control.group(port.number());
    boolean active = !port.plugs().isEmpty();
    lines.add(
        String.format(
            Locale.ROOT,
            "Port %04d untagged_vlan=%04d %s - %sUnnamed Allocatable",
            port.number(),
            port.untagged(),
            active ? "ACTIVE" : "INACTIVE",
            control.allocatable(port.number()) ? "" : "NOT "));
    lines.add(
        " Current User: "
            + (active ? users.name(port.plugs().get(0).owner().user()) : "NONE")
            + " Access Control: (User: "
            + (allowed == null ? "NONE" : users.name(allowed))
            + " - Group: "
            + (group == null ? "NONE" : users.groupName(group))
            + ")");
    PortRow.Traffic traffic = port.traffic();
    lines.add(counters("IN: ", traffic.framesIn(), traffic.octetsIn()));
    lines.add(counters("OUT:", traffic.framesOut(), traffic.octetsOut()));
    for (PlugRow plug : port.plugs()) {
      String module = plug.owner().process() == 0 ? "qnet" : "unix";
      lines.add(
          String.format(
              Locale.ROOT,
              "  -- endpoint ID %04d module %-12s: %s",
              plug.id(),
              module + " prog",
              plug.owner().description()));
    }
  }

  private static String counters(String direction, long frames, long octets) {
    return String.format(
        Locale.ROOT, " %s pkts %10d          bytes %20d", direction, frames, octets);
  }
}
