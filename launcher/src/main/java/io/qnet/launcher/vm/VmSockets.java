package io.qnet.launcher.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets by which a machine is led, in its run directory (mode 0700).
 *
 * @param directory the run directory
 */
public record VmSockets(Path directory) {
  /** Where other verbs reach QEMU's monitor; one at a time. */
  public Path monitor() {
    return directory.resolve("qmp.sock");
  }

  /** Where consoles reach the serial line; many at a time. */
  public Path console() {
    return directory.resolve("console.sock");
  }

  /** Where QEMU connects its serial line to us. */
  Path serial() {
    return directory.resolve("serial.sock");
  }

  /** Where QEMU connects the monitor that the launcher keeps. */
  Path own() {
    return directory.resolve("launcher.sock");
  }

  /** Where QEMU shows its screen, for the page in the browser (RFC 6143). */
  Path screen() {
    return directory.resolve("screen.sock");
  }

  /**
   * QEMU's words for them.
   *
   * @param web whether the screen is shown
   */
  List<String> words(boolean web) {
    List<String> words = new ArrayList<>(words());
    if (web) {
      words.addAll(List.of("-vnc", "unix:" + comma(screen())));
    }
    return words;
  }

  private List<String> words() {
    return List.of(
        "-chardev",
        "socket,id=serial0,path=" + comma(serial()),
        "-serial",
        "chardev:serial0",
        "-chardev",
        "socket,id=qmp0,path=" + comma(own()),
        "-mon",
        "chardev=qmp0,mode=control",
        "-qmp",
        "unix:" + comma(monitor()) + ",server=on,wait=off");
  }

  private static String comma(Path path) {
    return path.toString().replace(",", ",,");
  }
}
