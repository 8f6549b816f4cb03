package io.qnet.launcher.demo;

import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.guest.Architecture;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.launcher.user.UserSegment;
import io.qnet.slirp.event.GatewayEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** The tour of a machine without a disk: its card's ROM starts Linux from a folder of this host. */
public final class PxeDemo extends GuidedTour {
  private static final Path ROM = Path.of("/usr/lib/ipxe/qemu/pxe-e1000.rom");

  /**
   * A tour that tells on the terminal's standard output.
   *
   * @param directory where its socket and the files to boot go
   */
  public PxeDemo(Terminal terminal, RunDirectory directory, boolean colours) {
    super(
        "pxe",
        terminal,
        directory,
        new GuestChoice(GuestChoice.Kind.QEMU, Architecture.X86_64),
        colours);
  }

  @Override
  void tour(Consumer<PortSpec> ready) throws IOException, InterruptedException, StepFailure {
    narrator.say(
        "A machine without a disk: its network card's own program asks who it is and what to"
            + " start, and gets both from the gateway, by DHCP and TFTP.");
    if (!Files.exists(ROM)) {
      throw new MissingProgramException(
          "there is no boot program for the card: " + ROM,
          "a card without it starts nothing from the network",
          "apt-get install ipxe-qemu");
    }
    Qemu qemu = Qemu.find("qemu-system-x86_64", terminal.variables());
    MicroGuest guest =
        new GuestBuilder(
                GuestBuilder.cacheFolder(terminal.variables()),
                line -> terminal.err().println("qnet: guest: " + line))
            .ensure();
    Path folder = Files.createDirectory(directory.path().resolve("tftp"));
    PxeTour.fill(folder, guest);
    PortSpec port = port("net0.sock");
    Path capture = Captures.place(terminal, "demo-pxe.pcapng");
    Chronicle<GatewayEvent> events = new Chronicle<>();
    Chronicle<Seen> frames = new Chronicle<>();
    UserPlan plan =
        new UserPlan(
            directory.name(),
            port,
            UserOptions.parse(
                "bootfile=" + PxeTour.LOADER + ",tftp=" + folder.toString().replace(",", ",,")),
            capture);
    UserSegment.Company company =
        new UserSegment.Company(Map.of(), events::add, link -> new Wiretap(link, frames));
    try (UserSegment segment = UserSegment.start(plan, company)) {
      narrator.say(
          "The machine: QEMU "
              + qemu.version()
              + " (software emulation of x86_64), an e1000 card, no disk, no kernel.");
      ready.accept(segment.port());
      steps(() -> new PxeTour(narrator, qemu, port.netdev("net0"), events).run());
    }
    Captures.tell(narrator, capture, frames.now(), terminal.directory());
  }
}
