package io.qnet.launcher.demo;

import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.RunDirectory;
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
public final class DemoRun extends GuidedTour {
  private static final Logger LOG = LoggerFactory.getLogger(DemoRun.class);

  private final Tour tour;

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
    super(tour.word, terminal, directory, choice, colours);
    this.tour = tour;
  }

  @Override
  void tour(Consumer<PortSpec> ready) throws IOException, InterruptedException, StepFailure {
    narrator.say(tour.opening);
    PortSpec port = port("net0.sock");
    Path capture = Captures.place(terminal, "demo-" + tour.word + ".pcapng");
    Chronicle<GatewayEvent> events = new Chronicle<>();
    Chronicle<Seen> frames = new Chronicle<>();
    try (Visitor visitor = guests.visitor(port);
        UserSegment segment = segment(port, capture, events, frames)) {
      introduce("The guest: ", visitor);
      ready.accept(segment.port());
      UserTour.Observed observed = new UserTour.Observed(segment, frames, events);
      steps(() -> steps(visitor, observed));
    }
    Captures.tell(narrator, capture, frames.now(), terminal.directory());
    if (tour == Tour.USER) {
      narrator.say(
          "Other tours: qnet demo pxe (a machine without a disk starts from a folder of this host),"
              + " qnet demo redirect, qnet demo vde, sudo qnet demo tap.");
    }
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
}
