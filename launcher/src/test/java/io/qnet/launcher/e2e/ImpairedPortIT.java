package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.qemu.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ports whose links are impaired, and what captures and {@code qnet why} say of their frames. */
@Timeout(600)
class ImpairedPortIT {
  private static final int EVERYBODY = 0xff;
  private static final String LOST = "dropped: IMPAIRED, the link was told to lose it";

  @TempDir Path folder;

  @BeforeAll
  static void programs() {
    Started.need("vde_plug", "tshark");
  }

  private String qnet(String... words) throws Exception {
    return QnetProcess.run(folder, words);
  }

  /** Until b hears a frame of this length. */
  private static void hear(Started b, int length) throws Exception {
    byte[] frame = b.take(10_000);
    while (frame != null && frame.length != length) {
      frame = b.take(10_000);
    }
    assertThat(frame).as("a frame of %d octets", length).isNotNull();
  }

  private static String tshark(String... words) throws Exception {
    Program.Result result =
        Program.of(Stream.concat(Stream.of("tshark"), Stream.of(words)).toArray(String[]::new))
            .within(Duration.ofMinutes(1))
            .run();
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
  }

  /** What the capture says of frames of one length: interface and comment of each. */
  private List<String> said(Path file, int length) throws Exception {
    return tshark(
            "-r",
            file + "",
            "-Y",
            "frame.len==" + length,
            "-T",
            "fields",
            "-E",
            "separator=/s",
            "-e",
            "frame.interface_name",
            "-e",
            "frame.comment")
        .lines()
        .map(line -> line.replaceFirst("^port(\\d)\\.\\d", "port$1").strip())
        .toList();
  }

  @Test
  @DisplayName("a frame that a port's link loses has that as its comment, in both directions")
  void comments() throws Exception {
    Path file = folder.resolve("sw.pcapng");
    String sw = folder.resolve("sw").toString();
    try (QnetProcess running =
        QnetProcess.start(folder, "switch", "--vde", sw, "--capture", file.toString())) {
      running.await("ready:", Duration.ofSeconds(60));
      try (Started a = Started.plug(sw + "[1]");
          Started b = Started.plug(sw + "[2]")) {
        speakOf(a, b);
      }
      running.signal("TERM");
      assertThat(running.end(Duration.ofSeconds(20))).isZero();
    }
    assertThat(said(file, 77)).as("lost before the switch").containsExactly("port1 " + LOST);
    String flooded = " flooded: port 1 -> 1 port, a group address";
    assertThat(said(file, 79))
        .as("lost behind it")
        .containsExactlyInAnyOrder("port1" + flooded, "port2 " + LOST);
    assertThat(said(file, 81))
        .as("delayed: not known yet")
        .containsExactlyInAnyOrder("port1", "port2");
    assertThat(said(file, 83)).containsExactlyInAnyOrder("port1" + flooded, "port2");
    String number =
        tshark("-r", file + "", "-Y", "frame.len==77", "-T", "fields", "-e", "frame.number");
    assertThat(qnet("why", file + ":" + number.strip())).contains("It was " + LOST);
  }

  /** The name of the link at a port, once something is plugged in there. */
  private String link(String port) throws Exception {
    for (int i = 0; i < 50; i++) {
      for (JsonNode link : new ObjectMapper().readTree(qnet("impair", "-o", "json"))) {
        if (link.path("link").asText().startsWith(port)) {
          return link.path("link").asText();
        }
      }
    }
    throw new AssertionError("nothing is plugged into " + port);
  }

  private void speakOf(Started a, Started b) throws Exception {
    String from = link("port1.");
    String to = link("port2.");
    qnet("impair", from, "from:loss=100%");
    a.say(1, EVERYBODY, 77);
    qnet("impair", from, "off");
    qnet("impair", to, "to:loss=100%");
    a.say(1, EVERYBODY, 79);
    qnet("impair", to, "off");
    qnet("impair", from, "from:delay=50ms");
    a.say(1, EVERYBODY, 81);
    hear(b, 81);
    qnet("impair", from, "off");
    a.say(1, EVERYBODY, 83);
    hear(b, 83);
    assertThat(qnet("why", "02:00:00:00:00:01-ff:ff:ff:ff:ff:ff"))
        .as("the words of the capture")
        .contains("A frame would be flooded: port 1 -> 1 port, a group address: 2.");
  }

  @Test
  @DisplayName("qnet user with several ports impairs each of them from the beginning")
  void severalPorts() throws Exception {
    String[] line = {
      "user",
      "--port",
      "stream:" + folder.resolve("a.sock"),
      "--port",
      "stream:" + folder.resolve("b.sock"),
      "--impair",
      "delay=20ms loss=1% seed=5"
    };
    try (QnetProcess running = QnetProcess.start(folder, line)) {
      running.await("ready:", Duration.ofSeconds(60));
      JsonNode links = new ObjectMapper().readTree(qnet("impair", "-o", "json"));
      assertThat(links).hasSize(2);
      for (JsonNode link : links) {
        assertThat(link.path("set").asText()).contains("delay=20ms", "loss=1%", "seed=5");
      }
      running.signal("TERM");
      assertThat(running.end(Duration.ofSeconds(20))).isZero();
    }
    line[line.length - 1] = "los=1%";
    try (QnetProcess wrong = QnetProcess.start(folder, line)) {
      assertThat(wrong.end(Duration.ofSeconds(60))).isEqualTo(2);
      assertThat(wrong.err()).contains("los", "nothing was started");
    }
  }
}
