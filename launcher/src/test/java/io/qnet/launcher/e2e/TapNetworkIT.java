package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.GuestRun;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.guest.Overlay;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuCommand;
import io.qnet.launcher.qemu.RealQemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks that carry something: guests, the host, and somebody outside, who is not told where
 * guests are.
 *
 * <pre>
 *  guest (namespace, or QEMU) -- lab (host) -- up0, up1 -- outside 198.51.100.1, 203.0.113.1
 * </pre>
 */
@DisplayName("A network on the host")
@Timeout(600)
class TapNetworkIT {
  private static final String SUBNET = "192.168.77.0/24";
  private static final String LEASE =
      "busybox udhcpc -f -q -n -t 5 -O mtu -i g0 -x hostname:web -s %s";

  @TempDir Path folder;

  private HostLab host = new HostLab("qnet-net", Path.of("/"));
  private final NetworkNamespace outside = new NetworkNamespace("qnet-net-out");
  private final NetworkNamespace guest = new NetworkNamespace("qnet-net-guest");

  @BeforeEach
  void makeHosts() throws Exception {
    host = new HostLab("qnet-net", folder);
    host.make("busybox", "curl");
    outside.make("busybox");
    host.inside("ip", "link", "set", "dev", "up1", "netns", outside.name());
    outside.inside("ip", "link", "set", "dev", "lo", "up");
    outside.inside("ip", "link", "set", "dev", "up1", "up");
    outside.inside("ip", "address", "add", "198.51.100.1/24", "dev", "up1");
    outside.inside("ip", "address", "add", "203.0.113.1/32", "dev", "lo");
    guest.make();
  }

  @AfterEach
  void removeHosts() throws Exception {
    guest.remove();
    outside.remove();
    host.remove();
  }

  /** A web server of the outside that says who asked. */
  private Process web() throws Exception {
    Path pages = Files.createDirectories(folder.resolve("www/cgi-bin"));
    Path page = pages.resolve("who");
    Files.writeString(
        page, "#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\n%s' \"$REMOTE_ADDR\"\n");
    Files.setPosixFilePermissions(page, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new ProcessBuilder(
            "ip",
            "netns",
            "exec",
            outside.name(),
            "busybox",
            "httpd",
            "-f",
            "-p",
            "203.0.113.1:80",
            "-h",
            folder.resolve("www").toString())
        .start();
  }

  private void plugIn() throws Exception {
    host.sh("ip link add name g0 netns " + guest.name() + " type veth peer name lab-g0");
    host.sh("ip link set dev lab-g0 master lab up");
    guest.inside("ip", "link", "set", "dev", "lo", "up");
    guest.inside("ip", "link", "set", "dev", "g0", "up");
  }

  private String lease() throws Exception {
    Path script = folder.resolve("lease.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        [ "$1" = bound ] || exit 0
        echo "ip=$ip/$mask router=$router dns=$dns mtu=$mtu server=$serverid"
        ip address add "$ip/$mask" dev "$interface"
        [ -z "$router" ] || ip route add default via "$router"
        """);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return guest.inside("sh", "-c", LEASE.formatted(script));
  }

  private String asks(String name) throws Exception {
    return guest.inside("sh", "-c", "busybox nslookup -type=a " + name + " 192.168.77.3 2>&1 || :");
  }

  private boolean reaches(NetworkNamespace from, String what) throws Exception {
    return from.inside("sh", "-c", "busybox ping -c 1 -W 2 " + what + " >/dev/null; echo $?")
        .strip()
        .equals("0");
  }

  @Test
  @DisplayName(
      "--nat: a lease, names, out by the host's address, nobody comes in, the guard stands")
  void nat() throws Exception {
    host.qnet("tap", "network", "lab", "--subnet", SUBNET, "--nat", "--mtu", "1400").ok();
    plugIn();
    assertThat(lease())
        .contains("ip=192.168.77.10/24 router=192.168.77.1 dns=192.168.77.3 mtu=1400")
        .contains("server=192.168.77.2");
    Process web = web();
    try {
      guest.inside("busybox", "nslookup", "localhost.", "192.168.77.3");
      assertThat(
              guest.inside(
                  "curl",
                  "-sS",
                  "-m",
                  "20",
                  "--retry",
                  "5",
                  "--retry-connrefused",
                  "http://203.0.113.1/cgi-bin/who"))
          .as("translated")
          .isEqualTo("198.51.100.2");
    } finally {
      web.destroy();
    }
    assertThat(reaches(guest, "203.0.113.1")).as("echo").isTrue();
    assertThat(reaches(guest, "192.168.77.1")).as("the host").isTrue();
    assertThat(guest.inside("sh", "-c", "curl -sS -m 3 http://192.168.77.2:22/ 2>&1 || true"))
        .as("the services carry nothing to the host's loopback")
        .doesNotContain("SSH");

    outside.inside("ip", "route", "add", SUBNET, "via", "198.51.100.2");
    assertThat(reaches(outside, "192.168.77.10")).as("from outside").isFalse();
    assertThat(host.qnet("leases", "--on", "lab", "-o", "json").ok().out())
        .contains("192.168.77.10");
    assertThat(host.inside("nft", "list", "table", "inet", "qnet_lab"))
        .containsPattern("tcp, udp } counter packets [1-9]");
    host.qnet("tap", "undo", "lab").ok();
    assertThat(host.running()).isEmpty();
  }

  @Test
  @DisplayName("where nothing was forwarded, only the network's packets are")
  void guard() throws Exception {
    host.inside("ip", "link", "add", "name", "vm0", "type", "veth", "peer", "name", "g0");
    host.inside("ip", "link", "set", "dev", "g0", "netns", guest.name());
    host.sh("ip link set dev vm0 up; ip address add 10.55.0.1/24 dev vm0");
    guest.inside("ip", "link", "set", "dev", "g0", "up");
    guest.inside("ip", "address", "add", "10.55.0.2/24", "dev", "g0");
    guest.inside("ip", "route", "add", "default", "via", "10.55.0.1");
    outside.inside("ip", "route", "add", "10.55.0.0/24", "via", "198.51.100.2");
    host.qnet("tap", "network", "lab", "--subnet", SUBNET, "--nat", "--no-services").ok();

    assertThat(reaches(guest, "198.51.100.1")).as("another network of the host").isFalse();
    assertThat(host.inside("nft", "list", "table", "inet", "qnet-guard"))
        .containsPattern("counter packets [1-9]");
    host.inside("nft", "delete", "table", "inet", "qnet-guard");
    assertThat(reaches(guest, "198.51.100.1")).as("it was the guard").isTrue();
  }

  @Test
  @DisplayName("networks of the worst names: guard, a-b and a_b; each has rules of its own")
  void names() throws Exception {
    host.qnet("tap", "network", "guard", "--subnet", SUBNET, "--nat").ok();
    String[][] others = {{"a-b", "10.1.1.0/24"}, {"a_b", "10.1.2.0/24"}};
    for (String[] other : others) {
      host.qnet("tap", "network", other[0], "--subnet", other[1], "--nat", "--no-services").ok();
    }
    assertThat(host.inside("nft", "list", "tables"))
        .contains("inet qnet-guard", "inet qnet_guard", "inet qnet_a-b", "inet qnet_a_b");
    host.qnet("tap", "undo", "guard").ok();
    assertThat(host.inside("nft", "list", "set", "inet", "qnet-guard", "bridges"))
        .as("the others are still guarded")
        .contains("\"a-b\"", "\"a_b\"");
    host.qnet("tap", "undo", "a_b").ok();
    host.qnet("tap", "undo", "a-b").ok();
    assertThat(host.sh("cat /proc/sys/net/ipv4/ip_forward").strip()).isEqualTo("0");
    assertThat(host.inside("nft", "list", "tables")).doesNotContain("qnet");
  }

  @Test
  @DisplayName("--routed: in and out by the guests' own addresses")
  void routed() throws Exception {
    host.qnet("tap", "network", "lab", "--subnet", SUBNET, "--routed").ok();
    plugIn();
    lease();
    assertThat(reaches(guest, "203.0.113.1")).as("nobody knows the way back").isFalse();
    outside.inside("ip", "route", "add", SUBNET, "via", "198.51.100.2");
    assertThat(reaches(guest, "203.0.113.1")).isTrue();
    assertThat(reaches(outside, "192.168.77.10")).isTrue();
  }

  @Test
  @DisplayName("--isolated: an address, names of its own, the host, and nobody beyond")
  void isolated() throws Exception {
    host.qnet("tap", "network", "lab", "--subnet", SUBNET, "--isolated").ok();
    plugIn();
    assertThat(lease()).contains("ip=192.168.77.10/24 router= dns=192.168.77.3");
    assertThat(asks("web")).contains("Address: 192.168.77.10");
    assertThat(asks("world.test")).contains("REFUSED");
    assertThat(host.sh("cat /proc/sys/net/ipv4/ip_forward").strip()).isEqualTo("0");
    assertThat(reaches(guest, "192.168.77.1")).isTrue();
    host.sh("echo 1 >/proc/sys/net/ipv4/ip_forward"); // by somebody else
    guest.inside("ip", "route", "add", "default", "via", "192.168.77.1");
    outside.inside("ip", "route", "add", SUBNET, "via", "198.51.100.2");
    assertThat(reaches(guest, "203.0.113.1")).isFalse();
    assertThat(reaches(outside, "192.168.77.10")).isFalse();
  }

  @Test
  @DisplayName("a real guest in QEMU, on a device of its own: -netdev tap,ifname=")
  void qemu() throws Exception {
    RealQemu.need();
    MicroGuest linux =
        new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println).ensure();
    host.qnet("tap", "network", "lab", "--subnet", SUBNET, "--nat").ok();
    host.qnet("tap", "create", "tap0", "--bridge", "lab", "--owner", "nobody").ok();
    Process web = web();
    try (GuestRun run =
        GuestRun.start(
            linux,
            Overlay.script(
                """
                dhcp || exit 10
                ping -c 1 -w 5 192.168.77.1 || exit 11
                nslookup localhost. || exit 12
                wget -q -O - http://203.0.113.1/cgi-bin/who || exit 13
                """),
            QemuCommand.of(there(Qemu.find()))
                .nic(Nic.of("tap,ifname=tap0,script=no,downscript=no", Nic.VIRTIO)))) {
      GuestRun.Result result = run.result(Duration.ofMinutes(4));
      assertThat(result.status()).as(result.text()).isZero();
      assertThat(result.text())
          .contains("ip=192.168.77.10", "router=192.168.77.1", "dns=192.168.77.3")
          .endsWith("198.51.100.2");
    } finally {
      web.destroy();
    }
  }

  /** QEMU, in the host's namespace. */
  private Qemu there(Qemu qemu) throws Exception {
    Path script = folder.resolve("qemu");
    Files.writeString(
        script,
        "#!/bin/sh\nexec ip netns exec " + host.name() + " " + qemu.program() + " \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Qemu(script, qemu.version());
  }

  @Test
  @DisplayName("what cannot work is refused, in three parts, and changes nothing")
  void refused() throws Exception {
    String before = host.snapshot();
    for (List<String> words :
        List.of(
            List.of("lab"),
            List.of("lab", "--subnet", SUBNET),
            List.of("lab", "--subnet", SUBNET, "--nat", "--isolated"),
            List.of("lab", "--subnet", "192.168.77.1/24", "--nat"),
            List.of("lab", "--subnet", "nonsense", "--nat"),
            List.of("a/b", "--subnet", SUBNET, "--nat"),
            List.of("lab", "--subnet", SUBNET, "--nat", "--mtu", "12"))) {
      HostLab.Ran ran = host.qnet(words(words));
      assertThat(ran.status()).as("%s: %s", words, ran.err()).isEqualTo(2);
      assertThat(ran.err().lines()).as("%s: %s", words, ran.err()).hasSize(3);
    }
    HostLab.Ran overlap = host.qnet(words(List.of("lab", "--subnet", "198.51.0.0/16", "--nat")));
    assertThat(overlap.status()).isEqualTo(1);
    assertThat(overlap.err()).contains("overlaps 198.51.100.0/24");
    assertThat(host.snapshot()).isEqualTo(before);
  }

  private static String[] words(List<String> words) {
    return Stream.concat(Stream.of("tap", "network"), words.stream()).toArray(String[]::new);
  }
}
