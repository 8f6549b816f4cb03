package io.qnet.launcher.demo;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.run.StopSignal;
import io.qnet.launcher.user.EventRing;
import io.qnet.launcher.user.SegmentApi;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.launcher.user.UserSegment;
import io.qnet.slirp.event.GatewayEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One tour behind a gateway, from the first word to the last. */
public final class DemoRun implements Session {
  private static final Logger LOG = LoggerFactory.getLogger(DemoRun.class);

  private final Terminal terminal;
  private final RunDirectory directory;
  private final Tour tour;
  private final Guests guests;
  private final Narrator narrator;
  private final StopSignal stop = new StopSignal();

  /** Where it goes. */
  public enum Tour {
    /** Out: what a guest behind a gateway reaches. */
    USER(
        "user",
        "User mode: a guest on a network that exists only inside this process, and a gateway that"
            + " turns its frames into ordinary sockets of this host."),
    /** In: who reaches the guest. */
    REDIRECT(
        "redirect",
        "Redirect mode: user mode, plus doors. A port of this host leads to a port of the guest,"
            + " from one moment to the next, and until you shut it.");

    private final String word;
    private final String opening;

    Tour(String word, String opening) {
      this.word = word;
      this.opening = opening;
    }
  }

  /**
   * A tour that tells on the terminal's standard output; progress of what it builds goes to
   * standard error.
   *
   * @param tour which one
   * @param directory where its socket goes
   * @param choice who is to be the guest
   * @param colours whether the text may have escape sequences
   */
  public DemoRun(
      Terminal terminal, Tour tour, RunDirectory directory, GuestChoice choice, boolean colours) {
    this.tour = tour;
    this.terminal = terminal;
    this.directory = directory;
    this.guests = new Guests(terminal, choice);
    this.narrator = new Narrator(terminal.out(), colours);
  }

  /** Ends by itself. */
  @Override
  public void run(Consumer<PortSpec> ready) {
    stop.begin();
    try {
      go(ready);
    } catch (InterruptedException | RuntimeException | IOException | StepFailure failed) {
      narrator.endTitle();
      throw failure(failed);
    } finally {
      stop.end();
    }
  }

  private Failure failure(Exception failed) {
    if (stop.given()) {
      return Failure.interrupted(
          "the tour was interrupted",
          "the guest was ended; the capture is complete up to here",
          "start it again: qnet demo " + tour.word);
    }
    if (failed instanceof MissingProgramException missing) {
      return Failure.missing(missing.what(), missing.meaning(), "type: " + missing.remedy())
          .because(missing);
    }
    int step = narrator.number();
    if (step == 0 && failed instanceof Failure failure) {
      return failure;
    }
    return Failure.failed(
            (step == 0 ? "the tour cannot begin: " : "step " + step + " failed: ")
                + failed.getMessage(),
            "the tour ends here; what passed until then is in the capture, if it was begun",
            "run it again with --verbose and report what it prints")
        .because(failed);
  }

  private void go(Consumer<PortSpec> ready) throws IOException, InterruptedException, StepFailure {
    narrator.say(tour.opening);
    PortSpec port =
        PortSpec.parse("stream:" + directory.path().resolve("net0.sock"), directory.path());
    Path capture = Captures.place(terminal, "demo-" + tour.word + ".pcapng");
    Chronicle<GatewayEvent> events = new Chronicle<>();
    Chronicle<Seen> frames = new Chronicle<>();
    try (Visitor visitor = guests.visitor(port);
        UserSegment segment = segment(port, capture, events, frames)) {
      narrator.say(
          (guests.note().isEmpty() ? "" : guests.note() + " ")
              + "The guest: "
              + visitor.introduction()
              + ".");
      ready.accept(segment.port());
      UserTour.Observed observed = new UserTour.Observed(segment, frames, events);
      try {
        steps(visitor, observed);
      } finally {
        stop.end(); // what is put away now may wait
      }
    }
    Captures.tell(narrator, capture, frames.now(), terminal.directory());
  }

  private void steps(Visitor visitor, UserTour.Observed observed)
      throws IOException, InterruptedException, StepFailure {
    if (tour == Tour.REDIRECT) {
      SegmentApi api = new SegmentApi(directory.name(), observed.segment(), new EventRing());
      new RedirectTour(narrator, visitor, observed, api.redirects()).run();
      return;
    }
    try (Outdoors outdoors = Outdoors.open()) {
      new UserTour(narrator, visitor, observed, outdoors).run();
    }
  }

  private UserSegment segment(
      PortSpec port, Path capture, Chronicle<GatewayEvent> events, Chronicle<Seen> frames) {
    UserPlan plan = new UserPlan(directory.name(), port, UserOptions.DEFAULT, capture);
    Consumer<GatewayEvent> note =
        event -> {
          LOG.info("{}: {}", event.type(), event.sentence());
          events.add(event);
        };
    return UserSegment.start(
        plan,
        new UserSegment.Company(
            Map.of(UserTour.NAME, List.of(UserTour.HOST)),
            note,
            link -> new Wiretap(link, frames)));
  }

  @Override
  public void close() {
    stop.give();
  }
}
