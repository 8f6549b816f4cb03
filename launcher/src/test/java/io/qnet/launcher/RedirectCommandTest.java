package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.station.StationRun;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real gateway, a station that serves, and doors that come and go. */
@DisplayName("qnet redirect")
class RedirectCommandTest extends RedirectRig {
  RedirectCommandTest(@TempDir Path runtime) {
    super(runtime);
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName("a door is opened, used, listed and shut, while guest and gateway go on")
  void live() throws Exception {
    try (StationRun guest = guest("serve", "80")) {
      String rule = add("tcp::0-:80").get(0);
      assertThat(rule).matches("tcp:127\\.0\\.0\\.1:[0-9]+-10\\.0\\.2\\.15:80");
      assertThat(page(port(rule))).startsWith("HTTP/1");
      assertThat(list().get(0).path("rule").asText()).isEqualTo(rule);
      assertThat(qnet("redirect", "list").out()).contains("this host", rule);
      assertThat(qnet("nat", "-o", "usernet").out())
          .contains(
              "  TCP[HOST_FORWARD]  -1       127.0.0.1 %5d       10.0.2.15    80     0     0"
                  .formatted(port(rule)));

      String half = rule.substring(0, rule.indexOf('-'));
      try (Socket inside = client(port(rule))) {
        assertThat(qnet("redirect", "remove", half).exitCode()).isZero();
        assertThat(list()).isEmpty();
        inside
            .getOutputStream()
            .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(inside.getInputStream().read()).as("who is in stays").isEqualTo('H');
      }
      assertThat(add(half + "-:80")).containsExactly(rule);
    }
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName("--cut resets who is in")
  void cut() throws Exception {
    try (StationRun guest = guest("serve", "80")) {
      String rule = add("tcp::0-:80").get(0);
      try (Socket inside = client(port(rule))) {
        while (list().get(0).path("connections").asInt() == 0) {
          Thread.onSpinWait();
        }
        assertThat(qnet("redirect", "remove", "--cut", rule).exitCode()).isZero();
        assertThat(readToTheEnd(inside)).isInstanceOf(SocketException.class);
      }
    }
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName("why the server sees 10.0.2.2: the door, and what tells it who called")
  void why() throws Exception {
    try (StationRun guest = guest("serve", "80")) {
      for (String tells : List.of("", ",proxy-protocol=v2")) {
        String rule = add("tcp::0-:80" + tells).get(0);
        try (Socket inside = client(port(rule))) {
          while (list().get(0).path("connections").asInt() == 0) {
            Thread.onSpinWait();
          }
          assertThat(qnet("why", "tcp:10.0.2.15:80").out())
              .contains("It came in through a door, so the guest sees 10.0.2.2:", rule)
              .contains(tells.isEmpty() ? ",proxy-protocol=v2" : "the first octets");
          assertThat(inside.isConnected()).isTrue();
        }
        assertThat(qnet("redirect", "remove", "--cut", rule).exitCode()).isZero();
      }
    }
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName(
      "why, when it is over: by whom it ended, the door, and 10.0.2.2; and of a door alone")
  void whyPast() throws Exception {
    try (StationRun guest = guest("serve", "80")) {
      String rule = add("tcp::0-:80").get(0);
      assertThat(page(port(rule))).startsWith("HTTP/1");
      while (!qnet("events").out().contains("flow.closed")) {
        Thread.onSpinWait();
      }
      assertThat(qnet("why", "tcp:10.0.2.15:80").out())
          .containsPattern("flow [0-9]+: tcp 10.0.2.15:80 <-> 10.0.2.2:[0-9]+, over: ")
          .contains("It came in through a door, so the guest sees 10.0.2.2:", rule)
          .contains("qnet redirect add " + rule + ",proxy-protocol=v2")
          .doesNotContain("There is no such flow now");
      assertThat(qnet("why", "127.0.0.1:" + port(rule)).out())
          .contains(rule + " is a door: who comes in there gets to port 80 of 10.0.2.15")
          .contains("Who can: this host. In now: 0.", "10.0.2.2", ",proxy-protocol=v2")
          .doesNotContain("Nothing was said of it");
      assertThat(qnet("redirect", "remove", rule).exitCode()).isZero();
      assertThat(qnet("why", "tcp:10.0.2.15:80").out())
          .contains("the door to 10.0.2.15:80 is gone by now");
      assertThat(qnet("why", "127.0.0.1:1").out()).contains("Nothing was said of it either");
    }
  }

  private static Throwable readToTheEnd(Socket socket) {
    try {
      return new AssertionError("an end, after " + socket.getInputStream().readAllBytes().length);
    } catch (IOException reset) {
      return reset;
    }
  }

  @Test
  @DisplayName("a hundred rules, and a range of a hundred, are shut in one call each")
  void many() throws Exception {
    List<String> rules = add(Collections.nCopies(100, "tcp::0-:80").toArray(String[]::new));
    List<String> words = new ArrayList<>(List.of("redirect", "remove", "tcp::1-:1"));
    words.addAll(rules);
    assertThat(qnet(words.toArray(String[]::new)).exitCode()).isEqualTo(1);
    assertThat(list()).as("all or none").hasSize(100);
    words.remove("tcp::1-:1");
    assertThat(qnet(words.toArray(String[]::new)).exitCode()).isZero();
    assertThat(list()).isEmpty();
    String range = "udp:127.0.0.9:18100-18199-:100-199";
    assertThat(add(range)).hasSize(100);
    assertThat(qnet("redirect", "remove", range).exitCode()).isZero();
    assertThat(list()).isEmpty();
  }

  @Test
  @DisplayName("rules in the other forms that QEMU has")
  void forms() throws Exception {
    assertThat(add("-redir", "tcp:0::23")).first().asString().endsWith("-10.0.2.15:23");
    assertThat(add("redir=tcp:0:10.0.2.99:23")).first().asString().endsWith("-10.0.2.99:23");
    assertThat(add("udp:0::53")).first().asString().startsWith("udp:127.0.0.1:").endsWith(":53");
    String rule = add("hostfwd=tcp::0-:80").get(0);
    assertThat(qnet("redirect", "remove", "hostfwd=" + rule).exitCode()).isZero();
    assertThat(list()).hasSize(3);
  }

  @Test
  @DisplayName("a rule without an address of the host says once, on standard error, where it is")
  void emptyHost() {
    assertThat(qnet("redirect", "add", "tcp::0-:80", "tcp::0-:81").err())
        .containsOnlyOnce("at 127.0.0.1, for this host alone; QEMU means 0.0.0.0, every network")
        .contains("write tcp:0.0.0.0:0-:80");
    assertThat(qnet("redirect", "add", "tcp:127.0.0.1:0-:80").err()).isEmpty();
  }
}
