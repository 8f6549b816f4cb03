package io.qnet.launcher.vm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.qemu.QemuProcess;
import io.qnet.launcher.qmp.QmpClient;
import io.qnet.launcher.qmp.QmpEvent;
import io.qnet.launcher.qmp.QmpMonitor;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A QEMU that runs, and the monitor it is led by. */
final class VmMachine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VmMachine.class);
  private static final Duration QUIT = Duration.ofSeconds(3);

  private final QemuProcess process;
  private final QmpMonitor monitor;
  private final Explanation explanation;

  private VmMachine(QemuProcess process, QmpMonitor monitor, Explanation explanation) {
    this.process = process;
    this.monitor = monitor;
    this.explanation = explanation;
  }

  /**
   * Starts {@code words}, which have to have those of {@code sockets} among them.
   *
   * @param onMessage told what QEMU writes to stderr
   * @param events told what happens to the machine
   * @param explanation says what QEMU's words mean
   * @throws Failure if QEMU does not start, with what its words mean
   */
  static VmMachine start(
      List<String> words,
      VmSockets sockets,
      Consumer<String> onMessage,
      Consumer<QmpEvent> events,
      Explanation explanation)
      throws IOException, InterruptedException {
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      door.bind(UnixDomainSocketAddress.of(sockets.own()));
      QemuProcess process = QemuProcess.start(words, onMessage);
      CompletableFuture<Void> ended = process.onExit().thenAccept(status -> closeQuietly(door));
      try {
        SocketChannel channel = door.accept();
        return new VmMachine(process, new QmpMonitor(QmpClient.open(channel, events)), explanation);
      } catch (IOException gone) {
        if (process.awaitExit(QUIT)) {
          throw explanation.of("QEMU does not start", process.messages()).because(gone);
        }
        process.close();
        throw gone;
      } catch (InterruptedException | RuntimeException stopped) {
        process.close();
        throw stopped;
      } finally {
        ended.cancel(false);
        Files.deleteIfExists(sockets.own());
      }
    }
  }

  private static void closeQuietly(ServerSocketChannel door) {
    try {
      door.close();
    } catch (IOException e) {
      LOG.debug("{}", e.getMessage());
    }
  }

  QmpMonitor monitor() {
    return monitor;
  }

  long pid() {
    return process.pid();
  }

  /** What QEMU writes to stderr from now on. */
  QemuProcess.Heard listen() {
    return process.listen();
  }

  CompletableFuture<Integer> onExit() {
    return process.onExit();
  }

  /** What QEMU's end means; nothing is thrown if it ended well. */
  void requireGoodEnd() throws InterruptedException {
    int status = process.onExit().join();
    if (status != 0) {
      String how = status > 128 ? "was killed by signal " + (status - 128) : "ended with " + status;
      throw explanation.of("QEMU " + how, process.messages());
    }
  }

  /**
   * Ends the machine: presses the power button and waits; then quits QEMU; three seconds later
   * kills it. Waits for no answer of QEMU's, which may hang.
   *
   * @param grace how long the guest may take; zero does not ask it
   * @param now completed when the guest gets no more time
   */
  MachineEnd stop(Duration grace, CompletableFuture<?> now) throws InterruptedException {
    if (!grace.isZero() && !now.isDone() && powersOff(grace, now)) {
      return MachineEnd.POWERED_OFF;
    }
    CompletableFuture<?> unused = monitor.client().send("quit", Map.of());
    if (process.awaitExit(QUIT)) {
      return MachineEnd.ENDED;
    }
    process.close();
    return MachineEnd.KILLED;
  }

  private boolean powersOff(Duration grace, CompletableFuture<?> now) {
    CompletableFuture<Object> inVain = new CompletableFuture<>();
    CompletableFuture<?> pressed =
        powerDown()
            .exceptionally(
                gone -> {
                  LOG.debug("system_powerdown: {}", gone.getMessage());
                  inVain.complete(false);
                  return MissingNode.getInstance();
                });
    CompletableFuture.anyOf(process.onExit(), now, inVain)
        .completeOnTimeout(false, grace.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    pressed.cancel(false);
    return !process.alive();
  }

  private CompletableFuture<JsonNode> powerDown() {
    QmpClient client = monitor.client();
    return client
        .send("query-status", Map.of())
        .thenCompose(
            answer -> // a stopped processor answers no button
            answer.path("status").asText().equals("paused")
                    ? client.send("cont", Map.of())
                    : CompletableFuture.completedFuture(answer))
        .thenCompose(answer -> client.send("system_powerdown", Map.of()));
  }

  @Override
  public void close() {
    process.close();
    monitor.close();
  }
}
