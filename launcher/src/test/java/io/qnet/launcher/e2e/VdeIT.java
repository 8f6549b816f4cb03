package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.fabric.SwitchSegment;
import io.qnet.vde.PortRow;
import io.qnet.vde.StationRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's own VDE programs, as they come, on a switch of ours. */
@Timeout(600)
class VdeIT {
  private static final int EVERYBODY = 0xff;

  @TempDir Path folder;

  @BeforeAll
  static void programs() {
    Started.need("vde_plug", "wirefilter", "dpipe", "vde_switch");
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  @Test
  @DisplayName("vde_plug: any port, port 7, a port group; frames from 14 to 9234 octets")
  void plugs() throws Exception {
    Path capture = path("plugs.pcapng");
    try (SwitchSegment segment = Fabric.at(path("sw"), null, capture);
        Started a = Started.plug(path("sw"));
        Started b = Started.plug("vde://" + path("sw") + "[7]");
        Started student = Started.plug("vde://" + path("sw") + "[students]")) {
      var now = Fabric.await(segment, snapshot -> Fabric.up(snapshot) == 3);
      assertThat(now.ports()).extracting(PortRow::number).contains(7);
      a.say(1, EVERYBODY, 60);
      assertThat(b.next()).isEqualTo(60);
      for (int length : new int[] {14, 60, 1514, 1518, 1519, 9000, 9234}) {
        b.say(2, 1, length);
        assertThat(a.next()).isEqualTo(length);
      }
      assertThat(student.waiting()).isZero();
      now = Fabric.await(segment, snapshot -> snapshot.stations().size() == 2);
      assertThat(now.stations()).extracting(StationRow::port).contains(7);
      b.process().destroy();
      Fabric.await(segment, snapshot -> Fabric.up(snapshot) == 2);
    }
    Captures.readable(capture);
    assertThat(path("sw")).doesNotExist();
  }

  @Test
  @DisplayName("wirefilter and dpipe between two switches of ours; a cable of ours to vde_switch")
  void cables() throws Exception {
    try (SwitchSegment left = Fabric.at(path("left"), null, null);
        SwitchSegment right = Fabric.at(path("right"), null, null);
        Started wire =
            Started.program("wirefilter", "-v", path("left") + ":" + path("right"), "-d", "1");
        Started a = Started.plug(path("left"));
        Started b = Started.plug(path("right"))) {
      Fabric.await(left, snapshot -> Fabric.up(snapshot) == 2);
      Fabric.await(right, snapshot -> Fabric.up(snapshot) == 2);
      a.say(1, EVERYBODY, 100);
      assertThat(b.next()).isEqualTo(100);
      wire.process().destroy();
      Fabric.await(left, snapshot -> Fabric.up(snapshot) == 1);
      String l = path("left").toString();
      try (Started pipe =
          Started.program("dpipe", "vde_plug", l, "=", "vde_plug", path("right").toString())) {
        Fabric.await(left, snapshot -> Fabric.up(snapshot) == 2);
        Fabric.await(right, snapshot -> Fabric.up(snapshot) == 2);
        b.say(2, 1, 200);
        assertThat(a.next()).isEqualTo(200);
        assertThat(pipe.process().isAlive()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("a port vde:DIR[N] plugs into a stock vde_switch, and again when that comes back")
  void client() throws Exception {
    Path stock = path("stock");
    try (SwitchSegment ours = Fabric.at(path("sw"), null, null, "vde:" + stock + "[5]");
        Started a = Started.plug(path("sw"))) {
      for (int round = 0; round < 2; round++) {
        try (Started vdeSwitch = Started.program("vde_switch", "-s", stock.toString());
            Started plugged = await(() -> Files.exists(stock.resolve("ctl")), stock)) {
          Fabric.await(ours, snapshot -> Fabric.up(snapshot) == 2);
          a.say(1, EVERYBODY, 70);
          assertThat(plugged.next()).isEqualTo(70);
          plugged.say(3, 1, 80);
          assertThat(a.next()).isEqualTo(80);
          vdeSwitch.process().destroy();
          vdeSwitch.process().waitFor(60, TimeUnit.SECONDS);
        }
        Fabric.await(ours, snapshot -> Fabric.up(snapshot) == 1);
      }
    }
  }

  private static Started await(java.util.function.BooleanSupplier there, Path directory)
      throws Exception {
    for (int i = 0; i < 250 && !there.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    Started plug = Started.plug(directory);
    TimeUnit.MILLISECONDS.sleep(300);
    return plug;
  }

  @Test
  @DisplayName("slirpvde on a switch of ours leases an address to vde_plug2tap's namespace")
  void slirpvde() throws Exception {
    Started.need("slirpvde", "vde_plug2tap", "busybox");
    NetworkNamespace netns = new NetworkNamespace("qnet-slirpvde");
    netns.make("busybox");
    try (SwitchSegment segment = Fabric.at(path("sw"), null, null);
        Started slirp = Started.program("slirpvde", "-s", path("sw").toString(), "-D");
        Started tap =
            Started.program(
                "ip",
                "netns",
                "exec",
                netns.name(),
                "vde_plug2tap",
                "-s",
                path("sw").toString(),
                "vt0")) {
      Fabric.await(segment, snapshot -> Fabric.up(snapshot) == 2);
      netns.inside("ip", "link", "set", "vt0", "up");
      assertThat(
              netns.inside("busybox", "udhcpc", "-f", "-q", "-n", "-i", "vt0", "-s", "/bin/true"))
          .contains("lease of 10.0.2.15 obtained");
      assertThat(slirp.process().isAlive()).isTrue();
      assertThat(tap.process().isAlive()).isTrue();
    } finally {
      netns.remove();
    }
  }

  @Test
  @DisplayName(
      "the gateway on the switch serves a namespace behind vde_plug2tap and one behind tap:")
  void gateway() throws Exception {
    Started.need("vde_plug2tap", "busybox");
    NetworkNamespace netns = new NetworkNamespace("qnet-vdegw");
    netns.make("busybox", "curl");
    try (WebServer web = WebServer.start();
        SwitchSegment segment =
            Fabric.at(path("sw"), "mtu=1500", path("gw.pcapng"), "tap:qt0@" + netns.name());
        Started tap =
            Started.program(
                "ip",
                "netns",
                "exec",
                netns.name(),
                "vde_plug2tap",
                "-s",
                path("sw").toString(),
                "vt0")) {
      Fabric.await(segment, snapshot -> Fabric.up(snapshot) == 3);
      for (String device : new String[] {"vt0", "qt0"}) {
        netns.inside("ip", "link", "set", device, "up");
        netns.inside("busybox", "udhcpc", "-f", "-q", "-n", "-i", device, "-s", "/bin/true");
        netns.inside("ip", "addr", "add", "10.0.2.77/24", "dev", device);
        netns.inside("busybox", "ping", "-c", "1", "-W", "5", "10.0.2.2");
        String page = "http://10.0.2.2:" + web.port();
        assertThat(netns.inside("curl", "-sS", "-m", "20", page + "/hello"))
            .contains("hello from the host");
        Path bulk = path("bulk-" + device);
        netns.inside("curl", "-sS", "-m", "60", "-o", bulk.toString(), page + "/bulk");
        assertThat(NetworkNamespace.run("sha256sum", bulk.toString()))
            .startsWith(WebServer.bulkSum());
        assertThat(
                netns.inside("curl", "-sS", "-m", "60", "--data-binary", "@" + bulk, page + "/sum"))
            .contains(WebServer.bulkSum());
        netns.inside("ip", "addr", "flush", "dev", device);
        netns.inside("ip", "link", "set", device, "down");
      }
      assertThat(tap.process().isAlive()).isTrue();
    } finally {
      netns.remove();
    }
    Captures.readable(path("gw.pcapng"));
  }

  @Test
  @DisplayName("500 plugs and unplugs leave no port, no descriptor and no file behind")
  void manyPlugs() throws Exception {
    try (SwitchSegment segment = Fabric.at(path("sw"), null, null)) {
      long before = descriptors();
      for (int i = 0; i < 50; i++) {
        Started[] plugs = new Started[10];
        for (int j = 0; j < plugs.length; j++) {
          plugs[j] = Started.plug(path("sw"));
        }
        Fabric.await(segment, snapshot -> Fabric.up(snapshot) == plugs.length);
        for (Started plug : plugs) {
          plug.close();
        }
        Fabric.await(
            segment,
            snapshot -> snapshot.ports().stream().allMatch(port -> port.plugs().isEmpty()));
      }
      try (Started a = Started.plug(path("sw"));
          Started b = Started.plug(path("sw"))) {
        Fabric.await(segment, snapshot -> Fabric.up(snapshot) == 2);
        a.say(1, EVERYBODY, 60);
        assertThat(b.next()).isEqualTo(60);
      }
      Fabric.await(segment, snapshot -> Fabric.up(snapshot) == 0);
      assertThat(descriptors()).isLessThan(before + 40);
      try (var files = Files.list(path("sw"))) {
        assertThat(files.filter(file -> file.getFileName().toString().matches("\\d{3}\\..*")))
            .hasSizeLessThan(3);
      }
    }
  }

  private static long descriptors() throws Exception {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  @Test
  @DisplayName(
      "killed and started again: the directory is taken over, vde_plug ends, cables return")
  void killed() throws Exception {
    Path directory = path("sw");
    Process first =
        new ProcessBuilder(
                "java",
                "-cp",
                System.getProperty("java.class.path"),
                "io.qnet.launcher.Main",
                "switch",
                "--vde",
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Started cable = await(() -> Files.exists(directory.resolve("ctl")), directory);
        SwitchSegment other = Fabric.at(path("other"), null, null, "vde:" + directory)) {
      Fabric.await(other, snapshot -> Fabric.up(snapshot) == 1);
      first.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
      assertThat(cable.next()).as("vde_plug ends with its switch").isZero();
      Fabric.await(other, snapshot -> Fabric.up(snapshot) == 0);
      assertThat(directory.resolve("ctl")).exists();
      try (SwitchSegment second = Fabric.at(directory, null, null)) {
        Fabric.await(other, snapshot -> Fabric.up(snapshot) == 1);
        Fabric.await(second, snapshot -> Fabric.up(snapshot) == 1);
      }
    } finally {
      first.destroyForcibly();
    }
  }
}
