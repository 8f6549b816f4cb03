package io.qnet.launcher.demo;

import io.qnet.captures.CapturedPacket;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.fabric.Occurrences;
import io.qnet.launcher.fabric.SwitchPlan;
import io.qnet.launcher.fabric.SwitchSegment;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.user.UserOptions;
import io.qnet.vde.plug.Access;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The tour of the virtual switch: its stage, from the first word to the last. */
public final class VdeDemo extends GuidedTour {
  private static final String FILE = "demo-vde.pcapng";
  private static final int PORTS = 16;

  /**
   * A tour that tells on the terminal's standard output.
   *
   * @param directory where its sockets go
   * @param choice who are to be the guests
   */
  public VdeDemo(Terminal terminal, RunDirectory directory, GuestChoice choice, boolean colours) {
    super("vde", terminal, directory, choice, colours);
  }

  @Override
  void tour(Consumer<PortSpec> ready) throws IOException, InterruptedException, StepFailure {
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
    try (SwitchSegment segment = SwitchSegment.start(plan, new Occurrences(), () -> {});
        Visitor a = guests.visitor(left);
        Visitor b = guests.visitor(right)) {
      introduce("The guests, two of them: ", a);
      ready.accept(left);
      steps(() -> new VdeTour(narrator, a, b, segment, plan).run());
    }
    narrator.step("capture");
    narrator.fact(CapturedPacket.count(capture) + " packets of all ports: wireshark " + capture);
    narrator.why(
        "every port is an interface in it, and every frame that came in says what became of it:"
            + " flooded, forwarded, dropped and why.");
  }
}
