package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.qemu.Program;
import io.qnet.redirect.ServiceRule;
import io.qnet.redirect.Services;
import io.qnet.slirp.GuestForward;
import io.qnet.slirp.host.Outside;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.channel.Loop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Where the gateway meets who answers for its virtual hosts: the redirector, and Samba. */
final class Outlets implements GuestForward, AutoCloseable {
  private final Services services;
  private final Children children;
  private final @Nullable SmbShare share;

  private Outlets(Services services, Children children, @Nullable SmbShare share) {
    this.services = services;
    this.children = children;
    this.share = share;
  }

  /**
   * Prepares what {@code options} ask for; starts nothing before a guest calls.
   *
   * @param directory where files of programs go; null for a temporary folder
   * @throws Failure if a program or the shared folder is missing
   */
  static Outlets open(
      Loop loop, Executor background, UserOptions options, @Nullable Path directory) {
    List<ServiceRule> rules = new ArrayList<>(options.services().rules());
    for (ServiceRule rule : rules) {
      if (rule.target() instanceof ServiceRule.Command command) {
        requireProgram(rule, command.words().get(0));
      }
    }
    Path folder = options.services().share();
    SmbShare share = folder == null ? null : SmbShare.of(folder, directory);
    if (share != null) {
      for (int port : SmbShare.PORTS) {
        rules.add(
            new ServiceRule(
                options.gateway().hosts().smb(), port, new ServiceRule.Command(share.command())));
      }
    }
    Children children = new Children(loop, background);
    return new Outlets(new Services(loop, background, children, rules), children, share);
  }

  private static void requireProgram(ServiceRule rule, String program) {
    boolean there =
        program.contains("/")
            ? Files.isExecutable(Path.of(program))
            : Program.find(program, System.getenv()).isPresent();
    if (!there) {
      throw Failure.missing(
          "guestfwd=" + rule + ": there is no program '" + program + "'",
          "nobody would answer the guest there, so nothing was started",
          "install it, or write its whole path; no shell is asked, so built-in words do not work");
    }
  }

  @Override
  public boolean serves(Ipv4Address address, int port) {
    return services.serves(address, port);
  }

  @Override
  public Outside.Dial dial(Ipv4Address address, int port, Outside.Dialed dialed) {
    return services.dial(address, port, dialed::onConnected, dialed::onFailed)::run;
  }

  /** Ends the programs that run, and removes what they left; not on the loop. */
  @Override
  public void close() {
    children.close();
    if (share != null) {
      share.close();
    }
  }
}
