package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Foreground;
import io.qnet.launcher.run.Session;
import io.qnet.tap.broker.AuditLog;
import io.qnet.tap.broker.Broker;
import io.qnet.tap.broker.PortMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code qnet tap broker}: ports of bridges for those without privilege. */
@Command(
    name = "broker",
    header = "ports of bridges for users without privilege",
    customSynopsis = "qnet tap broker [--acl FILE] [--socket PATH] [--audit FILE]",
    description = {
      "Runs as root and makes ports of bridges for whoever the list allows them; qnet tap helper"
          + " asks it. The kernel says who asks. The list is root's own: it is refused if anybody"
          + " else may have written it, and read anew for each request.",
      "",
      "Stays in the foreground; prints a line that begins with 'ready:'; stops cleanly on SIGINT"
          + " and SIGTERM. tap/systemd/qnet-broker.service is a unit for systemd."
    },
    footer = {
      "  sudo qnet tap broker",
      "  echo 'group kvm allow lab' | sudo tee -a /etc/qnet/bridge.conf",
      "",
      "Files:",
      "  /etc/qnet/bridge.conf, else /etc/qemu/bridge.conf   who may",
      "  /var/log/qnet/bridge-audit.jsonl                    who asked, and what came of it",
      "  /run/qnet/broker.sock                               where it listens"
    })
final class BrokerCommand implements Callable<Integer> {
  private final HostChanges changes;

  @Option(names = "--acl", paramLabel = "FILE", description = "Who may.")
  private @Nullable Path list;

  @Option(names = "--socket", paramLabel = "PATH", description = "Where to listen.")
  private Path socket = Path.of(BridgeFiles.SOCKET);

  @Option(names = "--audit", paramLabel = "FILE", description = "Where to write who asked.")
  private @Nullable Path audit;

  BrokerCommand(HostChanges changes) {
    this.changes = changes;
  }

  @Override
  public Integer call() throws Exception {
    changes.requirePrivilege("tap broker");
    Path file = list == null ? BridgeFiles.brokerList() : list;
    PortMaker maker =
        new PortMaker(
            file,
            true,
            changes.host(),
            new AuditLog(
                audit == null ? BridgeFiles.audit(changes.terminal().variables()) : audit,
                line -> changes.terminal().err().println(line)));
    try (Broker broker = listen(maker)) {
      Session session = new Serving(broker);
      return new Foreground(session, changes.terminal().err())
          .run(
              () -> {
                changes.terminal().out().println("ready: " + socket);
                changes.terminal().out().flush();
                broker.run();
              });
    }
  }

  private Broker listen(PortMaker maker) {
    try {
      Path folder = socket.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return Broker.listen(socket, maker);
    } catch (IOException failed) {
      throw Failure.failed(
              "cannot listen at " + socket + ": " + failed.getMessage(),
              "nobody would find the broker",
              "end the one that listens there, or choose another --socket")
          .because(failed);
    }
  }

  /** Until a signal comes. */
  private record Serving(Broker broker) implements Session {
    @Override
    public void run(Consumer<PortSpec> ready) {
      throw new UnsupportedOperationException("the broker has no port");
    }

    @Override
    public void close() {
      broker.close();
    }
  }
}
