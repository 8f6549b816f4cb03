package io.qnet.launcher.demo;

import io.qnet.captures.CapturedPacket;
import io.qnet.launcher.cli.Terminal;
import java.io.IOException;
import java.nio.file.Path;

/** Where the tour's capture goes, and what is in it at the end. */
final class Captures {
  private Captures() {}

  /** The file {@code name} in {@link Terminal#captures}. */
  static Path place(Terminal terminal, String name) throws IOException {
    return terminal.captures().resolve(name);
  }

  /** The last step: the file is complete, and has what was seen. */
  static void tell(Narrator narrator, Path capture, int seen, Path directory)
      throws IOException, StepFailure {
    narrator.step("capture");
    int packets = CapturedPacket.count(capture);
    StepFailure.unless(
        packets == seen, seen + " frames passed, but " + capture + " has " + packets);
    Path shown = capture.startsWith(directory) ? directory.relativize(capture) : capture;
    narrator.fact(shown + ": " + packets + " packets.");
    narrator.fact("wireshark " + shown);
    narrator.fact("tshark -r " + shown);
    narrator.why(
        "every frame that passed is in it; those that were dropped say so in a comment. To go on"
            + " with a guest of your own, type: qnet user --help");
  }
}
