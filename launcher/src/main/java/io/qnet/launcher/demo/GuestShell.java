package io.qnet.launcher.demo;

import io.qnet.launcher.guest.GuestRun;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.guest.Overlay;
import io.qnet.launcher.qemu.QemuCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A running micro-guest that does one command at a time, as typed on its serial line. */
final class GuestShell implements AutoCloseable {
  private static final Duration BOOT = Duration.ofMinutes(5);
  private static final Duration COMMAND = Duration.ofSeconds(60);

  /** Markers are whole words, so that "end 1 0" is not found in "end 11 0". */
  private static final String SCRIPT =
      """
      n=0
      while read -r line; do
        [ "$line" = exit ] && exit 0
        n=$((n + 1))
        echo "demo: begin $n."
        eval "$line" </dev/null 2>&1
        printf '\\ndemo: end %d. %d\\n' "$n" "$?"
      done
      """;

  private final GuestRun run;
  private int commands;

  /**
   * What a command did.
   *
   * @param status its exit status
   * @param lines what it wrote
   */
  record Done(int status, List<String> lines) {
    String text() {
      return String.join(" / ", lines);
    }
  }

  private GuestShell(GuestRun run) {
    this.run = run;
  }

  /** Starts {@code guest} in {@code machine}; returns at once. */
  static GuestShell start(MicroGuest guest, QemuCommand machine)
      throws IOException, InterruptedException {
    return new GuestShell(GuestRun.start(guest, Overlay.script(SCRIPT), machine));
  }

  /** Waits until it has booted; returns how long that took inside it. */
  Duration ready() throws IOException, InterruptedException {
    return run.ready(BOOT);
  }

  /** Does {@code command}, one line for its sh. */
  Done run(String command) throws IOException, InterruptedException {
    int number = ++commands;
    run.qemu().type(command + "\n");
    String marker = "demo: end " + number + ". ";
    String end = run.qemu().await(marker, COMMAND);
    int status = Integer.parseInt(end.substring(marker.length()).strip());
    List<String> all = run.qemu().log().lines().map(String::stripTrailing).toList();
    int first = all.lastIndexOf("demo: begin " + number + ".") + 1;
    int last = all.lastIndexOf(end.stripTrailing());
    List<String> lines = all.subList(first, last).stream().filter(line -> !line.isBlank()).toList();
    return new Done(status, lines);
  }

  /** As {@link #run}, and fails unless the exit status is 0. */
  List<String> require(String command) throws IOException, InterruptedException, StepFailure {
    Done done = run(command);
    StepFailure.unless(
        done.status == 0,
        "the guest's \"" + command + "\" failed (" + done.status + "): " + done.text());
    return done.lines;
  }

  /** Powers off. */
  void powerOff() throws IOException, InterruptedException {
    run.qemu().type("exit\n");
    GuestRun.Result unused = run.result(COMMAND);
  }

  @Override
  public void close() throws IOException {
    run.close();
  }
}
