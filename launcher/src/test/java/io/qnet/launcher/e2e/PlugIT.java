package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.fabric.SwitchSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code qnet plug} in Debian's dpipe, against vde_plug, wirefilter and vde_switch. */
@Timeout(600)
class PlugIT {
  private static final int EVERYBODY = 0xff;

  @TempDir Path folder;

  @BeforeAll
  static void programs() {
    Started.need("vde_plug", "dpipe", "vde_switch", "wirefilter");
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  private static List<String> qnetPlug(Path where) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "io.qnet.launcher.Main",
        "plug",
        where.toString());
  }

  private static Started dpipe(List<String> left, List<String> right) throws Exception {
    List<String> command = new ArrayList<>(List.of("dpipe"));
    command.addAll(left);
    command.add("=");
    command.addAll(right);
    return Started.program(command.toArray(String[]::new));
  }

  @Test
  @DisplayName("dpipe qnet plug A = vde_plug B: frames of every length cross, both ways")
  void withVdePlug() throws Exception {
    try (SwitchSegment left = Fabric.at(path("left"), null, null);
        SwitchSegment right = Fabric.at(path("right"), null, null);
        Started a = Started.plug(path("left"));
        Started b = Started.plug(path("right"));
        Started pipe =
            dpipe(qnetPlug(path("left")), List.of("vde_plug", path("right").toString()))) {
      Fabric.await(left, snapshot -> Fabric.up(snapshot) == 2);
      Fabric.await(right, snapshot -> Fabric.up(snapshot) == 2);
      for (int length : new int[] {60, 1514, 9000, 9234}) {
        a.say(1, EVERYBODY, length);
        assertThat(b.next()).isEqualTo(length);
        b.say(2, EVERYBODY, length);
        assertThat(a.next()).isEqualTo(length);
      }
      for (int i = 0; i < 500; i++) {
        a.say(1, 2, 1000);
      }
      for (int i = 0; i < 500; i++) {
        assertThat(b.next()).as("frame %d", i).isEqualTo(1000);
      }
      assertThat(pipe.process().isAlive()).isTrue();
    }
  }

  @Test
  @DisplayName("dpipe qnet plug OURS = wirefilter = qnet plug STOCK")
  void throughWirefilter() throws Exception {
    Path stock = path("stock");
    List<String> rest = new ArrayList<>(List.of("wirefilter", "-d", "1", "="));
    rest.addAll(qnetPlug(stock));
    try (Started vdeSwitch = Started.program("vde_switch", "-s", stock.toString());
        SwitchSegment ours = Fabric.at(path("ours"), null, null);
        Started a = Started.plug(path("ours"));
        Started pipe = dpipe(qnetPlug(path("ours")), rest)) {
      for (int i = 0; i < 250 && !Files.exists(stock.resolve("ctl")); i++) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      try (Started b = Started.plug(stock)) {
        Fabric.await(ours, snapshot -> Fabric.up(snapshot) == 2);
        int heard = -1;
        for (int i = 0; i < 250 && heard != 90; i++) {
          b.say(2, EVERYBODY, 90);
          byte[] frame = a.take(200);
          heard = frame == null ? -1 : frame.length;
        }
        assertThat(heard).isEqualTo(90);
        a.say(1, 2, 80);
        assertThat(b.next()).isEqualTo(80);
        assertThat(pipe.process().isAlive()).isTrue();
        assertThat(vdeSwitch.process().isAlive()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("ends well when its input ends or on SIGTERM, and says what is no vdestream")
  void ends() throws Exception {
    try (SwitchSegment segment = Fabric.at(path("sw"), null, null)) {
      for (boolean signal : new boolean[] {false, true}) {
        try (QnetProcess plug = QnetProcess.start(folder, "plug", path("sw") + "[9]")) {
          Fabric.await(segment, now -> Fabric.up(now) == 1);
          if (signal) {
            plug.signal("TERM");
          } else {
            plug.endInput();
          }
          assertThat(plug.end(Duration.ofSeconds(20))).as(plug.err()).isZero();
          Fabric.await(segment, now -> Fabric.up(now) == 0);
        }
      }
      try (QnetProcess plug = QnetProcess.start(folder, "plug", path("sw").toString())) {
        Fabric.await(segment, now -> Fabric.up(now) == 1);
        plug.type("GET / HTTP/1.0\r\n");
        assertThat(plug.end(Duration.ofSeconds(20))).isEqualTo(1);
        assertThat(plug.err()).contains("standard input is no vdestream");
      }
    }
  }

  @Test
  @DisplayName("ends with 1, and says why, when its switch goes; with --reconnect it waits for it")
  void switchGoes() throws Exception {
    Path sw = path("sw");
    try (QnetProcess plug = QnetProcess.start(folder, "plug", sw.toString());
        QnetProcess patient = QnetProcess.start(folder, "plug", "--reconnect", sw.toString())) {
      try (SwitchSegment segment = Fabric.at(sw, null, null)) { // both wait for the first one
        Fabric.await(segment, now -> Fabric.up(now) == 2);
        awaitPlugged(plug);
        awaitPlugged(patient);
      }
      assertThat(plug.end(Duration.ofSeconds(20))).isEqualTo(1);
      assertThat(plug.err())
          .contains("plugged: vde:" + sw)
          .contains("the switch went away", "the cable is unplugged", "--reconnect");
      try (SwitchSegment segment = Fabric.at(sw, null, null)) {
        Fabric.await(segment, now -> Fabric.up(now) == 1);
        patient.signal("TERM");
        assertThat(patient.end(Duration.ofSeconds(20))).as(patient.err()).isZero();
      }
    }
  }

  /** A switch knows before its client does. */
  private static void awaitPlugged(QnetProcess plug) throws Exception {
    for (int i = 0; i < 1000 && !plug.err().contains("plugged:"); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  @DisplayName("ends, too, when vde_switch is killed")
  void stockGoes() throws Exception {
    Path console = path("console");
    String stock = path("stock").toString();
    try (Started vdeSwitch = Started.program("vde_switch", "-s", stock, "-M", console.toString());
        ConsoleClient client = ConsoleClient.at(console);
        QnetProcess plug = QnetProcess.start(folder, "plug", stock + "[3]")) {
      awaitPlugged(plug);
      assertThat(client.ask("port/print 3")).contains("endpoint ID");
      vdeSwitch.process().destroyForcibly();
      assertThat(plug.end(Duration.ofSeconds(20))).as(plug.err()).isEqualTo(1);
      assertThat(plug.err()).contains("the switch went away");
    }
  }

  @Test
  @DisplayName("ends with 1 where it is refused, and well if its input ends before a switch comes")
  void refused() throws Exception {
    try (SwitchSegment segment = Fabric.at(path("sw"), null, null);
        QnetProcess plug = QnetProcess.start(folder, "plug", path("sw") + "[200]")) {
      assertThat(plug.end(Duration.ofSeconds(20))).as(plug.err()).isEqualTo(1);
      assertThat(plug.err()).contains("port 200 is beyond its highest", "nothing is plugged in");
      assertThat(Fabric.up(Fabric.await(segment, now -> true))).isZero();
    }
    Path file = Files.createFile(path("file"));
    try (QnetProcess plug = QnetProcess.start(folder, "plug", file.toString())) {
      assertThat(plug.end(Duration.ofSeconds(20))).as(plug.err()).isEqualTo(1);
      assertThat(plug.err()).contains(file + " is no directory, and so no VDE switch");
    }
    try (QnetProcess plug = QnetProcess.start(folder, "plug", path("none").toString())) {
      for (int i = 0; i < 1000 && !plug.err().contains("waiting for the other end"); i++) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      plug.endInput();
      assertThat(plug.end(Duration.ofSeconds(20))).as(plug.err()).isZero();
    }
  }
}
