package io.qnet.launcher.guest;

import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuCommand;
import io.qnet.launcher.qemu.QemuRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A micro-guest that runs the script of an overlay, from its boot to its power-off.
 *
 * <pre>
 *   try (GuestRun run = GuestRun.start(guest, Overlay.script("dhcp &amp;&amp; ping -c1 10.0.2.2"), Nic.of("user"))) {
 *     GuestRun.Result result = run.result(Duration.ofSeconds(60));
 *   }
 * </pre>
 */
public final class GuestRun implements AutoCloseable {
  /** Printed when the drivers are loaded, with the seconds since the kernel began. */
  public static final String READY = "qnet-guest: ready ";

  /** Printed before the script's first line. */
  public static final String BEGIN = "qnet-guest: begin";

  /** Printed after its last, with its exit status. */
  public static final String END = "qnet-guest: end ";

  /** Kernel words that make it quick and quiet, and a panic the end of QEMU. */
  private static final String[] APPEND = {
    "quiet", "panic=-1", "mitigations=off", "cryptomgr.notests", "net.ifnames=0"
  };

  private static final int OUTPUT_LIMIT = 4 * 1024 * 1024;

  private final QemuRun qemu;
  private final Path initrd;
  private final Output output;

  private GuestRun(QemuRun qemu, Path initrd, Output output) {
    this.qemu = qemu;
    this.initrd = initrd;
    this.output = output;
  }

  /**
   * What the script did.
   *
   * @param status its exit status
   * @param lines what it wrote to stdout and stderr, the first 4 million characters of it
   * @param uptime how long the guest took from its kernel's start to the script
   */
  public record Result(int status, List<String> lines, Duration uptime) {
    /** The lines as one text. */
    public String text() {
      return String.join("\n", lines);
    }
  }

  /** Boots {@code guest} on a q35 with the given cards. */
  public static GuestRun start(MicroGuest guest, Overlay overlay, Nic... nics)
      throws IOException, InterruptedException {
    QemuCommand machine = QemuCommand.of(Qemu.find());
    for (Nic nic : nics) {
      machine.nic(nic);
    }
    return start(guest, overlay, machine);
  }

  /** Boots {@code guest} on {@code machine}, whose kernel, initrd and kernel words are set here. */
  public static GuestRun start(MicroGuest guest, Overlay overlay, QemuCommand machine)
      throws IOException, InterruptedException {
    Path initrd = Files.createTempFile("qnet-guest", ".cpio");
    try {
      overlay.append(guest.initramfs(), initrd);
      Output output = new Output();
      machine.kernel(guest.kernel(), initrd).append("console=" + machine.console()).append(APPEND);
      return new GuestRun(QemuRun.start(machine, output::line), initrd, output);
    } catch (IOException | InterruptedException | RuntimeException e) {
      Files.deleteIfExists(initrd);
      throw e;
    }
  }

  /** The machine, to wait for lines of the script or to type some. */
  public QemuRun qemu() {
    return qemu;
  }

  /** Waits until the drivers are loaded; returns how long that took since the kernel's start. */
  public Duration ready(Duration atMost) throws IOException, InterruptedException {
    String line = qemu.await(READY, atMost);
    Files.deleteIfExists(initrd); // read long ago
    return uptime(line);
  }

  /** Waits for the end of the script and the power-off. */
  public Result result(Duration atMost) throws IOException, InterruptedException {
    Duration uptime = ready(atMost);
    String end = qemu.await(END, atMost);
    int exit = qemu.awaitExit(atMost);
    if (exit != 0) {
      throw qemu.failure("QEMU did not end well after the guest's power-off");
    }
    String status = end.substring(end.indexOf(END) + END.length()).strip();
    try {
      return new Result(Integer.parseInt(status), output.lines(), uptime);
    } catch (NumberFormatException e) {
      throw qemu.failure("the guest ended with \"" + end + "\", which is no exit status");
    }
  }

  @Override
  public void close() throws IOException {
    qemu.close();
    Files.deleteIfExists(initrd);
  }

  private static Duration uptime(String line) throws IOException {
    String seconds = line.substring(line.indexOf(READY) + READY.length()).strip();
    try {
      return Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000));
    } catch (NumberFormatException e) {
      throw new IOException("the guest says \"" + line + "\", which has no time in it", e);
    }
  }

  /** The lines between the markers. Fed by the serial line's reader, read by whoever waits. */
  private static final class Output {
    private final List<String> lines = new ArrayList<>();
    private int characters;
    private boolean open;

    synchronized void line(String line) {
      if (line.equals(BEGIN)) {
        open = true;
      } else if (line.startsWith(END)) {
        open = false;
      } else if (open && characters < OUTPUT_LIMIT) {
        characters += line.length() + 1;
        lines.add(line);
      }
    }

    /** Without the empty line that ended what the script left unfinished. */
    synchronized List<String> lines() {
      boolean finished = !lines.isEmpty() && lines.get(lines.size() - 1).isEmpty();
      return List.copyOf(finished ? lines.subList(0, lines.size() - 1) : lines);
    }
  }
}
