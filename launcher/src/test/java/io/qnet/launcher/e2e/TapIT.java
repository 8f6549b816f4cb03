package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.user.UserSegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real Linux stack, in a network namespace of the test's own, behind a TAP device. */
@Timeout(600)
class TapIT {
  private final NetworkNamespace netns = new NetworkNamespace("qnet-it");

  @TempDir Path folder;

  @BeforeEach
  void makeNamespace() throws Exception {
    netns.make("curl", "busybox");
  }

  @AfterEach
  void removeNamespace() throws Exception {
    netns.remove();
  }

  private String inside(String... words) throws Exception {
    return netns.inside(words);
  }

  @ParameterizedTest
  @CsvSource({"1500, ''", "65520, ''", "1500, ',offloads=off'", "65520, ',offloads=off'"})
  @DisplayName("curl, ping and iperf3 in the namespace reach the host's 127.0.0.1 at 10.0.2.2")
  void everyday(int mtu, String offloads) throws Exception {
    Path capture = folder.resolve("tap.pcapng");
    try (WebServer web = WebServer.start();
        Iperf iperf = Iperf.start();
        UserSegment segment =
            Segment.at("tap:tap0@" + netns.name() + offloads, capture, "mtu=" + mtu)) {
      assertThat(inside("busybox", "udhcpc", "-f", "-q", "-n", "-i", "tap0", "-s", "/bin/true"))
          .contains("lease of 10.0.2.15 obtained");
      inside("ip", "addr", "add", "10.0.2.15/24", "dev", "tap0");
      assertThat(inside("ip", "link", "show", "tap0")).contains("mtu " + mtu);
      String page = "http://10.0.2.2:" + web.port();

      inside("busybox", "ping", "-c", "2", "-W", "5", "10.0.2.2");
      assertThat(inside("curl", "-sS", "-m", "20", page + "/hello"))
          .contains("hello from the host");
      Path bulk = folder.resolve("bulk");
      inside("curl", "-sS", "-m", "50", "-o", bulk.toString(), page + "/bulk");
      assertThat(NetworkNamespace.run("sha256sum", bulk.toString()))
          .startsWith(WebServer.bulkSum());
      assertThat(inside("curl", "-sS", "-m", "50", "--data-binary", "@" + bulk, page + "/sum"))
          .contains(WebServer.bulkSum());
      inside("iperf3", "-u", "-b", "2M", "-t", "1", "-c", "10.0.2.2", "-p", "" + iperf.port());
      assertThat(inside("nstat", "-j", "-a", "-z", "*CsumErrors", "IpInHdrErrors"))
          .as("the kernel verified every checksum")
          .contains("\"TcpInCsumErrors\":0", "\"UdpInCsumErrors\":0", "\"IpInHdrErrors\":0")
          .contains("\"IcmpInCsumErrors\":0");
      System.out.println("mtu " + mtu + ", dropped: " + segment.snapshot());
    }
    assertThat(inside("ip", "link")).doesNotContain("tap0");
    Captures.readable(capture);
  }

  @Test
  @DisplayName("a device with several queues that was there before, and stays: one queue is taken")
  void multiQueue() throws Exception {
    inside("ip", "tuntap", "add", "dev", "tap0", "mode", "tap", "multi_queue", "vnet_hdr");
    Path capture = folder.resolve("tap.pcapng");
    try (WebServer web = WebServer.start();
        UserSegment segment = Segment.at("tap:tap0@" + netns.name(), capture, "")) {
      assertThat(segment.port()).hasToString("tap:tap0@" + netns.name());
      inside("ip", "addr", "add", "10.0.2.15/24", "dev", "tap0");
      assertThat(inside("curl", "-sS", "-m", "20", "http://10.0.2.2:" + web.port() + "/hello"))
          .contains("hello from the host");
    }
    assertThat(inside("ip", "-j", "-d", "link", "show", "tap0")).contains("\"multi_queue\":true");
  }
}
