package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same frames through a stock vde_switch and through ours, by vde_plug at four ports of each:
 * every port has to hear the same octets in the same order. After each frame its sender sends a
 * marker, which everybody in its VLAN hears last.
 *
 * <p>Left out, for the original is wrong there: frames above 1518 octets, which it cuts short, and
 * those to 01:80:c2:00:00:0x, which it forwards. And stations stay where they are: the original
 * counts in whole seconds, and so believes no move within one, whatever hash/setminper says.
 */
@Timeout(600)
class VdeDifferenceIT {
  private static final int FRAMES = 400;
  private static final int PORTS = 4;
  private static final int TRUNK = 4;
  private static final int MARKER = 0x88b6;

  @TempDir Path folder;

  @BeforeAll
  static void programs() {
    Started.need("vde_plug", "vde_switch");
  }

  /** How both are set. */
  enum Setting {
    SWITCH("hash/setminper 0"),
    HUB("port/sethub 1"),
    VLANS(
        "hash/setminper 0",
        "vlan/create 10",
        "vlan/create 20",
        "port/create 1",
        "port/create 2",
        "port/create 3",
        "port/create 4",
        "port/setvlan 1 10",
        "port/setvlan 2 10",
        "port/setvlan 3 20",
        "vlan/addport 10 4",
        "vlan/addport 20 4");

    private final String commands;

    Setting(String... commands) {
      this.commands = String.join("\n", commands) + "\n";
    }

    /** Who hears a marker of {@code port}. */
    private List<Integer> hearers(int port, int vlan) {
      List<Integer> hearers = new ArrayList<>();
      for (int other = 1; other <= PORTS; other++) {
        boolean together =
            this != VLANS || other == TRUNK || port == TRUNK || vlanOf(other) == vlanOf(port);
        boolean there = this != VLANS || port != TRUNK || vlanOf(other) == vlan;
        if (other != port && together && there) {
          hearers.add(other);
        }
      }
      return hearers;
    }

    private static int vlanOf(int port) {
      return port == 3 ? 20 : 10;
    }
  }

  private static byte[] frame(int to, int from, int vlan, int type, int length) {
    ByteBuffer octets = ByteBuffer.allocate(Math.max(length, 18));
    address(octets, to);
    address(octets, from);
    if (vlan > 0) {
      octets.putShort((short) 0x8100).putShort((short) vlan);
    }
    octets.putShort((short) type);
    return octets.array();
  }

  private static void address(ByteBuffer octets, int station) {
    if (station == 0xff) {
      octets.putShort((short) -1).putInt(-1);
    } else if (station == 0xfe) {
      octets.putShort((short) 0x0100).putInt(0x5e00_0001);
    } else {
      octets.putShort((short) 0x0200).putInt(station);
    }
  }

  /** What each port heard. */
  private List<List<String>> run(Setting setting, Path directory, long seed) throws Exception {
    List<Started> plugs = new ArrayList<>();
    List<List<String>> heard = new ArrayList<>();
    try {
      for (int i = 0; i < 600 && !Files.exists(directory.resolve("ctl")); i++) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      for (int port = 1; port <= PORTS; port++) {
        plugs.add(Started.plug("vde://" + directory + "[" + port + "]"));
        heard.add(new ArrayList<>());
      }
      for (int port = 1; port <= PORTS; port++) {
        everybodyIsThere(setting, plugs, port);
      }
      Random random = new Random(seed);
      for (int i = 0; i < FRAMES; i++) {
        step(setting, plugs, heard, random, i);
      }
      TimeUnit.MILLISECONDS.sleep(200); // what nobody waits for, because it should not come
      for (int port = 1; port <= PORTS; port++) {
        for (byte[] octets : plugs.get(port - 1).rest()) {
          note(heard, port, octets);
        }
      }
      return heard;
    } finally {
      for (Started plug : plugs) {
        plug.close();
      }
    }
  }

  /** Until the markers of {@code port} are heard by all who should. */
  private static void everybodyIsThere(Setting setting, List<Started> plugs, int port)
      throws Exception {
    for (int vlan : new int[] {10, 20}) {
      for (int hearer : setting.hearers(port, vlan)) {
        boolean heard = false;
        for (int i = 0; i < 100 && !heard; i++) {
          plugs.get(port - 1).send(marker(setting, port, vlan, -1));
          heard = plugs.get(hearer - 1).take(100) != null;
        }
        assertThat(heard).as("port %d at port %d", port, hearer).isTrue();
      }
    }
    TimeUnit.MILLISECONDS.sleep(100);
    plugs.forEach(Started::rest);
  }

  private static byte[] marker(Setting setting, int port, int vlan, int number) {
    byte[] octets =
        frame(0xff, 0x70 + port, setting == Setting.VLANS && port == TRUNK ? vlan : 0, MARKER, 60);
    ByteBuffer.wrap(octets).putInt(40, number);
    return octets;
  }

  private static void step(
      Setting setting, List<Started> plugs, List<List<String>> heard, Random random, int number)
      throws Exception {
    int port = 1 + random.nextInt(PORTS);
    int from = 2 * port + random.nextInt(2);
    int to = random.nextInt(5) == 0 ? 0xfe + random.nextInt(2) : 2 + random.nextInt(8);
    int vlan =
        setting != Setting.SWITCH && random.nextInt(3) == 0 ? 10 * (1 + random.nextInt(3)) : 0;
    int markers = vlan == 20 ? 20 : 10;
    plugs.get(port - 1).send(frame(to, from + 1, vlan, 0x88b5, 60 + random.nextInt(1454)));
    plugs.get(port - 1).send(marker(setting, port, markers, number));
    for (int hearer : setting.hearers(port, markers)) {
      boolean last = false;
      while (!last) {
        byte[] octets =
            Objects.requireNonNull(
                plugs.get(hearer - 1).take(5000),
                "step " + number + ": port " + hearer + " does not hear port " + port);
        note(heard, hearer, octets);
        ByteBuffer view = ByteBuffer.wrap(octets);
        int at = view.getShort(12) == (short) 0x8100 ? 16 : 12;
        last = view.getShort(at) == (short) MARKER;
      }
    }
  }

  private static void note(List<List<String>> heard, int port, byte[] octets) {
    String head = HexFormat.of().formatHex(octets, 0, Math.min(octets.length, 48));
    heard.get(port - 1).add(head + " " + octets.length);
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  @DisplayName("four hundred frames, and every port of both hears the same")
  void same(Setting setting) throws Exception {
    Path rc = folder.resolve("rc");
    Files.writeString(rc, setting.commands);
    Path stock = folder.resolve("stock");
    Path ours = folder.resolve("ours");
    long seed = 20_261_128L;
    List<List<String>> wanted;
    try (Started original =
        Started.program("vde_switch", "-s", stock.toString(), "-f", rc.toString())) {
      wanted = run(setting, stock, seed);
      assertThat(original.process().isAlive()).isTrue();
    }
    try (QnetProcess qnet =
        QnetProcess.start(
            folder, "vde_switch", "-s", ours.toString(), "-f", rc.toString(), "--nostdin")) {
      List<List<String>> heard = run(setting, ours, seed);
      assertThat(qnet.alive()).isTrue();
      int frames = wanted.stream().mapToInt(List::size).sum();
      System.out.println(setting + ": " + frames + " frames came out of the stock switch");
      assertThat(frames).isGreaterThan(FRAMES);
      assertThat(heard).isEqualTo(wanted);
    }
  }
}
