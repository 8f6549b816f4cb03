package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.user.EmptyHost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qnet redirect}: the doors into a guest, while it runs. */
@Command(
    name = "redirect",
    header = "doors into a guest, opened and shut while it runs",
    customSynopsis = {
      "qnet redirect add RULE... [--on NAME]",
      "  qnet redirect remove RULE... [--cut] [--on NAME]",
      "  qnet redirect list [--on NAME] [-o table|json]"
    },
    description = {
      "A door is a port of this host, or a unix socket, that leads to a port of a guest; what"
          + " hostfwd= opens at the start, and QEMU's hostfwd_add later. All rules of one call are"
          + " done, or none.",
      "",
      "RULE is [tcp|udp]:[HOST]:PORT-[GUEST]:PORT or unix:PATH-[GUEST]:PORT. Without HOST the door"
          + " is at 127.0.0.1: for this host alone. Without GUEST it leads to the first guest. PORT"
          + " 0 takes one that is free; 8000-8010 is a range; IPv6 addresses stand in brackets."
          + " Behind a rule, ',proxy-protocol=v1' or v2 tells the guest's server who called:"
          + " otherwise it sees 10.0.2.2."
    },
    footer = {
      "  qnet redirect add tcp::10022-:22           then: ssh -p 10022 127.0.0.1",
      "  qnet redirect add tcp::0-:80 udp::5353-:53",
      "  qnet redirect list",
      "  qnet redirect remove tcp:127.0.0.1:10022 --cut",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class RedirectCommand implements Callable<Integer> {
  private static final String LINE = "%-28s %5s  %s%n";

  @Spec private @Nullable CommandSpec spec;

  private final Terminal terminal;

  RedirectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(terminal.err());
    }
    return Failure.USAGE;
  }

  @Command(
      name = "add",
      header = "opens doors",
      description =
          "Prints each door as it stands, one a line, with the port that was free where 0 was asked"
              + " for.")
  int add(
      @Parameters(paramLabel = "RULE", description = "What to open.") @Nullable List<String> rules,
      @Option(
              names = "-redir",
              paramLabel = "RULE",
              description = "The same as QEMU's old option has it: tcp:5555::23.")
          @Nullable List<String> old,
      @Mixin OnName on)
      throws Exception {
    List<String> all = new ArrayList<>(rules == null ? List.of() : rules);
    if (old != null) {
      old.forEach(rule -> all.add("redir=" + rule));
    }
    if (all.isEmpty()) {
      throw Failure.usage(
          "no rule is named", "no door was opened", "write it: qnet redirect add tcp::8080-:80");
    }
    print(on.client(terminal).post("/redirects", "rules", all));
    EmptyHost.notice(all).ifPresent(notice -> terminal.err().println("qnet: " + notice));
    return 0;
  }

  @Command(
      name = "remove",
      header = "shuts doors",
      description = "Nobody new gets in. Who is in stays, unless --cut puts them out.")
  int remove(
      @Parameters(
              arity = "1..*",
              paramLabel = "RULE",
              description =
                  "A line of 'list', or its part before the '-'; a range shuts all its doors.")
          List<String> rules,
      @Option(names = "--cut", description = "Reset the connections that came through, too.")
          boolean cut,
      @Mixin OnName on)
      throws Exception {
    String path = cut ? "/redirects?cut=true" : "/redirects";
    JsonNode unused = on.client(terminal).delete(path, "rules", rules);
    return 0;
  }

  @Command(
      name = "list",
      header = "the doors that are open",
      description =
          "Each as it is typed, who can come in there, and how many are in. JSON: an array of"
              + " objects with the fields rule, protocol, host, hostPort, guest, guestPort,"
              + " proxyProtocol, reach and connections.")
  int list(@Mixin ListForm form, @Mixin OnName on) throws Exception {
    form.check();
    form.print(terminal, on.client(terminal).get("/redirects"), this::table);
    return 0;
  }

  private void table(JsonNode doors) {
    terminal.out().printf(LINE, "WHO CAN COME IN", "IN", "RULE");
    for (JsonNode door : doors) {
      terminal
          .out()
          .printf(
              LINE,
              door.path("reach").asText(),
              door.path("connections").asText(),
              door.path("rule").asText());
    }
  }

  private void print(JsonNode doors) {
    doors.forEach(door -> terminal.out().println(door.path("rule").asText()));
  }
}
