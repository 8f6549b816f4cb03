package io.qnet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for consoles, and its WebSockets. */
@Timeout(120)
@DisplayName("Consoles in a browser")
class ConsoleRoutesTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final String SERIAL = "/api/v1/console/serial";

  private final ServerSocketChannel machine;
  private final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  ConsoleRoutesTest(@TempDir Path folder) throws IOException {
    Path serial = folder.resolve("serial");
    machine =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(serial));
    FakeLab lab = new FakeLab();
    lab.consoles = new Consoles(serial, folder.resolve("nobody"));
    server = ApiServer.start(lab, TOKEN);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    machine.close();
  }

  @Test
  @DisplayName("octets go both ways; the machine's end is the end")
  void bothWays() throws Exception {
    Heard heard = new Heard();
    WebSocket browser = open(SERIAL, heard, "Authorization", "Bearer " + TOKEN);
    try (SocketChannel line = machine.accept()) {
      browser.sendBinary(ByteBuffer.wrap(new byte[] {'l', 's', '\r', (byte) 0xff}), true).join();
      ByteBuffer typed = ByteBuffer.allocate(4);
      while (typed.hasRemaining()) {
        line.read(typed);
      }
      assertThat(typed.array()).containsExactly('l', 's', '\r', 0xff);
      line.write(ByteBuffer.wrap("bin\r\n".getBytes(StandardCharsets.US_ASCII)));
      assertThat(heard.text.get(60, TimeUnit.SECONDS)).isEqualTo("bin\r\n");
    }
    assertThat(heard.closed.get(60, TimeUnit.SECONDS)).isEqualTo("1000 the machine has ended");
  }

  @Test
  @DisplayName("a browser that goes leaves the line")
  void browserGoes() throws Exception {
    WebSocket browser = open(SERIAL, new Heard(), "Authorization", "Bearer " + TOKEN);
    try (SocketChannel line = machine.accept()) {
      browser.abort();
      assertThat(line.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  @DisplayName("a console that nobody serves is said not to answer")
  void silent() throws Exception {
    Heard heard = new Heard();
    open("/api/v1/console/screen", heard, "Authorization", "Bearer " + TOKEN);
    assertThat(heard.closed.get(60, TimeUnit.SECONDS))
        .isEqualTo("1011 the machine does not answer");
  }

  @Test
  @DisplayName("no WebSocket without the token (401), nor for a page of another host (403)")
  void guarded() {
    assertThat(refusal("X-Nothing", "0")).isEqualTo(401);
    assertThat(refusal("Cookie", "qnet-" + server.port() + "=" + TOKEN)).isEqualTo(401);
    assertThat(refusal("Authorization", "Bearer " + TOKEN, "Origin", "http://evil.example"))
        .isEqualTo(403);
    assertThat(refusal("Authorization", "Bearer " + TOKEN, "Origin", "http://127.0.0.1:1"))
        .isEqualTo(403);
  }

  @Test
  @DisplayName("a plain request is told that this is a WebSocket")
  void plain() throws Exception {
    HttpResponse<String> answer = get(SERIAL, "Authorization", "Bearer " + TOKEN);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("/console/");
  }

  @Test
  @DisplayName("an address for a browser: once; then the cookie, for requests of its own pages")
  void visit() throws Exception {
    HttpRequest ask =
        request("/api/v1/visits", "Authorization", "Bearer " + TOKEN)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    String address =
        new JsonObject(client.send(ask, BodyHandlers.ofString()).body()).getString("address");
    assertThat(address).startsWith(server.address() + "visit?code=");
    String path = address.substring(server.address().length() - 1);
    HttpResponse<String> entered = get(path);
    assertThat(entered.statusCode()).isEqualTo(303);
    assertThat(entered.headers().firstValue("Location")).hasValue("/console/");
    String set = entered.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(set)
        .startsWith("qnet-" + server.port() + "=")
        .contains("HTTPOnly", "SameSite=Strict");
    String cookie = set.substring(0, set.indexOf(';'));

    assertThat(get(path).statusCode()).as("once").isEqualTo(401);
    assertThat(get(path, "Cookie", cookie).statusCode()).as("reloaded").isEqualTo(303);
    HttpResponse<String> page = get("/console/", "Cookie", cookie);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(get("/console/").statusCode()).isEqualTo(401);
    assertThat(get("/console/", "Cookie", cookie, "Sec-Fetch-Site", "same-site").statusCode())
        .as("a page at another port of this host")
        .isEqualTo(401);
    open(SERIAL, new Heard(), "Cookie", cookie, "Origin", "http://127.0.0.1:" + server.port())
        .abort();
    HttpRequest forged =
        request("/api/v1/visits", "Cookie", cookie)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(client.send(forged, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/console.mjs",
        "/console/console.css",
        "/console/lib/xterm/xterm.mjs",
        "/console/lib/xterm/xterm.css",
        "/console/lib/xterm/addon-fit.mjs",
        "/console/lib/novnc/core/rfb.js",
        "/console/lib/novnc/vendor/pako/lib/zlib/inflate.js"
      })
  @DisplayName("the page's parts are in the jar")
  void parts(String path) throws Exception {
    HttpResponse<String> answer = get(path, "Authorization", "Bearer " + TOKEN);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/");
    assertThat(answer.body()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/lib/../console/console.css",
        "/console/lib/%2e%2e/openapi.json",
        "/console//etc/passwd",
        "/console/lib/nothing.js",
        "/console/console.class"
      })
  @DisplayName("and nothing else is")
  void nothingElse(String path) throws Exception {
    assertThat(get(path, "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("what is no machine has no consoles")
  void noMachine() throws Exception {
    try (ApiServer other = ApiServer.start(new FakeLab(), TOKEN)) {
      URI page = URI.create(other.address() + "console/");
      HttpRequest ask =
          HttpRequest.newBuilder(page).header("Authorization", "Bearer " + TOKEN).build();
      assertThat(client.send(ask, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return client.send(request(path, headers).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private WebSocket open(String path, Heard heard, String... headers) {
    WebSocket.Builder builder = client.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return builder.buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), heard).join();
  }

  private int refusal(String... headers) {
    CompletionException refused =
        catchThrowableOfType(CompletionException.class, () -> open(SERIAL, new Heard(), headers));
    if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
      return handshake.getResponse().statusCode();
    }
    throw refused;
  }

  /** What a browser gets. */
  private static final class Heard implements WebSocket.Listener {
    final CompletableFuture<String> text = new CompletableFuture<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      text.complete(StandardCharsets.US_ASCII.decode(data).toString());
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status + " " + reason);
      return CompletableFuture.completedFuture(null);
    }
  }
}
