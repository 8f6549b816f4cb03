package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.fabric.SwitchSegment;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.GuestRun;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.guest.Overlay;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.RealQemu;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real Linux guests on one switch, each by another of QEMU's back-ends. */
@Tag("qemu")
@Timeout(600)
class SwitchGuestIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static MicroGuest guest;

  @TempDir Path folder;

  @BeforeAll
  static void buildGuest() throws IOException, InterruptedException {
    RealQemu.need();
    guest =
        new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println).ensure();
  }

  @Test
  @DisplayName("one machine with four cards: vde, stream, dgram and multicast, each with a lease")
  void backends() throws Exception {
    Path sw = folder.resolve("sw");
    try (SwitchSegment segment =
        Fabric.at(
            sw,
            "",
            folder.resolve("guests.pcapng"),
            "stream:" + folder.resolve("s.sock"),
            "dgram:" + folder.resolve("ours") + "," + folder.resolve("qemus"),
            "mcast:230.0.0.77:12377,127.0.0.1")) {
      Nic[] nics = new Nic[4];
      for (int i = 0; i < nics.length; i++) {
        nics[i] =
            new Nic(
                segment.places().get(i).netdev("net" + i),
                Nic.VIRTIO,
                "52:54:00:00:00:0" + (i + 1));
      }
      try (GuestRun run =
          GuestRun.start(
              guest,
              Overlay.script(
                  """
                  for i in 0 1 2 3; do
                    ip link set eth$i up
                    udhcpc -i eth$i -n -q -f -t 5 -T 2 || exit 1$i
                    ping -I eth$i -c 1 -w 5 10.0.2.2 || exit 2$i
                    ip addr flush dev eth$i
                    ip link set eth$i down
                  done
                  exit 0
                  """),
              nics)) {
        GuestRun.Result result = run.result(PATIENCE);
        assertThat(result.status()).as(result.text()).isZero();
      }
      assertThat(segment.snapshotLater().get().stations())
          .as("the cards behind a connection were forgotten with it; datagrams have no end")
          .extracting(station -> station.mac().toString())
          .containsExactlyInAnyOrder("52:54:00:00:00:03", "52:54:00:00:00:04", "52:55:0a:00:02:02");
    }
    Captures.readable(folder.resolve("guests.pcapng"));
  }
}
