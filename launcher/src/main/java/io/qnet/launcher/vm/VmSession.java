package io.qnet.launcher.vm;

import io.qnet.launcher.api.ApiDoor;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.doctor.Symptoms;
import io.qnet.launcher.qmp.QmpEvent;
import io.qnet.launcher.user.EventRing;
import io.qnet.web.ApiServer;
import io.qnet.web.Consoles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One machine from its start to its end: the gateways its cards want, its serial line, QEMU, and
 * the API.
 */
public final class VmSession implements AutoCloseable {
  private final VmPlan plan;
  private final VmSockets sockets;
  private final Duration grace;
  private final Company company;
  private final Explanation explanation;
  private final EventRing events = new EventRing();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final CompletableFuture<Void> unplugged = new CompletableFuture<>();

  /** Whether it was the guest that shut the machine down. */
  private final CompletableFuture<Boolean> byGuest = new CompletableFuture<>();

  /**
   * A machine that is not started yet.
   *
   * @param directory its run directory
   * @param grace how long its guest may take to power off
   */
  public VmSession(VmPlan plan, Path directory, Duration grace, Company company) {
    this.plan = plan;
    this.sockets = new VmSockets(directory);
    this.grace = grace;
    this.company = company;
    this.explanation = new Explanation(company.symptoms);
  }

  /**
   * Whom it has to do with.
   *
   * @param messages told what QEMU writes to stderr
   * @param notices told, line by line, what people are to know
   * @param plugs told how the cards are plugged in: at the start, and when a cable was moved
   * @param console shown the serial line from its first octet on; null for nobody
   * @param symptoms knows what QEMU's words mean
   */
  public record Company(
      Consumer<String> messages,
      Consumer<String> notices,
      Consumer<Plugs> plugs,
      @Nullable Terminal console,
      Symptoms symptoms) {}

  /** Somebody at the serial line. */
  public interface Terminal extends SerialConsole {
    /** The line is there; {@code keyboard} types on it. */
    void begin(Keyboard keyboard);
  }

  /** Types on a serial line. */
  @FunctionalInterface
  public interface Keyboard {
    /** Types {@code octets}. */
    void type(byte[] octets) throws IOException;
  }

  /**
   * What is told when the machine runs.
   *
   * @param pid QEMU's
   * @param plugs how the cards are plugged in
   * @param screen where its screen is, host and port; null for nowhere
   */
  public record Ready(long pid, Plugs plugs, @Nullable String screen) {}

  /**
   * Runs the machine until it powers off, or {@link #close} is called.
   *
   * @param ready told once, when the machine runs and every notice of its start has been told; one
   *     whose screen is on our page runs for nobody until that is open
   * @throws io.qnet.launcher.cli.Failure if it does not start, or QEMU does not end well
   */
  public void run(Consumer<Ready> ready) throws IOException, InterruptedException {
    for (CdFile file : plan.copies()) {
      file.copy();
    }
    try (VmNetworks networks = new VmNetworks(plan, sockets.directory(), events);
        SerialHub serial = SerialHub.open(sockets.serial(), sockets.console())) {
      Map<Integer, NetBackend> backends = new HashMap<>();
      for (Card card : plan.cards()) {
        NetBackend backend = networks.open(card, card.mode());
        if (backend != null) {
          backends.put(card.number(), backend);
        }
      }
      Terminal console = company.console;
      if (console != null && serial.attach(console)) {
        console.begin(serial::type);
      }
      try (VmMachine machine =
          VmMachine.start(
              plan.ownWords(backends, sockets.words(plan.web())),
              sockets,
              new RawWarning(company.messages, company.notices),
              this::note,
              explanation)) {
        run(machine, networks, ready, backends);
      }
    }
  }

  @SuppressWarnings("try") // the door is open while this waits
  private void run(
      VmMachine machine,
      VmNetworks networks,
      Consumer<Ready> ready,
      Map<Integer, NetBackend> backends)
      throws IOException, InterruptedException {
    networks.forwards().forEach(rule -> company.notices.accept("forward: " + rule));
    VmCables cables =
        new VmCables(
            plan,
            networks,
            machine.monitor(),
            new VmCables.Refusal(explanation, machine::listen),
            backends,
            company.plugs);
    @Nullable String screen = VmScreen.address(machine.monitor(), sockets);
    Runnable begin =
        () -> {
          company.plugs.accept(cables.plugs());
          ready.accept(new Ready(machine.pid(), cables.plugs(), screen));
        };
    if (!plan.web()) {
      begin.run();
    }
    Consoles consoles = new Consoles(sockets.console(), plan.web() ? sockets.screen() : null);
    VmApi api =
        new VmApi(
            plan.name(),
            networks,
            new VmOrders(cables, this::unplug),
            machine.monitor(),
            events,
            consoles);
    CompletableFuture<Exception> unseen = new CompletableFuture<>();
    try (ApiDoor door =
        ApiDoor.openFor(
            sockets.directory(),
            api,
            networks::keepFrom,
            server -> opened(server, begin),
            failed -> {
              if (plan.web()) {
                unseen.complete(failed);
              }
            })) {
      CompletableFuture.anyOf(machine.onExit(), stopped, unseen).join();
      end(machine, unseen); // the door is open meanwhile: somebody may want it at once
    }
  }

  private void end(VmMachine machine, CompletableFuture<Exception> unseen)
      throws InterruptedException {
    if (stopped.isDone()) {
      if (!grace.isZero() && !unplugged.isDone()) {
        tell(
            MachineEnd.STOPPING,
            "asked the guest to power off; if it does not, it is ended in "
                + grace.toSeconds()
                + " s",
            Map.of("seconds", grace.toSeconds()));
      }
      MachineEnd end = machine.stop(grace, unplugged);
      if (end == MachineEnd.POWERED_OFF && !toldByGuest()) {
        end = MachineEnd.QUIT;
      }
      tell(MachineEnd.STOPPED, end.sentence(grace, unplugged.isDone()), Map.of("how", end.word()));
    } else if (unseen.isDone()) {
      Exception why = unseen.join();
      MachineEnd unused = machine.stop(Duration.ZERO, unplugged);
      throw Failure.failed(
              "the page with the screen does not open: " + why.getMessage(),
              "nobody could see this machine: it was ended",
              "start it with --display vnc=:0 instead of --web-display")
          .because(why);
    } else {
      machine.requireGoodEnd();
    }
  }

  /** QEMU says so before it ends; what it said is read a moment later. */
  private boolean toldByGuest() {
    return byGuest.completeOnTimeout(false, 1, TimeUnit.SECONDS).join();
  }

  private void tell(String type, String sentence, Map<String, Object> fields) {
    company.notices.accept(sentence);
    events.add(type, () -> plan.name() + ": " + sentence, () -> fields, System.currentTimeMillis());
  }

  private void unplug() {
    unplugged.complete(null);
    stopped.complete(null);
  }

  private void opened(ApiServer server, Runnable begin) {
    if (plan.web()) {
      company.notices.accept("screen: open " + server.visit() + " (once, within ten minutes)");
      begin.run();
    }
  }

  private void note(QmpEvent event) {
    if (event.name().equals("SHUTDOWN")) {
      byGuest.complete(event.data().path("guest").asBoolean());
    }
    events.add(
        "machine." + event.name().toLowerCase(Locale.ROOT),
        () -> plan.name() + ": " + event.name() + " " + event.data(),
        event::fields,
        System.currentTimeMillis());
  }

  /** Makes {@link #run} end soon, and the machine with it; from any thread, more than once. */
  @Override
  public void close() {
    stopped.complete(null);
  }
}
