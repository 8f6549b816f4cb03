package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.qemu.Program;
import io.qnet.launcher.qemu.RealQemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A QEMU that was built without VDE, plugged into a VDE switch all the same. */
@Tag("qemu")
@Timeout(600)
@DisplayName("qnet run --net vde, where QEMU has no VDE client")
class VdeRelayIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static MicroGuest guest;

  @TempDir Path folder;

  @BeforeAll
  static void build() throws Exception {
    RealQemu.need();
    guest =
        new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println).ensure();
  }

  @Test
  @DisplayName(
      "a lease from the switch's gateway comes through; and again after the switch was away")
  void leases() throws Exception {
    Path vde = folder.resolve("sw");
    try (QnetProcess none = run("--net", "vde,sock=" + vde)) {
      assertThat(none.end(PATIENCE)).isEqualTo(1);
      assertThat(none.err()).contains("no VDE switch runs at " + vde, "qnet switch --vde " + vde);
    }
    try (QnetProcess lab = theSwitch(vde)) {
      lab.await("ready: ", PATIENCE);
      try (QnetProcess qnet = run("--net", "vde,sock=" + vde + ",port=7")) {
        qnet.await("guest:~# ", PATIENCE);
        assertThat(qnet.err())
            .contains("has no VDE client, so qnet plugs in its own: vde:" + vde + "[7]");
        assertThat(qnet.out()).contains("-netdev stream,").doesNotContain("-netdev vde,");
        qnet.type("dhcp eth0 >/dev/null && echo leased\n");
        qnet.await("leased\r\n", PATIENCE);
        assertThat(QnetProcess.run(folder, "leases", "--on", "lab")).contains("10.0.2.15");
        lab.signal("TERM");
        assertThat(lab.end(PATIENCE)).isZero();
        try (QnetProcess again = theSwitch(vde)) {
          again.await("ready: ", PATIENCE);
          qnet.type("until dhcp eth0 >/dev/null; do :; done; echo leased again\n");
          qnet.await("leased again\r\n", PATIENCE);
        }
      }
    }
  }

  private QnetProcess theSwitch(Path vde) throws Exception {
    return QnetProcess.start(
        folder, "switch", "--name", "lab", "--vde", vde.toString(), "--user", "mtu=1500");
  }

  private QnetProcess run(String... net) throws Exception {
    return QnetProcess.startOnPath(
        withoutVde() + ":" + System.getenv("PATH"),
        folder,
        "run",
        "--name",
        "vm1",
        "--text",
        "--kernel",
        guest.kernel().toString(),
        "--initrd",
        guest.initramfs().toString(),
        net[0],
        net[1]);
  }

  /** A folder with the installed QEMU, which keeps its VDE client for itself. */
  private Path withoutVde() throws Exception {
    Optional<Path> real = Program.find("qemu-system-x86_64", System.getenv());
    Path folderOfPrograms = Files.createDirectories(folder.resolve("bin"));
    Path program = folderOfPrograms.resolve("qemu-system-x86_64");
    Files.writeString(
        program,
        """
        #!/bin/sh
        case "$*" in
          *'-netdev help'*) QEMU "$@" | grep -v '^vde' ;;
          *'-netdev vde'*) echo 'there is no VDE here' >&2; exit 1 ;;
          *) exec QEMU "$@" ;;
        esac
        """
            .replace("QEMU", real.orElseThrow().toString()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folderOfPrograms;
  }
}
