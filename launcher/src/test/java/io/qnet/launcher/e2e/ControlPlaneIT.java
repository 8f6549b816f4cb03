package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** APIs and their sockets, of real processes. */
@Timeout(600)
@DisplayName("the control plane")
class ControlPlaneIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What a station says then. */
  private static final String[] REFUSALS = {"was refused", "no way to the far end"};

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  @DisplayName("events --follow ends well when what it follows ends well")
  void follow(String signal) throws Exception {
    try (QnetProcess user = QnetProcess.start(folder, "user", "hostfwd=tcp::0-:22")) {
      user.await("ready: ", PATIENCE);
      try (QnetProcess events = QnetProcess.start(folder, "events", "--follow")) {
        events.await("door.opened", PATIENCE);
        user.signal(signal);
        assertThat(user.end(PATIENCE)).as(user.err()).isZero();
        assertThat(events.end(PATIENCE)).as(events.err()).isZero();
        assertThat(events.err()).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("events --follow fails where what it follows is killed")
  void killed() throws Exception {
    try (QnetProcess user = QnetProcess.start(folder, "user", "hostfwd=tcp::0-:22")) {
      user.await("ready: ", PATIENCE);
      try (QnetProcess events = QnetProcess.start(folder, "events", "--follow")) {
        events.await("door.opened", PATIENCE);
        user.signal("KILL");
        assertThat(events.end(PATIENCE)).isEqualTo(1);
        assertThat(events.err()).contains("does not answer");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--services", "--slirp4netns-api", "--monitor"})
  @DisplayName(
      "a socket's path that cannot be had: exit code 1 in three parts, and nothing touched")
  void paths(String option) throws Exception {
    Path fifo = folder.resolve("fifo");
    NetworkNamespace.run("mkfifo", fifo.toString());
    Path file = Files.writeString(folder.resolve("file"), "kept");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Path used = folder.resolve("used");
    String tooLong = folder.resolve("x".repeat(108 - folder.toString().length())).toString();
    try (QnetProcess other = QnetProcess.start(folder, "user", "--slirp4netns-api", "used")) {
      other.await("ready: ", PATIENCE);
      for (String path :
          List.of("fifo", "file", "link", ".", "used", "none/sock", tooLong, folder + "/used")) {
        try (QnetProcess user = QnetProcess.start(folder, "user", option, path)) {
          assertThat(user.end(PATIENCE)).as("%s: %s", path, user.out()).isEqualTo(1);
          assertThat(user.out()).doesNotContain("ready:");
          assertThat(user.err()).contains(option + " ").contains("nothing was started");
          assertThat(user.err()).as(path).hasLineCount(3);
        }
      }
      assertThat(QnetProcess.run(folder, "ps")).contains("user1").doesNotContain("user2");
      other.signal("TERM");
      assertThat(other.end(PATIENCE)).as(other.err()).isZero();
    }
    assertThat(Files.readAttributes(fifo, "isOther")).containsEntry("isOther", true);
    assertThat(file).hasContent("kept");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.exists(used, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--services", "--slirp4netns-api", "--monitor"})
  @DisplayName("a path of 106 octets, and one that a dead program left: both are fine")
  void goodPaths(String option) throws Exception {
    Path stale = folder.resolve("stale");
    for (String path :
        List.of(
            folder.resolve("x".repeat(105 - folder.toString().length())).toString(),
            stale.toString())) {
      if (path.equals(stale.toString())) {
        leave(stale);
      }
      try (QnetProcess user = QnetProcess.start(folder, "user", option, path)) {
        user.await("ready: ", PATIENCE);
        assertThat(QnetProcess.run(folder, "redirect", "list")).contains("RULE");
        assertThat(Path.of(path)).exists();
        user.signal("TERM");
        assertThat(user.end(PATIENCE)).as(user.err()).isZero();
      }
      assertThat(Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
  }

  /** A socket that nobody listens at any more. */
  private void leave(Path socket) throws Exception {
    try (QnetProcess dead =
        QnetProcess.start(folder, "user", "--slirp4netns-api", socket.toString())) {
      dead.await("ready: ", PATIENCE);
      dead.signal("KILL");
      assertThat(dead.end(PATIENCE)).isNotZero();
    }
    assertThat(socket).exists();
  }

  @Test
  @DisplayName("a guest reaches no API of any network, whichever was there first")
  void otherNetworks() throws Exception {
    try (QnetProcess first = QnetProcess.start(folder, "user", "--name", "first")) {
      first.await("ready: ", PATIENCE);
      requireRefused("first", "first");
      try (QnetProcess second =
          QnetProcess.start(folder, "user", "--name", "second", "--port", "stream:127.0.0.1:0")) {
        second.await("ready: ", PATIENCE);
        requireRefused("first", "second");
        String port = second.out().replaceFirst("(?s).*addr[.]port=([0-9]+).*", "$1").strip();
        assertThat(reached("first", "http://10.0.2.2:" + port + "/")).containsAnyOf(REFUSALS);
      }
      try (QnetProcess third = QnetProcess.start(folder, "user", "--name", "third")) {
        third.await("ready: ", PATIENCE);
        requireRefused("first", "third");
        requireRefused("third", "first");
      }
      try (WebServer web = WebServer.start()) {
        assertThat(reached("first", "http://10.0.2.2:" + web.port() + "/hello"))
            .contains("hello from the host");
      }
    }
  }

  private void requireRefused(String from, String to) throws Exception {
    assertThat(QnetProcess.run(folder, "nat", "--on", to)).contains("PROTO");
    String address =
        new ObjectMapper()
            .readTree(folder.resolve("qnet/" + to + "/api.json").toFile())
            .path("address")
            .asText()
            .replace("127.0.0.1", "10.0.2.2");
    assertThat(reached(from, address + "api/v1/status"))
        .as("the API of %s, from a guest of %s", to, from)
        .containsAnyOf(REFUSALS)
        .doesNotContain("403");
  }

  /** What a guest says that asks for {@code url}. */
  private String reached(String network, String url) throws Exception {
    String port = "stream-connect:" + folder.resolve("qnet/" + network + "/net0.sock");
    try (QnetProcess guest = QnetProcess.start(folder, "station", "--port", port, "get", url)) {
      int unused = guest.end(PATIENCE);
      return guest.out() + guest.err();
    }
  }
}
