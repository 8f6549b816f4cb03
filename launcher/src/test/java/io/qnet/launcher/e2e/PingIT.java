package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a guest's ping and traceroute see with icmp=proxy: a guest, a gateway in a network of its
 * own, a router, and a far host; four kernels' worth of namespaces.
 */
@Timeout(600)
class PingIT {
  private static final String GROUPS = "net.ipv4.ping_group_range";

  private final NetworkNamespace guest = new NetworkNamespace("qnet-pg");
  private final NetworkNamespace near = new NetworkNamespace("qnet-pn");
  private final NetworkNamespace hop = new NetworkNamespace("qnet-ph");
  private final NetworkNamespace far = new NetworkNamespace("qnet-pf");

  @BeforeEach
  void makeNetworks() throws Exception {
    guest.make("busybox", "traceroute");
    for (NetworkNamespace other : List.of(near, hop, far)) {
      other.make();
      other.inside("ip", "link", "set", "lo", "up");
    }
    wire(near, "192.0.2.1/30", "2001:db8:1::1/64", hop, "192.0.2.2/30", "2001:db8:1::2/64");
    wire(hop, "198.51.100.1/30", "2001:db8:2::1/64", far, "198.51.100.2/30", "2001:db8:2::2/64");
    hop.inside("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
    route(near, "192.0.2.2", "2001:db8:1::2");
    route(far, "198.51.100.1", "2001:db8:2::1");
  }

  @AfterEach
  void removeNetworks() throws Exception {
    for (NetworkNamespace each : List.of(guest, near, hop, far)) {
      each.remove();
    }
  }

  private static void wire(
      NetworkNamespace left,
      String left4,
      String left6,
      NetworkNamespace right,
      String right4,
      String right6)
      throws Exception {
    left.inside(
        "ip",
        "link",
        "add",
        "right",
        "type",
        "veth",
        "peer",
        "name",
        "left",
        "netns",
        right.name());
    address(left, "right", left4, left6);
    address(right, "left", right4, right6);
  }

  private static void address(NetworkNamespace in, String device, String four, String six)
      throws Exception {
    in.inside("ip", "addr", "add", four, "dev", device);
    in.inside("ip", "addr", "add", six, "dev", device, "nodad");
    in.inside("ip", "link", "set", device, "up");
  }

  private static void route(NetworkNamespace in, String four, String six) throws Exception {
    in.inside("ip", "route", "add", "default", "via", four);
    in.inside("ip", "-6", "route", "add", "default", "via", six);
  }

  private Process qnet() throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", near.name()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("user", "--port", "tap:tap0@" + guest.name(), "icmp=proxy"));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader out(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("where the kernel forbids ping sockets: exit code 3, and the sysctl by name")
  void forbidden() throws Exception {
    near.inside("sysctl", "-qw", GROUPS + "=1 0");
    Process process = qnet();
    String said = String.join("\n", out(process).lines().toList());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(3);
    assertThat(said)
        .contains("icmp=proxy: socket(IPPROTO_ICMP): Permission denied")
        .contains("sudo sysctl -w " + GROUPS + "=\"0 2147483647\"");
  }

  @Test
  @DisplayName("ping, ping -t and traceroute tell the truth, over IPv4 and IPv6")
  void truth() throws Exception {
    near.inside("sysctl", "-qw", GROUPS + "=0 2147483647");
    Process process = qnet();
    try {
      assertThat(out(process).readLine()).startsWith("ready:");
      guest.inside("ip", "addr", "add", "10.0.2.15/24", "dev", "tap0");
      guest.inside("ip", "route", "add", "default", "via", "10.0.2.2");
      assertThat(guest.inside("busybox", "ping", "-c", "2", "-W", "5", "198.51.100.2"))
          .contains("2 packets received");
      guest.inside("busybox", "ping", "-c", "1", "-s", "4000", "-W", "5", "198.51.100.2");
      assertThat(hops("traceroute", "-4", "-I", "-n", "-q", "1", "198.51.100.2"))
          .containsExactly("10.0.2.2", "192.0.2.2", "198.51.100.2");
      assertThat(hops("busybox", "traceroute", "-n", "-q", "1", "198.51.100.2"))
          .as("UDP")
          .containsExactly("10.0.2.2", "192.0.2.2", "198.51.100.2");

      String settled = "until ip -6 addr show dev tap0 | grep fec0: | grep -vq tentative;";
      guest.inside("timeout", "10", "sh", "-c", settled + " do sleep 0.1; done");
      assertThat(guest.inside("busybox", "ping6", "-c", "1", "-W", "5", "2001:db8:2::2"))
          .contains("1 packets received");
      assertThat(hops("traceroute", "-6", "-I", "-n", "-q", "1", "2001:db8:2::2"))
          .containsExactly("fec0::2", "2001:db8:1::2", "2001:db8:2::2");
      assertThat(hops("busybox", "traceroute6", "-n", "-q", "1", "2001:db8:2::2"))
          .as("UDP")
          .containsExactly("fec0::2", "2001:db8:1::2", "2001:db8:2::2");
    } finally {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The second word of each line but the first. */
  private List<String> hops(String... words) throws Exception {
    return guest
        .inside(words)
        .lines()
        .skip(1)
        .map(line -> line.replaceFirst("^ *\\d+ +(\\S+).*", "$1"))
        .toList();
  }
}
