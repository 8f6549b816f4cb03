package io.qnet.launcher.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import io.qnet.web.ApiServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Doors, asked for as clients of other programs do: octet by octet what they send. */
@DisplayName("the dialects of slirp4netns and gvisor-tap-vsock")
@Timeout(120)
class DialectsTest {
  private final Path folder;
  private final Path socket;

  DialectsTest(@TempDir Path folder) {
    this.folder = folder;
    this.socket = folder.resolve("api.sock");
  }

  private UserSegment segment(UserPlan.Sockets sockets) {
    PortSpec port = PortSpec.parse("stream:" + folder.resolve("net0.sock"), folder);
    UserPlan plan =
        new UserPlan(
            "dialects", port, UserOptions.parse("hostfwd=tcp::0-:22"), null, null, sockets, null);
    return UserSegment.start(plan, Map.of(), event -> {});
  }

  /** Sends {@code pieces} one by one, ends, and returns all that comes back. */
  private String ask(String... pieces) throws IOException {
    return ask(true, pieces);
  }

  private String ask(boolean ends, String... pieces) throws IOException {
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.connect(UnixDomainSocketAddress.of(socket));
      for (String piece : pieces) {
        client.write(ByteBuffer.wrap(piece.getBytes(StandardCharsets.UTF_8)));
      }
      if (ends) {
        client.shutdownOutput();
      }
      StringBuilder answer = new StringBuilder();
      ByteBuffer octets = ByteBuffer.allocate(8192);
      while (client.read(octets) >= 0) {
        answer.append(new String(octets.array(), 0, octets.position(), StandardCharsets.UTF_8));
        octets.clear();
      }
      return answer.toString();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  @DisplayName("slirp4netns: added, listed in both forms, removed; for the owner alone")
  void slirp4netns() throws Exception {
    int port = freePort();
    try (UserSegment segment = segment(new UserPlan.Sockets(socket, null))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      String add =
          "{\"execute\": \"add_hostfwd\", \"arguments\": {\"proto\": \"tcp\", \"host_addr\":"
              + " \"127.0.0.1\", \"host_port\": "
              + port
              + ", \"guest_addr\": \"10.0.2.15\", \"guest_port\": 80}}";
      assertThat(ask(add.substring(0, 30), add.substring(30))).isEqualTo("{\"return\":{\"id\":1}}");
      assertThat(segment.forwards()).last().hasToString("tcp:127.0.0.1:" + port + "-10.0.2.15:80");
      assertThat(ask(add)).contains("slirp_add_hostfwd failed", "it leads there already");

      JsonNode list = new ObjectMapper().readTree(ask("{\"execute\": \"list_hostfwd\"}"));
      assertThat(list.path("return").path("entries")).isEqualTo(list.path("entries")).hasSize(1);
      assertThat(list.path("entries").get(0).toString())
          .isEqualTo(
              "{\"id\":1,\"proto\":\"tcp\",\"host_addr\":\"127.0.0.1\",\"host_port\":"
                  + port
                  + ",\"guest_addr\":\"10.0.2.15\",\"guest_port\":80}");

      for (String id : List.of("\"1\"", "1.5", "4294967297", "true")) {
        assertThat(ask("{\"execute\": \"remove_hostfwd\", \"arguments\": {\"id\": " + id + "}}"))
            .as(id)
            .contains("remove_hostfwd: bad arguments.id");
      }
      String remove = "{\"execute\": \"remove_hostfwd\", \"arguments\": {\"id\": 1}}";
      assertThat(ask(remove)).isEqualTo("{\"return\":{}}");
      assertThat(ask(remove)).contains("remove_hostfwd: bad arguments.id");
      assertThat(segment.forwards()).hasSize(1);
    }
    assertThat(socket).doesNotExist();
  }

  @ParameterizedTest
  @DisplayName("slirp4netns: what is wrong is said in its words")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                            | bad request: cannot parse JSON
          {"execute":                                   | bad request: cannot parse JSON
          no json                                       | bad request: cannot parse JSON
          [1]                                           | bad request: json_object() failed
          {}                                            | bad request: no execute found
          {"execute": "quit"}                           | bad request: unknown execute
          {"execute": "add_hostfwd"}                    | bad request: add_hostfwd: bad arguments.proto
          {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_addr": "x"}} | bad request: add_hostfwd: bad arguments.host_addr
          {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_port": 70000}} | bad request: add_hostfwd: bad arguments.host_port
          {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_port": 80}} | bad request: add_hostfwd: bad arguments.guest_port
          {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_port": 65536, "guest_port": 80}} | bad request: add_hostfwd: bad arguments.host_port
          {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_port": 4294987380, "guest_port": 80}} | bad request: add_hostfwd: bad arguments.host_port
          {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_port": 20084.7, "guest_port": 80}} | bad request: add_hostfwd: bad arguments.host_port
          {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_port": "20083", "guest_port": 80}} | bad request: add_hostfwd: bad arguments.host_port
          {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_port": 20083, "guest_port": "80"}} | bad request: add_hostfwd: bad arguments.guest_port
          """)
  void wrong(String request, String error) throws Exception {
    try (UserSegment segment = segment(new UserPlan.Sockets(socket, null))) {
      assertThat(ask(request)).isEqualTo("{\"error\":{\"desc\":\"" + error + "\"}}");
      assertThat(ask("{\"x\": \"" + "y".repeat(5000) + "\"}")).contains("too large message");
      assertThat(segment.forwards()).hasSize(1);
      stillWorks();
    }
  }

  /** The next one who asks is answered. */
  private void stillWorks() throws IOException {
    assertThat(ask("{\"execute\": \"list_hostfwd\"}")).contains("\"entries\":[");
  }

  @Test
  @DisplayName(
      "slirp4netns: depth without end, ports and addresses that cannot be had, a silent one")
  void hostile() throws Exception {
    try (UserSegment segment = segment(new UserPlan.Sockets(socket, null));
        SocketChannel silent = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.connect(UnixDomainSocketAddress.of(socket));
      silent.write(ByteBuffer.wrap("{\"execute\": ".getBytes(StandardCharsets.UTF_8)));
      assertThat(ask("[".repeat(4000))).contains("bad request");
      assertThat(ask("{\"execute\":".repeat(300))).contains("bad request");
      String add =
          "{\"execute\": \"add_hostfwd\", \"arguments\": {\"proto\": \"tcp\", \"host_addr\":"
              + " \"192.0.2.1\", \"host_port\": 8080, \"guest_port\": 80}}";
      assertThat(ask(add)).contains("slirp_add_hostfwd failed");
      assertThat(ask("{\"execute\": \"remove_hostfwd\", \"arguments\": {\"id\": 99}}"))
          .contains("bad arguments.id");
      assertThat(segment.forwards()).hasSize(1);
      stillWorks();
    }
  }

  @Test
  @DisplayName("a path that is in use is refused, with who uses it")
  void taken() {
    try (UserSegment segment = segment(new UserPlan.Sockets(socket, null))) {
      assertThat(segment.port()).isNotNull();
      assertThatThrownBy(
              () ->
                  UserSegment.start(
                      new UserPlan(
                          "other",
                          PortSpec.parse("stream:" + folder.resolve("net1.sock"), folder),
                          UserOptions.DEFAULT,
                          null,
                          null,
                          new UserPlan.Sockets(socket, null),
                          null),
                      Map.of(),
                      event -> {}))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("--slirp4netns-api " + socket)
          .hasMessageContaining("(pid " + ProcessHandle.current().pid() + ")");
    }
  }

  private String http(String method, String path, String body) throws IOException {
    String answer =
        ask(
            false,
            method
                + " "
                + path
                + " HTTP/1.1\r\nHost: unix\r\nConnection: close\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())
        + " "
        + answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @Test
  @DisplayName("gvisor-tap-vsock: exposed, listed, unexposed; for the owner alone")
  void services() throws Exception {
    int port = freePort();
    try (UserSegment segment = segment(UserPlan.Sockets.NONE)) {
      SegmentApi api = new SegmentApi("dialects", segment, new EventRing());
      try (ApiServer server = ApiServer.start(api, "token", socket)) {
        assertThat(server.port()).isPositive();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
            .isEqualTo("rw-------");
        String local = "{\"local\":\":" + port + "\",\"protocol\":\"tcp\"";
        String expose = local + ",\"remote\":\"tcp://10.0.2.15:80\"}";
        assertThat(http("POST", "/services/forwarder/expose", expose)).isEqualTo("200 ");
        assertThat(http("POST", "/services/forwarder/expose", expose))
            .startsWith("500 ")
            .contains("it leads there already");
        assertThat(http("GET", "/services/forwarder/all", ""))
            .contains(
                "{\"local\":\"127.0.0.1:"
                    + port
                    + "\",\"remote\":\"10.0.2.15:80\",\"protocol\":\"tcp\"}");
        String door = folder.resolve("door").toString();
        assertThat(
                http(
                    "POST",
                    "/services/forwarder/expose",
                    "{\"local\":\""
                        + door
                        + "\",\"remote\":\"10.0.2.15:81\",\"protocol\":\"unix\"}"))
            .isEqualTo("200 ");
        assertThat(Path.of(door)).exists();
        assertThat(http("POST", "/services/forwarder/unexpose", local + "}")).isEqualTo("200 ");
        assertThat(http("POST", "/services/forwarder/unexpose", local + "}")).startsWith("500 ");
        assertThat(http("POST", "/services/forwarder/expose", "{}")).startsWith("400 ");
        assertThat(http("POST", "/services/forwarder/expose", "no json")).startsWith("400 ");
        assertThat(segment.forwards()).hasSize(2);
      }
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  @DisplayName("gvisor-tap-vsock: a file that has taken the socket's path by now stays")
  void replaced() throws Exception {
    try (UserSegment segment = segment(UserPlan.Sockets.NONE)) {
      SegmentApi api = new SegmentApi("dialects", segment, new EventRing());
      try (ApiServer server = ApiServer.start(api, "token", socket)) {
        assertThat(server.port()).isPositive();
        Files.delete(socket);
        Files.writeString(socket, "somebody else's");
      }
    }
    assertThat(socket).hasContent("somebody else's");
  }
}
