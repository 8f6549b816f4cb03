package io.qnet.launcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("qnet nat -o usernet")
class UsernetTableTest {
  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  @Test
  @DisplayName("doors and connections in QEMU's columns; a unix socket's path is its address")
  void rows() throws Exception {
    JsonNode doors =
        json(
            "[{'protocol':'tcp','host':'127.0.0.1','hostPort':10022,'guest':'10.0.2.15',"
                + "'guestPort':22},{'protocol':'unix','host':'/run/my app.sock','hostPort':0,"
                + "'guest':'10.0.2.15','guestPort':80}]");
    JsonNode mappings =
        json(
            "[{'protocol':'udp','state':'MAPPED','secondsLeft':236,'descriptor':14,"
                + "'inside':{'address':'10.0.2.15','port':52001},'remote':null}]");

    assertThat(UsernetTable.of("net0", mappings, doors))
        .isEqualTo(
            """
            Hub -1 (net0):
              Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
              TCP[HOST_FORWARD]  -1       127.0.0.1 10022       10.0.2.15    22     0     0
              TCP[HOST_FORWARD]  -1 /run/my?app.sock     0       10.0.2.15    80     0     0
              UDP[236 sec]       14       10.0.2.15 52001               *     0     0     0
            """);
  }
}
