package io.qnet.launcher.demo;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.guest.Architecture;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Qemu;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;

/** Finds a guest for the tour: the best that this host has. */
final class Guests {
  private final Terminal terminal;
  private final GuestChoice choice;
  private String note = "";
  private int machines;

  Guests(Terminal terminal, GuestChoice choice) {
    this.terminal = terminal;
    this.choice = choice;
  }

  /** Why it is not the best one; empty if there is nothing to say. */
  String note() {
    return note;
  }

  /** Who will plug into {@code port}, which listens. Builds the micro-guest if need be. */
  Visitor visitor(PortSpec port) throws IOException, InterruptedException {
    if (choice.kind() == GuestChoice.Kind.STATION) {
      return station(port);
    }
    Architecture processor = choice.processor();
    try {
      Qemu qemu = Qemu.find(processor.program(), terminal.variables());
      if (!qemu.version().atLeast(7, 2)) {
        throw new MissingProgramException(
            "QEMU " + qemu.version() + " is too old: -netdev stream came with 7.2",
            "no machine can plug into a unix socket",
            "apt-get install "
                + Qemu.packageOf(processor.program())
                + ", on Debian 12 or Ubuntu 24.04");
      }
      GuestBuilder builder =
          new GuestBuilder(
                  GuestBuilder.cacheFolder(terminal.variables()),
                  line -> terminal.err().println("qnet: guest: " + line))
              .of(processor);
      QemuVisitor.Make make = new QemuVisitor.Make(builder.ensure(), qemu, processor);
      return new QemuVisitor(make, port, ++machines);
    } catch (MissingProgramException missing) {
      if (choice.kind() == GuestChoice.Kind.QEMU) {
        throw missing;
      }
      note = "No machine this time: " + missing.what() + " (" + missing.remedy() + ").";
    } catch (IOException failed) {
      if (choice.kind() == GuestChoice.Kind.QEMU) {
        throw Failure.failed(
                "the guest cannot be built: " + failed.getMessage(),
                "the tour cannot begin without it",
                "see to that, and type qnet guest build --arch " + processor.qemu())
            .because(failed);
      }
      note = "No machine this time: " + failed.getMessage() + ".";
    }
    return station(port);
  }

  /** The far end of a port that listens on a unix socket. */
  private static Visitor station(PortSpec port) {
    PortSpec.Stream listening = (PortSpec.Stream) port;
    UnixDomainSocketAddress socket = (UnixDomainSocketAddress) listening.local();
    return new StationVisitor(new PortSpec.StreamConnect(socket));
  }
}
