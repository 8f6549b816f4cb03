package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.OpenPort;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.port.ShellWord;
import io.qnet.launcher.work.Awaited;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.channel.Loop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cable from a socket that QEMU connects to into a VDE switch, for a QEMU that was built without
 * a VDE client. Carries frames both ways as they are, on a loop of its own; if the switch goes, it
 * plugs in again when that comes back.
 */
final class VdeRelay implements AutoCloseable {
  private static final int MTU = 1500;

  /** QEMU's port= for whichever is free. */
  private static final String ANY = "0";

  private final Loop loop;
  private final PortSpec.Stream port;
  private final Link near;
  private final Link far;

  private VdeRelay(Loop loop, PortSpec.Stream port, Link near, Link far) {
    this.loop = loop;
    this.port = port;
    this.near = near;
    this.far = far;
  }

  /**
   * Starts one; QEMU can connect when this returns.
   *
   * @param name of the machine's card, for its links
   * @throws Failure if there is no such switch, or the socket cannot be had
   */
  static VdeRelay start(String name, PortSpec.Stream socket, PortSpec.Vde place) {
    requireSwitch(place.directory());
    Loop loop = Loop.start("qnet-" + name);
    OpenPort near = null;
    boolean started = false;
    try {
      near = OpenPort.of(socket, loop, name + ".net0", MTU);
      Link qemu = near.link();
      Link cable = OpenPort.of(place, loop, name + ".vde", MTU).link();
      Awaited.of(loop.submit(() -> join(qemu, cable)));
      started = true;
      return new VdeRelay(loop, (PortSpec.Stream) near.spec(), qemu, cable);
    } finally {
      if (!started) {
        close(loop, near == null ? List.of() : List.of(near.link()));
      }
    }
  }

  private static boolean join(Link qemu, Link cable) {
    qemu.open(cable::send, LinkEvents.IGNORED);
    cable.open(qemu::send, LinkEvents.IGNORED);
    return true;
  }

  /** QEMU's own client fails where there is no switch; one that waits would look like a defect. */
  private static void requireSwitch(Path directory) {
    if (!Files.exists(directory.resolve("ctl"))) {
      throw Failure.failed(
          "no VDE switch runs at " + directory,
          VmFailure.MEANING,
          "start one: qnet switch --vde " + ShellWord.quote(directory.toString()));
    }
  }

  /** Where QEMU connects, as it came out. */
  PortSpec.Stream port() {
    return port;
  }

  /** Unplugs both ends. */
  @Override
  public void close() {
    close(loop, List.of(near, far));
  }

  private static void close(Loop loop, List<Link> links) {
    try {
      Awaited.of(
          loop.submit(
              () -> {
                links.forEach(Link::close);
                return true;
              }));
    } finally {
      loop.close();
    }
  }

  /**
   * The port that QEMU's client would plug into.
   *
   * @param backend of type vde, with {@code sock=}
   * @param directory where a relative path begins
   */
  static PortSpec.Vde place(NetBackend backend, Path directory) {
    String number = String.valueOf(backend.options().getOrDefault("port", ANY));
    Path folder = directory.resolve(String.valueOf(backend.options().get("sock"))).normalize();
    return new PortSpec.Vde(folder, number.equals(ANY) ? "" : number);
  }
}
