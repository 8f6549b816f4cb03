package io.qnet.launcher.demo;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.run.StopSignal;
import java.io.IOException;
import java.util.function.Consumer;

/** One tour in this process, from the first word to the last: how it ends, whichever it is. */
abstract class GuidedTour implements Session {
  final Terminal terminal;
  final RunDirectory directory;
  final Guests guests;
  final Narrator narrator;
  private final String word;
  private final StopSignal stop = new StopSignal();

  GuidedTour(
      String word, Terminal terminal, RunDirectory directory, GuestChoice choice, boolean colours) {
    this.word = word;
    this.terminal = terminal;
    this.directory = directory;
    this.guests = new Guests(terminal, choice);
    this.narrator = new Narrator(terminal.out(), colours);
  }

  /** Sets the stage, tells of it, and takes the {@linkplain #steps steps}. */
  abstract void tour(Consumer<PortSpec> ready)
      throws IOException, InterruptedException, StepFailure;

  /** What a tour consists of, on the stage that was set for it. */
  @FunctionalInterface
  interface Steps {
    void take() throws IOException, InterruptedException, StepFailure;
  }

  /** Takes the steps, after which nothing is interrupted any more: what is put away may wait. */
  final void steps(Steps steps) throws IOException, InterruptedException, StepFailure {
    try {
      steps.take();
    } finally {
      stop.end();
    }
  }

  /** Says who the guests are, after {@code these} words. */
  final void introduce(String these, Visitor one) {
    String note = guests.note().isEmpty() ? "" : guests.note() + " ";
    narrator.say(note + these + one.introduction() + ".");
  }

  final PortSpec port(String socket) {
    return PortSpec.parse("stream:" + directory.path().resolve(socket), directory.path());
  }

  /** Ends by itself. */
  @Override
  public final void run(Consumer<PortSpec> ready) {
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
          "who took part was ended; the capture is complete up to here",
          "start it again: qnet demo " + word);
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

  @Override
  public final void close() {
    stop.give();
  }
}
