package io.qnet.launcher.demo;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Program;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import io.qnet.launcher.run.Session;
import io.qnet.posix.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tour of TAP mode: started again in a network namespace of its own, which is "this host" for
 * the tour, and goes with it. Here outside: what it needs, and getting it.
 */
public final class TapDemo implements Session {
  private static final List<String> PROGRAMS = List.of("ip", "nft", "unshare", "nsenter");
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int CAP_NET_ADMIN = 12;
  private static final int CAP_NET_RAW = 13;
  private static final int CAP_SYS_ADMIN = 21;

  private final Terminal terminal;
  private final RunDirectory directory;
  private final AtomicReference<@Nullable Process> inside = new AtomicReference<>();
  private volatile boolean stopped;

  /**
   * A tour.
   *
   * @param directory where its state goes
   */
  public TapDemo(Terminal terminal, RunDirectory directory) {
    this.terminal = terminal;
    this.directory = directory;
  }

  @Override
  public void run(Consumer<PortSpec> ready) {
    try {
      int exitCode = tour();
      if (exitCode != 0) {
        throw exitCode == Failure.INTERRUPTED
            ? Failure.interrupted(
                "the tour was interrupted",
                "its network namespace is gone, and everything in it",
                "start it again: qnet demo tap")
            : Failure.failed(
                "the tour ended early, with exit code " + exitCode,
                "its network namespace is gone, and everything in it",
                "run it again with --verbose and report what it prints");
      }
    } catch (IOException failed) {
      throw failed instanceof MissingProgramException missing
          ? Failure.missing(missing.what(), missing.meaning(), "type: " + missing.remedy())
          : Failure.failed(
                  "the tour cannot begin: " + failed.getMessage(),
                  "nothing was started",
                  "run it again with --verbose and report what it prints")
              .because(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private int tour() throws IOException, InterruptedException {
    requirePrivilege();
    for (String program : PROGRAMS) {
      if (Program.find(program, terminal.variables()).isEmpty()) {
        throw new MissingProgramException(
            program + " is not installed",
            "the tour cannot make its network",
            "apt-get install iproute2 nftables util-linux");
      }
    }
    Path command = terminal.command();
    if (command == null) {
      throw Failure.failed(
          "this tour works only through the qnet script",
          "it starts qnet a second time, in a network namespace of its own",
          "start it as ./qnet demo tap");
    }
    Qemu.find();
    new GuestBuilder(
            GuestBuilder.cacheFolder(terminal.variables()),
            line -> terminal.err().println("qnet: guest: " + line))
        .ensure(); // while there is a network to download from
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of("unshare", "--net", "--", command.toString(), "demo", "tap", "--inside"))
            .directory(terminal.directory().toFile())
            .inheritIO();
    String run = folder("run");
    builder.environment().put("XDG_STATE_HOME", folder("state"));
    builder.environment().put("XDG_RUNTIME_DIR", run);
    builder.environment().put("QNET_BUILD", "never");
    Process process = builder.start();
    inside.set(process);
    try {
      int exitCode = process.waitFor();
      return stopped ? Failure.INTERRUPTED : exitCode;
    } finally {
      endServices(run);
    }
  }

  /** Of a tour that ended early: they would keep its namespace. */
  private static void endServices(String run) throws IOException, InterruptedException {
    for (Running left : RunRoot.of(Map.of("XDG_RUNTIME_DIR", run)).list()) {
      boolean unused = left.stop(GRACE);
    }
  }

  private String folder(String name) throws IOException {
    return Files.createDirectory(
            directory.path().resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
        .toString();
  }

  private static void requirePrivilege() throws IOException {
    String status = KernelText.read(Path.of("/proc/self/status"));
    long held =
        status
            .lines()
            .filter(line -> line.startsWith("CapEff:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .findFirst()
            .orElse(0);
    long needed = 1L << CAP_NET_ADMIN | 1L << CAP_NET_RAW | 1L << CAP_SYS_ADMIN;
    if ((held & needed) != needed || !Files.isWritable(Path.of("/dev/net/tun"))) {
      throw Failure.missing(
          "the tour of TAP mode needs privilege, which is not here",
          "a network namespace of its own takes CAP_SYS_ADMIN; a bridge, rules and a TAP device in"
              + " it CAP_NET_ADMIN and /dev/net/tun; captures CAP_NET_RAW. Nothing of this host is"
              + " touched",
          "type: sudo ./qnet demo tap; or, without privilege: ./qnet demo user");
    }
  }

  @Override
  public void close() {
    stopped = true;
    Process process = inside.get();
    if (process != null) {
      process.destroy();
    }
  }
}
