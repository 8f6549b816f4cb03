package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.fabric.SwitchSegment;
import io.qnet.vde.StationRow;
import io.qnet.vde.SwitchSnapshot;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two switches that meet in a multicast group, as QEMU's socket,mcast= does, and a stranger. */
@Timeout(600)
class MulticastIT {
  private static final int EVERYBODY = 0xff;
  private static final int GROUP_PORT = 12_378;
  private static final String GROUP = "230.0.0.78";

  @TempDir Path folder;

  @BeforeAll
  static void programs() {
    Started.need("vde_plug");
  }

  private SwitchSegment at(String name) {
    String port = "mcast:" + GROUP + ":" + GROUP_PORT + ",127.0.0.1";
    return Fabric.at(folder.resolve(name), null, null, port);
  }

  private static int portOf(SwitchSnapshot now, String end) {
    return now.stations().stream()
        .filter(station -> station.mac().toString().endsWith(end))
        .mapToInt(StationRow::port)
        .sum();
  }

  @Test
  @DisplayName("frames of every length cross once, our own do not come back, a stranger is heard")
  void group() throws Exception {
    try (SwitchSegment left = at("left");
        SwitchSegment right = at("right");
        Started a = Started.plug(folder.resolve("left"));
        Started b = Started.plug(folder.resolve("right"))) {
      Fabric.await(left, now -> Fabric.up(now) == 2);
      Fabric.await(right, now -> Fabric.up(now) == 2);
      for (int length : new int[] {14, 60, 1514, 9000}) {
        a.say(1, EVERYBODY, length);
        assertThat(b.next()).isEqualTo(length);
        b.say(2, 1, length + 1);
        assertThat(a.next()).as("the next that a hears: nothing of its own").isEqualTo(length + 1);
      }
      SwitchSnapshot now = Fabric.await(left, seen -> seen.stations().size() == 2);
      assertThat(portOf(now, ":01")).as("a is where it plugged in").isEqualTo(2);
      assertThat(portOf(now, ":02")).as("b is in the group").isEqualTo(1);
      tell();
      assertThat(a.next()).isEqualTo(100);
      assertThat(b.next()).isEqualTo(100);
      assertThat(a.waiting() + b.waiting()).isZero();
    }
  }

  /** What a QEMU of this host would send: the frame, and nothing else. */
  private static void tell() throws Exception {
    byte[] frame = new byte[100];
    Arrays.fill(frame, 0, 6, (byte) 0xff);
    frame[6] = 2;
    frame[11] = 3;
    frame[12] = (byte) 0x88;
    frame[13] = (byte) 0xb5;
    InetAddress group = InetAddress.getByName(GROUP);
    try (MulticastSocket socket = new MulticastSocket()) {
      socket.setNetworkInterface(
          NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
      socket.send(new DatagramPacket(frame, frame.length, group, GROUP_PORT));
    }
  }
}
