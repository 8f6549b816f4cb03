package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is plugged in. What works is tested with the station. */
@DisplayName("qnet station, wrongly asked")
class StationCommandTest {
  private final Path folder;

  StationCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``             | the station is not told what to do     | valid here: dhcp, ping, dns",
        "pong 10.0.2.2  | a station has no verb 'pong'           | did you mean ping?",
        "ping           | ping needs an argument                 | write ping 10.0.2.2",
        "ping a b       | ping: too many words                   | write ping 10.0.2.2",
        "dhcp now       | dhcp: too many words                   | write dhcp",
        "get ftp://a/   | 'ftp://a/' is not a URL                | write http://HOST[:PORT]/PATH",
        "get http://a:x | 'http://a:x' is not a URL              | write http://HOST[:PORT]/PATH",
        "get http://a:70000/ | 'http://a:70000/' is not a URL    | write http://HOST[:PORT]/PATH",
        "serve          | serve needs an argument                | write serve 80",
        "serve 0        | '0' is not a port                      | write a number, 1 to 65535",
        "serve 65536    | '65536' is not a port                  | write a number, 1 to 65535",
        "udp-echo seven | 'seven' is not a port                  | write a number, 1 to 65535",
        "--mac 01:00:5e:00:00:01 dhcp | is no address of one card  | leave --mac out",
        "--mac 52:54 dhcp             | is not an Ethernet address | such as 52:54:00:12:34:56",
        "--mca 52:54:00:12:34:56 dhcp | has no option --mca        | did you mean --mac?"
      })
  void refused(String words, String what, String remedy) {
    List<String> all = new ArrayList<>(List.of("station", "--port", "stream-connect:a.sock"));
    if (!words.isEmpty()) {
      all.addAll(List.of(words.split(" ", -1)));
    }
    Invocation run = Invocation.of(folder, all.toArray(String[]::new));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(3);
    assertThat(run.err()).contains(what).contains(remedy);
  }

  @Test
  @DisplayName("without a port")
  void noPort() {
    Invocation run = Invocation.of(folder, "station", "dhcp");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--port is missing").contains("stream-connect:PATH");
  }

  @Test
  @DisplayName("a port of a kind that does not work yet")
  void unknownPort() {
    Invocation run = Invocation.of(folder, "station", "--port", "veth:a", "dhcp");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("the port kind veth: is not in this version yet");
  }
}
