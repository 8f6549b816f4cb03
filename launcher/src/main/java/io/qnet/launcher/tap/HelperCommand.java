package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.posix.Accounts;
import io.qnet.posix.BridgeTap;
import io.qnet.posix.Descriptor;
import io.qnet.posix.KernelText;
import io.qnet.posix.PosixException;
import io.qnet.posix.Rights;
import io.qnet.tap.acl.Caller;
import io.qnet.tap.broker.AuditLog;
import io.qnet.tap.broker.BrokerClient;
import io.qnet.tap.broker.PortMaker;
import io.qnet.tap.broker.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code qnet tap helper}: what QEMU calls for {@code -netdev bridge}. */
@Command(
    name = "helper",
    header = "QEMU's bridge helper",
    customSynopsis = "qnet tap helper [--acl FILE] [--use-vnet] --fd=N --br=BRIDGE",
    description = {
      "Called by QEMU: makes a TAP device, puts it into the bridge, and hands its descriptor"
          + " through descriptor N, a unix socket. The device gets the bridge's MTU and an address"
          + " that begins with fe; it goes when QEMU does.",
      "",
      "Who may is written in bridge.conf: 'allow BRIDGE', 'deny BRIDGE', 'include FILE', and of"
          + " ours 'user NAME allow BRIDGE', 'group NAME deny BRIDGE', 'user NAME mac BRIDGE"
          + " ADDRESS' (the machine has that address, or none gets through). One deny beats every"
          + " allow; what no line allows is denied.",
      "",
      "Without CAP_NET_ADMIN it asks the broker of root's, see qnet tap broker --help, which has a"
          + " list of its own; --acl counts for nothing then.",
      "",
      "What goes wrong is said in two lines: QEMU's helper's, and what to do about it."
    },
    footer = {
      "  qemu-system-x86_64 ... -netdev 'bridge,id=n0,br=lab,helper=/opt/qnet/qnet tap helper'",
      "  echo 'allow lab' | sudo tee -a /etc/qemu/bridge.conf",
      "",
      "Files:",
      "  /etc/qemu/bridge.conf, else /etc/qemu-kvm/bridge.conf   who may",
      "  /var/log/qnet/bridge-audit.jsonl   who asked, and what came of it; a JSON object a line",
      "  /run/qnet/broker.sock              the broker"
    })
final class HelperCommand implements Callable<Integer> {
  private static final String USAGE =
      "Usage: qemu-bridge-helper [--use-vnet] --br=bridge --fd=unixfd";

  private final HostChanges changes;

  @Option(names = "--acl", paramLabel = "FILE", description = "Who may, instead of bridge.conf.")
  private @Nullable Path list;

  @Option(
      names = "--use-vnet",
      description = "Have a virtio_net_hdr in front of each frame: offloads.")
  private boolean vnetHeader;

  @Option(names = "--fd", paramLabel = "N", description = "The unix socket of who asks.")
  private int fd = -1;

  @Option(names = "--br", paramLabel = "BRIDGE", description = "The bridge.")
  private String bridge = "";

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "Where the broker listens. Default: " + BridgeFiles.SOCKET + ".")
  private Path socket = Path.of(BridgeFiles.SOCKET);

  HelperCommand(HostChanges changes) {
    this.changes = changes;
  }

  @Override
  public Integer call() throws Exception {
    PrintStream err = changes.terminal().err();
    if (fd < 0 || bridge.isEmpty()) {
      err.println(USAGE);
      err.println("qnet: QEMU calls it: -netdev 'bridge,id=n0,br=lab,helper=qnet tap helper'");
      return Failure.USAGE;
    }
    try {
      handOver();
      return 0;
    } catch (RefusedException refused) {
      err.println(refused.line());
      err.println("qnet: " + refused.hint());
      return Failure.FAILED;
    }
  }

  private void handOver() throws Exception {
    if (HostChanges.told(changes.host()::isPrivileged)) {
      Path file = list == null ? BridgeFiles.helperList() : list;
      Terminal terminal = changes.terminal();
      AuditLog audit =
          new AuditLog(BridgeFiles.audit(terminal.variables()), terminal.err()::println);
      PortMaker maker = new PortMaker(file, false, changes.host(), audit);
      try (BridgeTap tap = maker.make(bridge, vnetHeader, self())) {
        send(tap.fd());
      }
    } else {
      try (Descriptor tap = ask()) {
        send(tap.fd());
      }
    }
  }

  private Descriptor ask() throws RefusedException {
    try {
      return new BrokerClient(socket).ask(bridge, vnetHeader);
    } catch (PosixException nobody) {
      throw new RefusedException(
          "failed to create tun device: Operation not permitted",
          "that takes CAP_NET_ADMIN, and at "
              + socket
              + " is no broker that has it ("
              + nobody.failure()
              + "); start one: sudo qnet tap broker");
    }
  }

  /** One octet, which QEMU waits for, and the descriptor. */
  private void send(int tap) throws RefusedException {
    try {
      Rights.send(fd, new byte[1], tap);
    } catch (PosixException failed) {
      throw new RefusedException(
          "failed to write fd to unix socket: " + failed.reason(),
          "--fd=" + fd + " is no unix socket of who asks; QEMU passes it by itself");
    }
  }

  /** Who we are: the real user, and all groups. */
  private static Caller self() throws IOException {
    List<String> status = KernelText.read(Path.of("/proc/self/status")).lines().toList();
    int uid = numbers(status, "Uid:").findFirst().orElse(-1);
    Set<Integer> groups = new HashSet<>(numbers(status, "Groups:").toList());
    groups.add(numbers(status, "Gid:").findFirst().orElse(-1));
    return new Caller((int) ProcessHandle.current().pid(), uid, Accounts.user(uid), groups);
  }

  private static Stream<Integer> numbers(List<String> status, String field) {
    return status.stream()
        .filter(line -> line.startsWith(field))
        .flatMap(line -> Arrays.stream(line.substring(field.length()).strip().split("\\s+", -1)))
        .filter(word -> !word.isEmpty())
        .map(Integer::parseUnsignedInt);
  }
}
