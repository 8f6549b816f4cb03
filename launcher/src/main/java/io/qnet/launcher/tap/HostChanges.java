package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Foreground;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.run.StateFolder;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.LinkFact;
import io.qnet.tap.host.Plan;
import io.qnet.tap.host.Request;
import io.qnet.tap.host.Step;
import io.qnet.tap.journal.Place;
import io.qnet.tap.journal.Transactions;
import io.qnet.tap.network.Marks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What all {@code qnet tap} verbs that change this host share. */
final class HostChanges {
  private static final String STATE = "tap";

  private final Terminal terminal;
  private final ThisHost host;

  HostChanges(Terminal terminal) {
    this.terminal = terminal;
    this.host = new ThisHost(terminal);
  }

  Terminal terminal() {
    return terminal;
  }

  ThisHost host() {
    return host;
  }

  /** Those of this user, from this network namespace; their folder is made. */
  Transactions transactions() throws IOException, HostException {
    return transactions(StateFolder.of(terminal.variables(), STATE));
  }

  /** The same, to be looked at only. */
  Transactions known() throws IOException, HostException {
    return transactions(StateFolder.where(terminal.variables(), STATE));
  }

  private Transactions transactions(Path folder) throws IOException, HostException {
    return new Transactions(
        folder,
        host,
        Place.of(host, ThisHost.netns()),
        line -> terminal.err().println("qnet: " + line));
  }

  /** What may be refused by the host. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws Exception;
  }

  /** Does {@code work}, and says refusals of the host as failures of the verb. */
  static <T> T told(Work<T> work) throws Exception {
    try {
      return work.run();
    } catch (HostException refused) {
      throw failure(refused);
    }
  }

  private static Failure failure(HostException refused) {
    Failure failure =
        switch (refused.kind()) {
          case USAGE -> Failure.usage(refused.what(), refused.meaning(), refused.remedy());
          case LACK -> Failure.missing(refused.what(), refused.meaning(), refused.remedy());
          case FAILED -> Failure.failed(refused.what(), refused.meaning(), refused.remedy());
          case INTERRUPTED ->
              Failure.interrupted(refused.what(), refused.meaning(), refused.remedy());
        };
    return failure.because(refused);
  }

  /** Prints what {@code request} would do, as a script for {@code sh}. */
  int print(Request request) throws Exception {
    PrintStream out = terminal.out();
    for (Plan plan : told(() -> known().preview(request))) {
      out.println("# " + plan.what());
      for (Step step : plan.steps()) {
        out.println("\n# " + step.sentence());
        out.println(step.command().shell());
      }
      plan.notes().forEach(note -> out.println("\n# note: " + note));
      out.println();
    }
    out.println("# to take it back: qnet tap undo " + request.name());
    return 0;
  }

  /**
   * Does what {@code request} asks for; a signal has what was done taken back.
   *
   * @param summary what is printed when it is done
   */
  int apply(Request request, String summary) throws Exception {
    requirePrivilege("tap");
    Transactions transactions = told(this::transactions);
    return interruptible(
        transactions,
        () -> {
          Plan made = told(() -> transactions.apply(request));
          made.notes().forEach(note -> terminal.err().println("qnet: note: " + note));
          terminal.out().println(summary + "; to take it back: qnet tap undo " + request.name());
        });
  }

  int interruptible(Transactions transactions, Foreground.Work work) throws Exception {
    Session session =
        new Session() {
          @Override
          public void run(Consumer<PortSpec> ready) {
            throw new IllegalStateException("nothing that runs");
          }

          @Override
          public void close() {
            transactions.cancel();
          }
        };
    return new Foreground(session, terminal.err()).run(work);
  }

  /** Refuses early, and says what it would take. */
  void requirePrivilege(String what) throws Exception {
    if (!told(host::isPrivileged)) {
      throw Failure.missing(
          "changing interfaces and rules takes CAP_NET_ADMIN, which is not here",
          "nothing was changed",
          "type: sudo qnet " + what + " ...; qnet tap plan shows what would be done");
    }
  }

  /** The names of what can be undone from this network namespace. */
  List<String> undoableHere() throws Exception {
    Transactions transactions = known();
    return told(
        () ->
            transactions.list().stream()
                .filter(transactions::isHere)
                .map(known -> known.name())
                .toList());
  }

  /** Whether this is root, whose journals nobody else sees. */
  static boolean isRoot() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
  }

  /** Whether somebody else, root as a rule, made {@code link} with qnet. */
  boolean isOfAnother(LinkFact link, List<String> ours) throws Exception {
    return !ours.contains(link.name()) && told(() -> Marks.isOurs(link, host));
  }

  /** Whether there is a journal of that name, even if it cannot be read: then undo says why. */
  boolean isJournal(String name) throws IOException {
    return !name.contains("/")
        && Files.exists(StateFolder.where(terminal.variables(), STATE).resolve(name + ".journal"));
  }

  /** The names of all that can be undone, here or elsewhere. */
  List<String> undoable() throws Exception {
    return told(() -> known().list().stream().map(known -> known.name()).toList());
  }
}
