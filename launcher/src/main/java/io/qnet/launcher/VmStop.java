package io.qnet.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import io.qnet.launcher.vm.MachineEnd;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a machine, as {@code qnet vm stop} waits for it; its qnet run says how it comes. */
final class VmStop {
  private static final Logger LOG = LoggerFactory.getLogger(VmStop.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_SECONDS = 600;

  /** Seconds between two lines for who waits. */
  private static final int STEP = 5;

  /** Seconds for its API, which may be starting. */
  private static final int API = 2;

  private final Running machine;
  private final RunRoot root;
  private final PrintStream told;
  private final CompletableFuture<Void> listening = new CompletableFuture<>();
  private final CompletableFuture<Void> heard = new CompletableFuture<>();

  /**
   * Of {@code machine}.
   *
   * @param told shown the lines for people
   */
  VmStop(Running machine, RunRoot root, PrintStream told) {
    this.machine = machine;
    this.root = root;
    this.told = told;
  }

  /** Asks it to stop. */
  @FunctionalInterface
  interface Order {
    /** Asks. */
    void give() throws IOException, InterruptedException;
  }

  /** Has {@code order} given, and waits until the machine is gone. */
  void run(Order order) throws IOException, InterruptedException {
    Optional<ProcessHandle> launcher = ProcessHandle.of(machine.pid());
    Thread listener = new Thread(this::listen, "events");
    listener.setDaemon(true);
    listener.start();
    boolean unused = within(listening, API);
    order.give();
    if (launcher.isPresent()) {
      await(launcher.get().onExit());
    }
    if (!within(heard, 1)) {
      tell(machine.name() + ": it is gone");
    }
  }

  private void listen() {
    try {
      ApiClient.of(root.path(), machine)
          .events(true, () -> listening.complete(null), this::goesOnAfter);
    } catch (Failure | IOException | InterruptedException without) {
      LOG.debug("{}: {}", machine.name(), without.toString());
    } finally {
      listening.complete(null);
    }
  }

  private boolean goesOnAfter(String line) {
    try {
      JsonNode event = JSON.readTree(line);
      String type = event.path("type").asText();
      if (type.equals(MachineEnd.STOPPING) || type.equals(MachineEnd.STOPPED)) {
        tell(event.path("sentence").asText());
      }
      if (type.equals(MachineEnd.STOPPED)) {
        heard.complete(null);
        return false;
      }
    } catch (JsonProcessingException noEvent) {
      LOG.debug("{}", line, noEvent);
    }
    return true;
  }

  private void await(CompletableFuture<ProcessHandle> end) throws InterruptedException {
    for (int seconds = STEP; !within(end, STEP); seconds += STEP) {
      if (seconds >= MOST_SECONDS) {
        throw Failure.failed(
            machine.name() + " does not end",
            "its qnet run waits for it",
            "qnet vm stop " + machine.name() + " --now");
      }
      tell(machine.name() + ": has not ended after " + seconds + " s");
    }
  }

  private void tell(String sentence) {
    told.println("qnet: " + sentence);
  }

  /** Whether {@code future} is there within {@code seconds}. */
  private static boolean within(CompletableFuture<?> future, int seconds)
      throws InterruptedException {
    try {
      Object unused = future.get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException failed) {
      return true;
    } catch (TimeoutException notYet) {
      return false;
    }
  }
}
