package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.fabric.SwitchSession;
import io.qnet.launcher.monitor.MonitorSocket;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Background;
import io.qnet.launcher.run.Foreground;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.user.EmptyHost;
import io.qnet.launcher.user.Impairments;
import io.qnet.launcher.user.OldNet;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.wire.impair.ImpairmentPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does what {@code qnet user} was told. */
final class UserVerb {
  private final Terminal terminal;
  private final Sessions sessions;
  private final List<String> arguments;

  /**
   * A run.
   *
   * @param arguments the command line as it was given, for {@code --detach}
   */
  UserVerb(Terminal terminal, Sessions sessions, List<String> arguments) {
    this.terminal = terminal;
    this.sessions = sessions;
    this.arguments = arguments;
  }

  /** Makes what runs. */
  @FunctionalInterface
  interface Sessions {
    /** A session that is not running yet. */
    Session open(UserPlan plan);
  }

  /**
   * Runs until it is told to stop; or, with {@code --detach}, until that runs in the background.
   *
   * @return the exit code
   */
  int run(UserWords words) throws Exception {
    UserOptions network = network(words);
    ImpairmentPlan impairment =
        words.impair() == null ? null : Impairments.plan(words.impair(), "nothing was started");
    if (words.ports().size() > 1) {
      if (words.slirp4netns() != null || words.services() != null) {
        throw Failure.usage(
            "--slirp4netns-api and --services go with one --port",
            "with several a switch is in between, and nothing was started",
            "leave them out, and change doors with: qnet redirect add RULE");
      }
      return new SwitchVerb(terminal, SwitchSession::new, arguments)
          .runUser(
              words.ports(),
              network,
              impairment,
              new SwitchWords.Common(
                  words.capture(), words.name(), words.detach(), words.monitor()));
    }
    PortSpec port = port(words);
    RunRoot root = RunRoot.of(terminal.variables());
    if (words.detach()) {
      return new Background(terminal, root)
          .start(arguments.stream().filter(word -> !word.equals("--detach")).toList());
    }
    try (RunDirectory directory = root.claim(words.name(), "user")) {
      return run(
          directory,
          path(words.monitor()),
          new UserPlan(
              directory.name(),
              port != null ? port : inside(directory),
              network,
              captureFile(terminal, words.capture(), directory.name()),
              directory.path(),
              new UserPlan.Sockets(path(words.slirp4netns()), path(words.services())),
              impairment));
    }
  }

  private int run(RunDirectory directory, @Nullable Path monitor, UserPlan plan) throws Exception {
    try (Session session = sessions.open(plan)) {
      return new Foreground(session, terminal.err())
          .run(() -> runIn(directory, monitor, session, plan.options()));
    }
  }

  /** Put away inside the work that a signal waits for; closing the directory twice is harmless. */
  @SuppressWarnings("try") // the monitor is there while the session runs
  private void runIn(
      RunDirectory directory, @Nullable Path monitor, Session session, UserOptions network)
      throws IOException {
    try (MonitorSocket socket = MonitorSocket.open(monitor, directory.path())) {
      session.run(
          port -> {
            String toPlugIn = toPlugIn(port, network);
            directory.ready(port, toPlugIn);
            network.notices().forEach(terminal.err()::println);
            session.notices().forEach(terminal.err()::println);
            terminal.out().println("ready: " + toPlugIn);
            terminal.out().flush();
          });
    } finally {
      directory.close();
    }
  }

  static String toPlugIn(PortSpec port, UserOptions network) {
    return port instanceof PortSpec.Tap tap
        ? tap.hostWords(
            network.gateway().leases().first(),
            network.gateway().hosts().net(),
            network.gateway().hosts().host())
        : port.qemuWords();
  }

  private @Nullable Path path(@Nullable String word) {
    return word == null ? null : terminal.directory().resolve(word);
  }

  static @Nullable Path captureFile(Terminal terminal, @Nullable String capture, String session)
      throws IOException {
    if (capture == null) {
      return null;
    }
    return capture.isEmpty()
        ? terminal.captures().resolve(session + ".pcapng")
        : terminal.directory().resolve(capture);
  }

  private UserOptions network(UserWords words) {
    List<String> options = new ArrayList<>(words.options());
    words.redir().forEach(rule -> options.add("redir=" + rule));
    if (words.netdev() != null) {
      options.add(0, words.netdev());
    }
    UserOptions network = OldNet.parse(words.net(), options);
    options.addAll(words.net());
    EmptyHost.notice(options).ifPresent(notice -> terminal.err().println("qnet: " + notice));
    return network;
  }

  private @Nullable PortSpec port(UserWords words) {
    List<String> ports = words.ports();
    return ports.isEmpty() ? null : PortSpec.parse(ports.get(0), terminal.directory());
  }

  private static PortSpec inside(RunDirectory directory) {
    return PortSpec.parse("stream:" + directory.path().resolve("net0.sock"), directory.path());
  }
}
