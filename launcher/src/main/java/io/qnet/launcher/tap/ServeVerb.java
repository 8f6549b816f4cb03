package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Foreground;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.launcher.user.UserSession;
import io.qnet.tap.host.Command;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.Step;
import io.qnet.tap.journal.Recorded;
import io.qnet.tap.journal.Transactions;
import java.io.IOException;

/**
 * {@code qnet tap serve NAME}: the background qnet of a network, with its DHCP and DNS. What it
 * serves is in the network's journal.
 *
 * <p>First it takes its name, then it looks at the journal; who undoes the network writes to the
 * journal first, and then looks for the name. So one of the two sees the other.
 */
final class ServeVerb {
  /** What runs, in {@code qnet ps}. */
  static final String VERB = "tap";

  private final Terminal terminal;
  private final Transactions transactions;

  ServeVerb(Terminal terminal, Transactions transactions) {
    this.terminal = terminal;
    this.transactions = transactions;
  }

  int run(String name) throws Exception {
    RunRoot root = RunRoot.of(terminal.variables());
    try (RunDirectory directory = root.claim(name, VERB)) {
      Command.Serve service = service(name);
      UserPlan plan =
          new UserPlan(
              name,
              PortSpec.parse("tap:" + service.device(), terminal.directory()),
              UserOptions.parse(service.options()),
              null,
              directory.path());
      try (Session session = new UserSession(plan)) {
        return new Foreground(session, terminal.err()).run(() -> run(directory, session));
      }
    }
  }

  private void run(RunDirectory directory, Session session) throws IOException {
    try {
      session.run(
          port -> {
            directory.ready(port, "-netdev bridge,id=net0,br=" + directory.name());
            terminal.out().println("ready: DHCP and DNS of " + directory.name());
            terminal.out().flush();
          });
    } finally {
      directory.close();
    }
  }

  private Command.Serve service(String name) throws HostException {
    Recorded known = transactions.find(name).filter(found -> !found.undoing()).orElse(null);
    if (known != null) {
      for (Step step : known.plan().steps()) {
        if (step.command() instanceof Command.Serve service) {
          return service;
        }
      }
    }
    throw Failure.failed(
        "there is no network called '" + name + "'",
        "there is nothing to serve",
        "make one: qnet tap network " + name + " --subnet 192.168.77.0/24 --nat");
  }
}
