package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.GuestRun;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.guest.Overlay;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.RealQemu;
import io.qnet.launcher.user.UserSegment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Linux in a stock QEMU, plugged into qnet by {@code -netdev stream}. */
@Tag("qemu")
@Timeout(600)
class UserModeIT {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static MicroGuest guest;

  @TempDir Path folder;

  @BeforeAll
  static void buildGuest() throws IOException, InterruptedException {
    RealQemu.need();
    guest =
        new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println).ensure();
  }

  private GuestRun.Result run(String card, String script) throws Exception {
    Path socket = folder.resolve("net0.sock");
    Path capture = folder.resolve("guest.pcapng");
    GuestRun.Result result;
    try (UserSegment segment = Segment.at(socket, capture, "hostname=lab,dnssearch=qnet.test");
        GuestRun run =
            GuestRun.start(
                guest,
                Overlay.script(script).program("iperf3"),
                Nic.of(segment.port().netdev("net0"), card))) {
      result = run.result(PATIENCE);
      System.out.println(card + ": ready after " + result.uptime().toMillis() + " ms");
    }
    Captures.readable(capture);
    return result;
  }

  @ParameterizedTest
  @ValueSource(strings = {Nic.E1000, Nic.VIRTIO})
  @DisplayName("lease, names, pages down and up, UDP, pings allowed and blocked, closed ports")
  void everyday(String card) throws Exception {
    try (WebServer web = WebServer.start();
        Iperf iperf = Iperf.start()) {
      GuestRun.Result result =
          run(
              card,
              """
              dhcp || exit 10
              ping -c 2 -w 5 10.0.2.2 || exit 11
              ping -c 1 -w 3 192.0.2.1 && exit 12
              nslookup localhost. 10.0.2.3 || exit 13
              wget -q -O - http://10.0.2.2:%d/hello || exit 14
              wget -q -O - --post-data=up http://10.0.2.2:%d/length || exit 15
              iperf3 -u -b 2M -t 1 -c 10.0.2.2 -p %d || exit 16
              traceroute -n -q 1 -w 2 10.0.2.2 || exit 17
              nc -w 3 10.0.2.2 1 </dev/null && exit 18
              exit 0
              """
                  .formatted(web.port(), web.port(), iperf.port()));
      assertThat(result.status()).as(result.text()).isZero();
      assertThat(result.text())
          .contains("ip=10.0.2.15", "router=10.0.2.2", "dns=10.0.2.3", "mtu=1500", "hostname=lab")
          .contains("search=qnet.test")
          .contains("hello from the host")
          .contains("2 octets")
          .containsPattern("receiver")
          .containsPattern(" 1 +10.0.2.2 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stream:127.0.0.1:0",
        "stream-connect:qemu.sock",
        "dgram:ours.sock,qemu.sock",
        "dgram:127.0.0.1:0,127.0.0.1:50091"
      })
  @DisplayName("every back-end that QEMU has for this: listening, connecting, datagrams")
  void backends(String port) throws Exception {
    try (WebServer web = WebServer.start();
        UserSegment segment = Segment.at(port, folder.resolve("guest.pcapng"), "");
        GuestRun run = hello(web, segment.port().netdev("net0"))) {
      assertThat(run.result(PATIENCE).text()).endsWith("hello from the host");
    }
  }

  @Test
  @DisplayName("the old -netdev socket,connect=")
  void oldSocket() throws Exception {
    try (WebServer web = WebServer.start();
        UserSegment segment =
            Segment.at("stream:127.0.0.1:0", folder.resolve("guest.pcapng"), "")) {
      String address = segment.port().toString().substring("stream:".length());
      try (GuestRun run = hello(web, "socket,id=net0,connect=" + address)) {
        assertThat(run.result(PATIENCE).text()).endsWith("hello from the host");
      }
    }
  }

  private static GuestRun hello(WebServer web, String netdev) throws Exception {
    String script =
        "dhcp >/dev/null 2>&1; wget -q -O - http://10.0.2.2:%d/hello".formatted(web.port());
    return GuestRun.start(guest, Overlay.script(script), Nic.of(netdev, Nic.VIRTIO));
  }

  @ParameterizedTest
  @ValueSource(strings = {Nic.E1000, Nic.VIRTIO})
  @DisplayName("50 MB down and up, intact by checksum")
  void bulk(String card) throws Exception {
    try (WebServer web = WebServer.start()) {
      GuestRun.Result result =
          run(
              card,
              """
              dhcp >/dev/null 2>&1 || exit 10
              wget -q -O /tmp/bulk http://10.0.2.2:%d/bulk || exit 11
              sha256sum /tmp/bulk
              printf 'POST /sum HTTP/1.0\\r\\nContent-Length: 52428800\\r\\n\\r\\n' > /tmp/head
              cat /tmp/head /tmp/bulk | nc 10.0.2.2 %d || exit 12
              """
                  .formatted(web.port(), web.port()));
      assertThat(result.status()).as(result.text()).isZero();
      assertThat(result.lines().get(0)).startsWith(WebServer.bulkSum());
      assertThat(result.text().substring(70)).contains(WebServer.bulkSum());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Nic.E1000, Nic.VIRTIO})
  @DisplayName("200 parallel connections, all answered")
  void parallel(String card) throws Exception {
    try (WebServer web = WebServer.start()) {
      GuestRun.Result result =
          run(
              card,
              """
              dhcp >/dev/null 2>&1 || exit 10
              i=0
              while [ $i -lt 200 ]; do
                wget -q -O /tmp/page.$i http://10.0.2.2:%d/slow &
                i=$((i + 1))
              done
              wait
              cat /tmp/page.* | grep -c 'hello from the host'
              """
                  .formatted(web.port()));
      assertThat(result.text()).isEqualTo("200");
      assertThat(web.mostAtOnce()).as("connections open at once").isGreaterThan(100);
    }
  }
}
