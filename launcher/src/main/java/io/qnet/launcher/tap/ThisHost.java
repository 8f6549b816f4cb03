package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.qemu.Program;
import io.qnet.launcher.run.Background;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import io.qnet.posix.KernelText;
import io.qnet.tap.host.Command;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The host that this process runs on, by programs of the distribution and files of /proc. */
final class ThisHost implements Host {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int CAP_NET_ADMIN = 12;

  private static final Map<String, String> PACKAGES =
      Map.of("ip", "iproute2", "bridge", "iproute2", "nft", "nftables");

  private final Terminal terminal;

  ThisHost(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Ran run(List<String> words, @Nullable String input) throws HostException {
    String name = words.get(0);
    if (Program.find(name, System.getenv()).isEmpty() && !name.startsWith("/")) {
      throw HostException.lack(
          name + " is not installed",
          "this host cannot be looked at or changed without it",
          "type: sudo apt-get install " + PACKAGES.getOrDefault(name, name));
    }
    Program program = Program.of(words).within(LIMIT);
    try {
      Program.Result result = (input == null ? program : program.input(input)).run();
      return new Ran(result.status(), result.out(), result.err());
    } catch (IOException failed) {
      throw HostException.failed(
              String.valueOf(failed.getMessage()),
              "the host did not take this step",
              "try it by hand: " + String.join(" ", words))
          .because(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HostException.interrupted();
    }
  }

  @Override
  public @Nullable String read(String path) throws HostException {
    try {
      return KernelText.read(Path.of(path)).stripTrailing();
    } catch (NoSuchFileException absent) {
      return null;
    } catch (IOException failed) {
      throw unreadable(path, failed);
    }
  }

  @Override
  public List<String> names(String folder) throws HostException {
    try (Stream<Path> entries = Files.list(Path.of(folder))) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    } catch (NoSuchFileException absent) {
      return List.of();
    } catch (IOException failed) {
      throw unreadable(folder, failed);
    }
  }

  private static HostException unreadable(String path, IOException failed) {
    return HostException.failed(
            path + ": " + failed.getMessage(),
            "how things stand cannot be found out",
            "look at it: ls -l " + path)
        .because(failed);
  }

  @Override
  public void write(String path, String value) throws HostException {
    try {
      Files.writeString(Path.of(path), value);
    } catch (IOException failed) {
      throw HostException.failed(
              "echo " + value + " >" + path + ": " + failed.getMessage(),
              "the host did not take this step",
              "where /proc/sys is read-only, as in many containers, it has to be set outside")
          .because(failed);
    }
  }

  @Override
  public boolean isPrivileged() throws HostException {
    String status = read("/proc/self/status");
    return status != null
        && status
            .lines()
            .filter(line -> line.startsWith("CapEff:"))
            .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(capabilities -> (capabilities >>> CAP_NET_ADMIN & 1) == 1);
  }

  /** The network namespace of this process, such as {@code net:[4026531840]}. */
  static String netns() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
  }

  @Override
  public boolean isNamespace(String netns) throws HostException {
    for (String process : names("/proc")) {
      if (Character.isDigit(process.charAt(0)) && ofProcess(process).equals(netns)) {
        return true;
      }
    }
    for (String name : names("/run/netns")) {
      if (ofName(name).equals(netns)) {
        return true;
      }
    }
    return false;
  }

  private static String ofProcess(String process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", process, "ns", "net")).toString();
    } catch (IOException goneOrSomebodyElses) {
      return "";
    }
  }

  private static String ofName(String name) {
    try {
      return "net:[" + Files.getAttribute(Path.of("/run/netns", name), "unix:ino") + "]";
    } catch (IOException gone) {
      return "";
    }
  }

  @Override
  public void serve(Command.Serve service) throws HostException {
    Terminal quiet =
        new Terminal(
            terminal.err(),
            terminal.err(),
            terminal.variables(),
            terminal.directory(),
            terminal.command());
    try {
      int exitCode =
          new Background(quiet, RunRoot.of(terminal.variables()))
              .start(List.of("tap", "serve", service.name()));
      if (exitCode != 0) {
        throw HostException.failed(
            "the background qnet called " + service.name() + " ended with exit code " + exitCode,
            "guests would get no address by DHCP",
            "what it said is above; --no-services leaves it out");
      }
    } catch (IOException | Failure failed) {
      if (failed instanceof Failure told && told.exitCode() == Failure.INTERRUPTED) {
        throw HostException.interrupted();
      }
      throw HostException.failed(
              "the background qnet called " + service.name() + ": " + failed.getMessage(),
              "guests would get no address by DHCP",
              "see to that, or leave it out with --no-services")
          .because(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HostException.interrupted();
    }
  }

  @Override
  public void endService(String name) throws HostException {
    try {
      RunRoot root = RunRoot.of(terminal.variables());
      for (Running running : root.list()) {
        if (running.name().equals(name)
            && running.verb().equals(ServeVerb.VERB)
            && !running.stop(GRACE)) {
          throw HostException.failed(
              "process " + running.pid() + ", called " + name + ", does not end",
              "it still has its TAP device",
              "type: kill -9 " + running.pid() + ", and then the same again");
        }
      }
      root.list(); // removes what is left of one that was killed
    } catch (IOException failed) {
      throw HostException.failed(
              "the background qnet called " + name + ": " + failed.getMessage(),
              "it may still run",
              "look for it: qnet ps")
          .because(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HostException.interrupted();
    }
  }
}
