package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Linux kernel behind a switch that begins to snoop DHCP while it runs. */
@Timeout(600)
class SnoopingIT {
  private final NetworkNamespace netns = new NetworkNamespace("qnet-snoop");

  @TempDir Path folder;

  @BeforeEach
  void makeNamespace() throws Exception {
    netns.make("busybox");
  }

  @AfterEach
  void removeNamespace() throws Exception {
    netns.remove();
  }

  private String qnet(String... words) throws Exception {
    return QnetProcess.run(folder, words);
  }

  private JsonNode json(String... words) throws Exception {
    return new ObjectMapper().readTree(qnet(words));
  }

  private void take(String address) throws Exception {
    netns.inside("ip", "addr", "flush", "dev", "tap0");
    netns.inside("ip", "addr", "add", address + "/24", "dev", "tap0");
    netns.inside("ip", "neigh", "flush", "dev", "tap0");
  }

  private boolean reachesGateway() throws Exception {
    String script = "busybox ping -c 1 -W 2 10.0.2.2 >/dev/null && echo yes || echo no";
    return netns.inside("sh", "-c", script).strip().equals("yes");
  }

  @Test
  @DisplayName("who has no lease is refused from then on, who has one is shown, and off is off")
  void live() throws Exception {
    try (QnetProcess lab =
        QnetProcess.start(
            folder, "switch", "--user", "ipv6=off", "--port", "tap:tap0@" + netns.name())) {
      lab.await("ready:", Duration.ofSeconds(60));
      netns.inside("ip", "link", "set", "tap0", "up");
      take("10.0.2.77");
      assertThat(reachesGateway()).as("nobody looks yet").isTrue();
      assertThat(json("switch", "snooping", "-o", "json").path("on").asBoolean()).isFalse();

      assertThat(qnet("switch", "set", "all", "snooping")).isEqualTo("all: snooping\n");
      take("10.0.2.77");
      assertThat(reachesGateway()).as("no lease").isFalse();
      assertThat(qnet("switch", "ports", "-o", "json")).contains("ARP_REFUSED");

      netns.inside("busybox", "udhcpc", "-f", "-q", "-n", "-i", "tap0", "-s", "/bin/true");
      JsonNode seen = json("switch", "snooping", "-o", "json");
      assertThat(seen.path("on").asBoolean()).isTrue();
      assertThat(seen.path("leases")).hasSize(1);
      JsonNode lease = seen.path("leases").get(0);
      assertThat(lease.path("mac").asText())
          .isEqualTo(netns.inside("cat", "/sys/class/net/tap0/address").strip());
      assertThat(lease.path("vlan").asInt()).isZero();
      assertThat(lease.path("port").asInt()).isEqualTo(1);
      assertThat(lease.path("secondsLeft").asLong()).isPositive();
      String address = lease.path("address").asText();
      assertThat(address).isEqualTo("10.0.2.15");
      assertThat(qnet("switch", "snooping")).contains("ADDRESS", address);
      take(address);
      assertThat(reachesGateway()).as("its own lease").isTrue();
      take("10.0.2.77");
      assertThat(reachesGateway()).as("still no lease").isFalse();

      qnet("switch", "set", "all", "snooping=off");
      take("10.0.2.77");
      assertThat(reachesGateway()).as("nobody looks any more").isTrue();
      assertThat(json("switch", "snooping", "-o", "json").path("leases")).isEmpty();
      try (QnetProcess wrong = QnetProcess.start(folder, "switch", "set", "all", "edge")) {
        assertThat(wrong.end(Duration.ofMinutes(1))).isEqualTo(2);
        assertThat(wrong.err()).contains("a switch cannot be told 'edge'", "snooping");
      }
      lab.signal("TERM");
      assertThat(lab.end(Duration.ofSeconds(20))).isZero();
    }
  }
}
