package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.qemu.Program;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.launcher.user.UserSegment;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Linux's own IPv6, in a network namespace of the test's own, behind a TAP device. */
@Timeout(600)
class Ipv6IT {
  private final NetworkNamespace netns = new NetworkNamespace("qnet-it6");
  private final Path etc = Path.of("/etc/netns", netns.name());

  @TempDir Path folder;

  @BeforeEach
  void makeNamespace() throws Exception {
    netns.make("curl", "busybox", "bash", "timeout", "dhclient");
    assumeTrue(
        Files.exists(Path.of("/proc/net/if_inet6"))
            && Files.readString(Path.of("/proc/net/if_inet6")).contains(" lo\n"),
        "SKIPPED: this host has no ::1");
    Files.createDirectories(etc);
    Files.writeString(etc.resolve("resolv.conf"), "nameserver fec0::3\n");
  }

  @AfterEach
  void removeNamespace() throws Exception {
    if (Files.exists(etc)) {
      Files.deleteIfExists(etc.resolve("resolv.conf"));
      Files.delete(etc);
      netns.remove();
    }
  }

  private String inside(String... words) throws Exception {
    return netns.inside(words);
  }

  private UserSegment segment(Path capture, int mtu) {
    UserPlan plan =
        new UserPlan(
            "e2e",
            PortSpec.parse("tap:tap0@" + netns.name(), folder),
            UserOptions.parse("mtu=" + mtu),
            capture);
    List<IpAddress> host = List.of(IpAddress.parse("fec0::2"));
    return UserSegment.start(plan, Map.of("lab.test", host), event -> {});
  }

  /** Waits until the kernel has made itself an address of the advertised prefix. */
  private String address() throws Exception {
    String script =
        "until ip -6 addr show dev tap0 | grep -q fec0:: ; do sleep 0.1; done;"
            + "while ip -6 addr show dev tap0 | grep -q tentative ; do sleep 0.1; done;"
            + "ip -6 addr show dev tap0";
    return inside("timeout", "10", "bash", "-c", script);
  }

  @Test
  @DisplayName("ISC's client is assigned an address, is told the rest, and the address works")
  void assigned() throws Exception {
    try (WebServer web = WebServer.start(Ipv6Address.LOOPBACK.toInet());
        UserSegment segment = segment(folder.resolve("dhcp6.pcapng"), 1500)) {
      assertThat(segment.port()).isNotNull();
      address();
      Path leases = folder.resolve("leases");
      Path pid = folder.resolve("pid");
      String bound =
          inside(
              "timeout",
              "20",
              "dhclient",
              "-6",
              "-1",
              "-v",
              "-sf",
              "/bin/true",
              "-lf",
              leases.toString(),
              "-pf",
              pid.toString(),
              "tap0");
      NetworkNamespace.run("kill", Files.readString(pid).strip());
      assertThat(bound).contains("Bound to lease 00:03:00:01:52:56:00:00:00:02");
      assertThat(Files.readString(leases)).contains("dhcp6.name-servers fec0::3");
      String assigned = bound.replaceAll("(?s).*IAADDR (\\S+).*", "$1");
      inside("ip", "addr", "add", assigned + "/128", "dev", "tap0", "nodad");
      String page = "http://[fec0::2]:" + web.port() + "/hello";
      assertThat(inside("curl", "-sS", "-m", "20", "--interface", assigned, page))
          .contains("hello from the host");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1500, 65520})
  @DisplayName("a kernel gets an address by itself, and reaches the host's ::1 at fec0::2")
  void everyday(int mtu) throws Exception {
    Path capture = folder.resolve("six.pcapng");
    InetAddress loopback = Ipv6Address.LOOPBACK.toInet();
    try (WebServer web = WebServer.start(loopback);
        EchoServer echo = EchoServer.start(loopback);
        UserSegment segment = segment(capture, mtu)) {
      assertThat(address()).contains("inet6 fec0::", "scope site dynamic");
      assertThat(inside("ip", "-6", "route", "show", "default"))
          .contains("via fe80::2 dev tap0 proto ra");
      assertThat(inside("cat", "/proc/sys/net/ipv6/conf/tap0/mtu")).isEqualTo(mtu + "\n");
      inside("busybox", "ping6", "-c", "2", "-W", "5", "fec0::2");
      inside("busybox", "ping6", "-c", "1", "-W", "5", "-s", "4000", "fec0::3");

      String page = "http://[fec0::2]:" + web.port();
      assertThat(inside("curl", "-sS", "-m", "20", page + "/hello"))
          .contains("hello from the host");
      assertThat(inside("curl", "-sS", "-m", "20", "http://lab.test:" + web.port() + "/hello"))
          .contains("hello from the host");
      Path bulk = folder.resolve("bulk");
      inside("curl", "-sS", "-m", "50", "-o", bulk.toString(), page + "/bulk");
      assertThat(NetworkNamespace.run("sha256sum", bulk.toString()))
          .startsWith(WebServer.bulkSum());
      assertThat(inside("curl", "-sS", "-m", "50", "--data-binary", "@" + bulk, page + "/sum"))
          .contains(WebServer.bulkSum());
      for (int length : new int[] {100, 4000, 20_000}) {
        assertThat(udpEcho(echo.port(), length)).as("octets that came back").isEqualTo(length);
      }
      System.out.println("mtu " + mtu + ", dropped: " + segment.snapshot().drops());
    }
    List<String> lines = Captures.readable(capture);
    assertThat(lines)
        .anyMatch(line -> line.contains("Router Advertisement from 52:56:00:00:00:02"));
    assertThat(advertisement(capture))
        .contains("Prefix: fec0::", "Valid Lifetime: 86400", "MTU: " + mtu, "fec0::3");
  }

  /** Sends one datagram with bash's own sockets, and counts what comes back. */
  private int udpEcho(int port, int length) throws Exception {
    String script =
        "exec 3<>/dev/udp/fec0::2/"
            + port
            + "; dd if=/dev/zero bs="
            + length
            + " count=1 status=none >&3; timeout 10 dd bs=65536 count=1 status=none <&3 | wc -c";
    return Integer.parseInt(inside("bash", "-c", script).trim());
  }

  private static String advertisement(Path capture) throws Exception {
    Program.Result result =
        Program.of("tshark", "-r", capture.toString(), "-Y", "icmpv6.type==134", "-V", "-c", "200")
            .within(Duration.ofMinutes(1))
            .run();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).doesNotContain("Malformed").contains("[Checksum Status: Good]");
    return result.out();
  }
}
