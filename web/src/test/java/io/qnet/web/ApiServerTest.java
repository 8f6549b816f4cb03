package io.qnet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API as a client meets it: in octets. */
@Timeout(120)
class ApiServerTest {
  private static final int PATIENCE_MS = 10_000;
  private static final String TOKEN = "0123456789abcdef";

  private final FakeLab lab = new FakeLab();
  private final ApiServer server = ApiServer.start(lab, TOKEN);

  @AfterEach
  void close() {
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  /** Sends {@code head} and an empty line; all that comes back until the server closes. */
  private String send(String head) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String head(String method, String path) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:"
        + server.port()
        + "\r\nAuthorization: Bearer "
        + TOKEN;
  }

  private String get(String path) throws IOException {
    String answer = send(head("GET", path));
    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("\r\nContent-Type: application/json\r\n");
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private String order(String name, String body) throws IOException {
    String length = "\r\nContent-Length: " + body.length();
    return send(head("POST", "/api/v1/order/" + name) + length + "\r\n\r\n" + body);
  }

  @DisplayName("orders: carried out, refused in three parts, not known, not understood, too long")
  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "echo, `{\"card\":\"0\"}`, 200, `[\"done\",\"{card=0}\"]`",
        "refuse, {}, 409, `{\"what\":\"it is shut\",\"meaning\":\"nothing was"
            + " done\",\"remedy\":\"open it\"}`",
        "break, {}, 500, the answer could not be made",
        "other, {}, 404, no such order is taken here",
        "echo, [], 400, this is no order",
        "echo, `{\"card\":0}`, 400, this is no order",
        "echo, `{`, 400, this is no order"
      })
  void orders(String name, String body, int status, String answer) throws IOException {
    assertThat(order(name, body)).startsWith("HTTP/1.1 " + status + " ").contains(answer);
  }

  @Test
  @DisplayName("an order needs the token, and may not be long")
  void orderGuards() throws IOException {
    String bare =
        "POST /api/v1/order/echo HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:" + server.port();
    assertThat(send(bare + "\r\nContent-Length: 2\r\n\r\n{}")).startsWith("HTTP/1.1 401 ");
    assertThat(order("echo", "{\"a\":\"" + "x".repeat(10_000) + "\"}")).startsWith("HTTP/1.1 413 ");
  }

  @Test
  @DisplayName("what is asked for comes, under the names that are promised")
  void answers() throws Exception {
    assertThat(new JsonObject(get("/api/v1/status")))
        .isEqualTo(
            new JsonObject()
                .put("name", "lab")
                .put("verb", "user")
                .put("port", "stream:/run/a.sock")
                .put("startedAt", "2024-01-02T03:04:05Z"));
    JsonArray nat = new JsonArray(get("/api/v1/nat"));
    assertThat(nat).hasSize(2);
    assertThat(nat.getJsonObject(0).fieldNames())
        .containsExactly(
            "id",
            "protocol",
            "inside",
            "outside",
            "remote",
            "state",
            "secondsLeft",
            "octetsOut",
            "octetsIn",
            "receiveQueue",
            "sendQueue",
            "descriptor");
    assertThat(nat.getJsonObject(0).getJsonObject("outside"))
        .isEqualTo(new JsonObject().put("address", "192.0.2.1").put("port", 50000));
    assertThat(nat.getJsonObject(0).getValue("secondsLeft")).isNull();
    assertThat(nat.getJsonObject(1).getValue("outside")).isNull();
    assertThat(nat.getJsonObject(1).getInteger("secondsLeft")).isEqualTo(30);
    assertThat(new JsonArray(get("/api/v1/leases")).getJsonObject(0).getString("hostName"))
        .isEqualTo("tux");
    assertThat(new JsonObject(get("/api/v1/drops")).encode())
        .isEqualTo("{\"BAD_CHECKSUM\":1,\"OVERSIZE\":3}");
  }

  private String change(String method, String link, String body) throws IOException {
    String head = head(method, "/api/v1/impairments/" + link);
    String answer = send(head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    return answer.replace("\r\n", "\n");
  }

  @Test
  @DisplayName("a link is impaired with PUT, shown with GET, and left alone again with DELETE")
  void impairments() throws Exception {
    assertThat(new JsonArray(get("/api/v1/impairments")).getJsonObject(0).getValue("to")).isNull();
    assertThat(change("PUT", "lab.net0", "delay=20ms seed=7")).startsWith("HTTP/1.1 200 OK");
    JsonObject row = new JsonArray(get("/api/v1/impairments")).getJsonObject(0);
    assertThat(row.fieldNames()).containsExactly("link", "set", "state", "to", "from");
    assertThat(row.getString("set")).isEqualTo("delay=20ms seed=7");
    assertThat(row.getJsonObject("to").fieldNames())
        .containsExactly(
            "frames",
            "octets",
            "lost",
            "overflowed",
            "oversize",
            "duplicated",
            "corrupted",
            "reordered",
            "delivered",
            "waiting",
            "leastDelay",
            "meanDelay",
            "mostDelay",
            "rate");
    assertThat(row.getJsonObject("to").getDouble("meanDelay")).isEqualTo(20.25);
    assertThat(change("DELETE", "lab.net0", "")).startsWith("HTTP/1.1 200 OK");
    assertThat(new JsonArray(get("/api/v1/impairments")).getJsonObject(0).getString("set"))
        .isEmpty();
    assertThat(change("PUT", "lab.net9", "loss=1%"))
        .startsWith("HTTP/1.1 409")
        .contains("\"remedy\":\"try lab.net0\"");
    assertThat(change("PUT", "lab.net0", "x".repeat(20_000))).startsWith("HTTP/1.1 413");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization: Bearer",
        "Authorization: Bearer 0123456789abcde",
        "Authorization: Bearer 0123456789abcdef0",
        "Authorization: Basic 0123456789abcdef",
        "Authorization: 0123456789abcdef",
        "Cookie: token=0123456789abcdef"
      })
  @DisplayName("without the token: 401, whatever the path")
  void noToken(String line) throws Exception {
    for (String path : List.of("/api/v1/nat", "/", "/nothing")) {
      String head = "GET " + path + " HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:";
      String answer = send(head + server.port() + (line.isEmpty() ? "" : "\r\n" + line));
      assertThat(answer).startsWith("HTTP/1.1 401 ").doesNotContain(TOKEN, "10.0.2.15");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "[::1]:PORT"})
  @DisplayName("a name that is not this server's: 403, even with the token")
  void otherHost(String host) throws Exception {
    String named = host.replace("PORT", String.valueOf(server.port()));
    String head = head("GET", "/api/v1/nat").replace("127.0.0.1:" + server.port(), named);
    assertThat(send(head)).startsWith("HTTP/1.1 403 ").doesNotContain("10.0.2.15");
  }

  @Test
  @DisplayName("a page of another origin: 403; of this one: it may")
  void origin() throws Exception {
    String head = head("GET", "/api/v1/nat");
    assertThat(send(head + "\r\nOrigin: http://evil.example")).startsWith("HTTP/1.1 403 ");
    assertThat(send(head + "\r\nOrigin: null")).startsWith("HTTP/1.1 403 ");
    assertThat(send(head + "\r\nOrigin: http://127.0.0.1:" + server.port()))
        .startsWith("HTTP/1.1 200 ");
    assertThat(send(head)).startsWith("HTTP/1.1 200 ").doesNotContain("Access-Control");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/nothing,404",
    "GET,/,404",
    "GET,/api/v1/../../etc/passwd,404",
    "POST,/api/v1/nat,405",
    "DELETE,/api/v1/leases,405"
  })
  @DisplayName("what is not there, or cannot be written: said in JSON")
  void notThere(String method, String path, int status) throws Exception {
    String answer = send(head(method, path));
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    JsonObject error = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    assertThat(error.getJsonObject("error").fieldNames())
        .containsExactly("what", "meaning", "remedy");
  }

  @Test
  @DisplayName("an answer that cannot be made: 500, and nothing of the inside")
  void broken() throws Exception {
    lab.broken = true;
    assertThat(send(head("GET", "/api/v1/nat")))
        .startsWith("HTTP/1.1 500 ")
        .doesNotContain("the loop has ended");
    assertThat(get("/api/v1/leases")).contains("tux");
  }

  @Test
  @DisplayName("requests without a measure, and nonsense: refused, and the next one is answered")
  void oversize() throws Exception {
    assertThat(send("GET /" + "a".repeat(5000) + " HTTP/1.1")).matches("(?s)HTTP/1[.][01] 414 .*");
    assertThat(send(head("GET", "/api/v1/nat") + "\r\nX: " + "a".repeat(20_000)))
        .matches("(?s)HTTP/1[.][01] 431 .*");
    assertThat(send("\u0001\u0002\u0003")).matches("(?s)HTTP/1[.][01] 400 .*");
    assertThat(get("/api/v1/leases")).contains("tux");
  }

  @Test
  @DisplayName("more connections than there may be: closed at once; free again when others go")
  void tooManyConnections() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 64; i++) {
        Socket socket = connect();
        idle.add(socket);
        String head = head("GET", "/api/v1/drops").replace("Connection: close\r\n", "");
        socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
      try (Socket one = connect()) {
        assertThat(one.getInputStream().read()).isEqualTo(-1);
      }
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    String answer = "";
    while (!answer.startsWith("HTTP/1.1 200 ")) {
      answer = sendOrNothing(head("GET", "/api/v1/leases"));
    }
  }

  /** The server notices in its own time that others went. */
  private String sendOrNothing(String head) {
    try {
      return send(head);
    } catch (IOException reset) {
      return "";
    }
  }

  @Test
  @DisplayName("events: those that were, those that come, and from where one left off")
  void events() throws Exception {
    lab.happen("first");
    lab.happen("second");
    try (Socket socket = connect()) {
      String head = head("GET", "/api/v1/events") + "\r\nLast-Event-ID: 1\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines = reader(socket.getInputStream());
      assertThat(next(lines, "Content-Type:")).isEqualTo("Content-Type: text/event-stream");
      assertThat(next(lines, "id:")).isEqualTo("id: 2");
      assertThat(next(lines, "event:")).isEqualTo("event: test.happened");
      assertThat(next(lines, "data:")).contains("\"sentence\":\"second\"");
      lab.happen("third");
      assertThat(next(lines, "id:")).isEqualTo("id: 3");
    }
  }

  @Test
  @DisplayName("events: who follows reads the last, and an end, when the server closes")
  void eventsEnd() throws Exception {
    lab.happen("first");
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(server.address() + "api/v1/events").toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + TOKEN);
    connection.setReadTimeout(PATIENCE_MS);
    try (BufferedReader lines = reader(connection.getInputStream())) {
      assertThat(next(lines, "id:")).isEqualTo("id: 1");
      lab.happen("last");
      server.close();
      assertThat(next(lines, "id:")).isEqualTo("id: 2");
      assertThat(next(lines, "id:")).as("no error, which an early end would be").isEqualTo("null");
    }
  }

  @Test
  @DisplayName("strangers who say nothing take nobody's place, and are sent away soon")
  void strangers() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        silent.add(connect());
      }
      assertThat(get("/api/v1/status")).contains("lab");
      assertThat(silent.get(0).getInputStream().read()).as("the oldest made room").isEqualTo(-1);
      assertThat(silent.get(99).getInputStream().read()).as("the last had time").isEqualTo(-1);
      assertThat(get("/api/v1/status")).contains("lab");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  @DisplayName("events without following: all that is kept, then the end")
  void eventsOnce() throws Exception {
    for (int i = 1; i <= 1000; i++) {
      lab.happen("number " + i);
    }
    assertThat(send(head("GET", "/api/v1/events?follow=no")).lines())
        .filteredOn(line -> line.startsWith("id: "))
        .hasSize(1000)
        .endsWith("id: 1000");
  }

  @Test
  @DisplayName("one that reads no events costs nobody anything")
  void slowReader() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      lab.happen("x".repeat(200));
    }
    try (Socket slow = connect()) {
      slow.getOutputStream()
          .write((head("GET", "/api/v1/events") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      assertThat(slow.getInputStream().read()).isEqualTo('H');
      assertThat(get("/api/v1/leases")).contains("tux");
    }
  }

  @Test
  @DisplayName("closed: nobody listens any more")
  void closed() {
    server.close();
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
  }

  private static BufferedReader reader(InputStream octets) {
    return new BufferedReader(new InputStreamReader(octets, StandardCharsets.UTF_8));
  }

  private static String next(BufferedReader lines, String start) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith(start)) {
      line = lines.readLine();
    }
    return String.valueOf(line);
  }
}
