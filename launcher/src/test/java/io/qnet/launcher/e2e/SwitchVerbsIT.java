package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said to a switch while it runs, from another process. */
@Timeout(600)
class SwitchVerbsIT {
  private static final int EVERYBODY = 0xff;

  @TempDir Path folder;

  @BeforeAll
  static void programs() {
    Started.need("vde_plug");
  }

  private String qnet(String... words) throws Exception {
    return QnetProcess.run(folder, words);
  }

  @Test
  @DisplayName("switch stp, switch set, switch ports and impair, on a switch with VDE clients")
  void verbs() throws Exception {
    String directory = folder.resolve("sw").toString();
    try (QnetProcess running =
        QnetProcess.start(
            folder, "switch", "--vde", directory, "--stp", "--rule", "1 edge", "--rule",
            "2 edge")) {
      running.await("ready:", Duration.ofSeconds(60));
      try (Started a = Started.plug(directory + "[1]");
          Started b = Started.plug(directory + "[2]")) {
        int heard = -1;
        for (int i = 0; i < 50 && heard != 60; i++) {
          a.say(1, EVERYBODY, 60);
          byte[] frame = b.take(200);
          heard = frame == null || frame[12] != (byte) 0x88 ? -1 : frame.length;
        }
        assertThat(heard).isEqualTo(60);
        JsonNode tree = new ObjectMapper().readTree(qnet("switch", "stp", "-o", "json"));
        assertThat(tree.path("running").asBoolean()).isTrue();
        assertThat(tree.path("rootPort").isNull()).isTrue();
        assertThat(tree.path("ports").get(0).path("state").asText()).isEqualTo("forwarding");
        assertThat(qnet("switch", "stp")).contains("this switch", "designated", "forwarding");
        assertThat(qnet("switch", "set", "1", "macs=1", "storm=1000"))
            .isEqualTo("port 1: macs=1 storm=1000\n");
        a.say(9, EVERYBODY, 60);
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(qnet("switch", "ports", "-o", "json"))
            .contains("SOURCE_REFUSED", "edge macs=1 storm=1000");
        qnet("switch", "set", "5", "trunk=10,20", "native=10");
        assertThat(qnet("switch", "vlans", "-o", "json"))
            .isEqualToIgnoringWhitespace(
                """
                [{"vlan": 0, "untagged": [1, 2], "tagged": []},
                 {"vlan": 10, "untagged": [5], "tagged": []},
                 {"vlan": 20, "untagged": [], "tagged": [5]}]""");
        assertThat(qnet("switch", "vlans")).containsPattern("(?m)^ +0  1,2 +-$");
        impair(a, b);
      }
      running.signal("TERM");
      assertThat(running.end(Duration.ofSeconds(20))).isZero();
    }
  }

  private void impair(Started a, Started b) throws Exception {
    JsonNode links = new ObjectMapper().readTree(qnet("impair", "-o", "json"));
    String link = links.get(0).path("link").asText();
    assertThat(link).startsWith("port");
    assertThat(qnet("impair", link, "loss=100%")).contains("loss=");
    b.rest();
    a.say(1, EVERYBODY, 77);
    TimeUnit.MILLISECONDS.sleep(500);
    assertThat(b.rest()).noneMatch(frame -> frame.length == 77);
    qnet("impair", link, "off");
    a.say(1, EVERYBODY, 78);
    TimeUnit.MILLISECONDS.sleep(500);
    assertThat(b.rest()).anyMatch(frame -> frame.length == 78);
  }
}
