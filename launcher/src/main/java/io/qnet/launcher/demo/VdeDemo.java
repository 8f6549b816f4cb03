package io.qnet.launcher.demo;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.fabric.Occurrences;
import io.qnet.launcher.fabric.SwitchPlan;
import io.qnet.launcher.fabric.SwitchSegment;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.run.StopSignal;
import io.qnet.launcher.user.UserOptions;
import io.qnet.vde.plug.Access;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The tour of the virtual switch: its stage, from the first word to the last. */
public final class VdeDemo implements Session {
  private static final String FILE = "demo-vde.pcapng";
  private static final int PORTS = 16;

  private final Terminal terminal;
  private final RunDirectory directory;
  private final Guests guests;
  private final Narrator narrator;
  private final StopSignal stop = new StopSignal();

  /**
   * A tour that tells on the terminal's standard output.
   *
   * @param directory where its sockets go
   * @param choice who are to be the guests
   */
  public VdeDemo(Terminal terminal, RunDirectory directory, GuestChoice choice, boolean colours) {
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
      tour(ready);
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
          "the guests were ended; the capture is complete up to here",
          "start it again: qnet demo vde");
    }
    if (failed instanceof MissingProgramException missing) {
      return Failure.missing(missing.what(), missing.meaning(), "type: " + missing.remedy())
          .because(missing);
    }
    int step = narrator.number();
    return Failure.failed(
            (step == 0 ? "the tour cannot begin: " : "step " + step + " failed: ")
                + failed.getMessage(),
            "the tour ends here; what passed until then is in the capture, if it was begun",
            "run it again with --verbose and report what it prints")
        .because(failed);
  }

  private PortSpec port(String name) {
    return PortSpec.parse("stream:" + directory.path().resolve(name), directory.path());
  }

  private void tour(Consumer<PortSpec> ready)
      throws IOException, InterruptedException, StepFailure {
    narrator.say(
        "A virtual switch: machines plug into ports of one process, which learns where they are and"
            + " passes their frames on. On this one: two guests, and a gateway.");
    PortSpec left = port("a.sock");
    PortSpec right = port("b.sock");
    Path capture = Captures.place(terminal, FILE);
    SwitchPlan plan =
        new SwitchPlan(
            directory.name(),
            new SwitchPlan.Door(directory.path().resolve("vde"), Access.OWNER, List.of()),
            null,
            List.of(left, right),
            UserOptions.DEFAULT,
            SwitchPlan.Bridge.of(PORTS),
            null,
            capture,
            null);
    Occurrences events = new Occurrences();
    try (SwitchSegment segment = SwitchSegment.start(plan, events, () -> {});
        Visitor a = guests.visitor(left);
        Visitor b = guests.visitor(right)) {
      narrator.say(
          (guests.note().isEmpty() ? "" : guests.note() + " ")
              + "The guests, two of them: "
              + a.introduction()
              + ".");
      ready.accept(left);
      try {
        new VdeTour(narrator, a, b, segment, plan).run();
      } finally {
        stop.end(); // what is put away now may wait
      }
    }
    narrator.step("capture");
    narrator.fact(CapturedPackets.in(capture) + " packets of all ports: wireshark " + capture);
    narrator.why(
        "every port is an interface in it, and every frame that came in says what became of it:"
            + " flooded, forwarded, dropped and why.");
  }

  @Override
  public void close() {
    stop.give();
  }
}
