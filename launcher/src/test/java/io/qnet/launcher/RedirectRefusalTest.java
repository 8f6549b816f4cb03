package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What doors are refused, with which words and exit codes; and that nothing changes then. */
@DisplayName("qnet redirect, refused")
class RedirectRefusalTest extends RedirectRig {
  RedirectRefusalTest(@TempDir Path runtime) {
    super(runtime);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("refused: nothing changes, and the words say why and what to type")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      tcp::x-:80            | 2 | 'x' is no host port         | qnet redirect add --help
      tcp::8080             | 2 | nothing says where it leads | qnet redirect add --help
      tcp::0-10.0.3.1:22    | 2 | no guest can be at 10.0.3.1 | leave it out for 10.0.2.15
      udp::0-:53,proxy-protocol=v1 | 2 | datagrams have no beginning | qnet redirect add --help
      tcp::0-10.0.2.2:22    | 2 | no guest can be at 10.0.2.2 | leave it out for 10.0.2.15
      tcp::0-10.0.2.255:22  | 2 | no guest can be at 10.0.2.255 | another address of 10.0.2.0/24
      tcp::0-[fec0::2]:7    | 2 | no guest can be at fec0::2  | another address of fec0::/64
      tcp::0-[2001:db8::1]:7 | 2 | no guest can be at 2001:db8::1 | another address of fec0::/64
      tcp:192.0.2.1:7000-:7 | 1 | 192.0.2.1:7000: it is no address of this host | 'ip address' lists
      udp:192.0.2.1:7000-:7 | 1 | 192.0.2.1:7000: it is no address of this host | 'ip address' lists
      tcp:[fe80::1]:0-:7    | 1 | means nothing without an interface | such as [::1]
      tcp::0-:80,proxy-protocol=v3 | 2 | 'v3' is no version: v1 or v2 | qnet redirect add --help
      """)
  void wrong(String rule, int exitCode, String why, String remedy) throws Exception {
    Invocation run = qnet("redirect", "add", "tcp::0-:80", rule);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).contains(why, remedy);
    assertThat(list()).isEmpty();
  }

  @Test
  @DisplayName("a path that is too long: said before anything is opened")
  void longPath() throws Exception {
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, HERE)) {
      port = probe.getLocalPort();
    }
    Invocation run =
        qnet("redirect", "add", "tcp::" + port + "-:80", "unix:/tmp/" + "x".repeat(120) + "-:80");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("at most 107 octets", "no door was opened");
    assertThat(list()).isEmpty();
    assertThatThrownBy(() -> client(port).close()).isInstanceOf(ConnectException.class);
  }

  @Test
  @DisplayName("a whole rule that is none shuts nothing, and the one that is there is said")
  void otherRule() throws Exception {
    String rule = add("tcp::0-10.0.2.99:80").get(0);
    String other = rule.replace("10.0.2.99:80", "10.0.2.77:9999");
    Invocation run = qnet("redirect", "remove", other);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no door is at " + other, "what is there is " + rule);
    assertThat(list()).hasSize(1);
  }

  @Test
  @DisplayName("the same end twice in one call; a call without a rule")
  void twice() throws Exception {
    Invocation run = qnet("redirect", "add", "tcp::18077-:80", "tcp:127.0.0.1:18077-:81");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("tcp:127.0.0.1:18077-:81: this end is asked for twice", "leave one of the two");
    assertThat(list()).isEmpty();
    Invocation none = qnet("redirect", "add");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("no rule is named", "qnet redirect add tcp::8080-:80");
  }

  @Test
  @DisplayName("a port that is taken: by whom; a door twice; a door that is not there")
  void taken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, HERE)) {
      Invocation run = qnet("redirect", "add", "tcp::" + other.getLocalPort() + "-:22");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains("java (pid " + ProcessHandle.current().pid() + ") has the port")
          .contains("or 0 for one that is free");
    }
    String rule = add("tcp::0-:80").get(0);
    Invocation twice = qnet("redirect", "add", rule);
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(twice.err()).contains("it leads there already: " + rule, "qnet redirect remove");
    Invocation missing = qnet("redirect", "remove", rule, "tcp:127.0.0.1:1");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("no door is at tcp:127.0.0.1:1", "qnet redirect list");
    assertThat(list()).as("all or none").hasSize(1);
  }
}
