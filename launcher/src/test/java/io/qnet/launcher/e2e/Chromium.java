package io.qnet.launcher.e2e;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qnet.launcher.qemu.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The distribution's Chromium without a window, and one page in it, led by its DevTools protocol.
 */
final class Chromium implements AutoCloseable {
  private static final Pattern DOOR = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ObjectMapper json = new ObjectMapper();
  private final AtomicInteger orders = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final Process process;
  private final WebSocket door;
  private String session = "";

  private Chromium(Process process, URI address) {
    this.process = process;
    this.door =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Ear()).join();
  }

  /** Where it is on this host. */
  static Optional<Path> find() {
    return List.of("chromium", "chromium-browser", "google-chrome").stream()
        .flatMap(name -> Program.find(name, System.getenv()).stream())
        .findFirst();
  }

  /** Starts it with an empty page; what it keeps is in {@code folder}. */
  static Chromium start(Path program, Path folder) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox", // tests run as root, and look at pages of our own only
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--window-size=1000,700",
                "--user-data-dir=" + folder,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TMPDIR", Files.createDirectories(folder).toString());
    Process process = builder.start();
    Chromium chromium = new Chromium(process, address(process));
    JsonNode page = chromium.send("Target.createTarget", Map.of("url", "about:blank"));
    chromium.session =
        chromium
            .send(
                "Target.attachToTarget",
                Map.of("targetId", page.path("targetId").asText(), "flatten", true))
            .path("sessionId")
            .asText();
    chromium.send("Page.enable", Map.of());
    chromium.send("Page.bringToFront", Map.of());
    chromium.send("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    return chromium;
  }

  private static URI address(Process process) throws IOException {
    BufferedReader messages = process.errorReader();
    for (String line = messages.readLine(); line != null; line = messages.readLine()) {
      Matcher matcher = DOOR.matcher(line);
      if (matcher.find()) {
        Thread rest = new Thread(() -> messages.lines().forEach(more -> {}), "chromium");
        rest.setDaemon(true);
        rest.start();
        return URI.create(matcher.group(1));
      }
    }
    throw new IOException("Chromium ended: " + process.exitValue());
  }

  private JsonNode send(String method, Map<String, Object> words) throws Exception {
    ObjectNode order = json.createObjectNode();
    int id = orders.incrementAndGet();
    order.put("id", id).put("method", method).set("params", json.valueToTree(words));
    if (!session.isEmpty()) {
      order.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    door.sendText(order.toString(), true).join();
    JsonNode said = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (said.has("error")) {
      throw new IOException(method + ": " + said.path("error"));
    }
    return said.path("result");
  }

  /** Opens a page. */
  void open(String address) throws Exception {
    send("Page.navigate", Map.of("url", address));
  }

  /** What an expression of JavaScript is; a promise is waited for. */
  JsonNode evaluate(String expression) throws Exception {
    return send(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true))
        .path("result")
        .path("value");
  }

  /** Waits until {@code condition} is true in the page, or fails with what the page shows. */
  void await(String condition, Duration atMost) throws Exception {
    String wait =
        "new Promise(done => { const end = Date.now() + "
            + atMost.toMillis()
            + "; const look = () => { let so = false; try { so = !!("
            + condition
            + "); } catch (early) { so = false; }"
            + " if (so) done('so'); else if (Date.now() > end) done(document.body.innerText);"
            + " else setTimeout(look, 100); }; look(); })";
    for (long end = System.nanoTime() + atMost.toNanos(); ; ) {
      JsonNode came = evaluate(wait);
      if (came.asText().equals("so")) {
        return;
      }
      // A page that is left for another takes the promise with it.
      if (!came.isMissingNode() || System.nanoTime() - end > 0) {
        throw new AssertionError("never: " + condition + "; the page shows: " + came.asText());
      }
    }
  }

  /** Types on the keyboard; a line feed is the return key. */
  void type(String text) throws Exception {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      Map<String, Object> key =
          c == '\n'
              ? Map.of("key", "Enter", "code", "Enter", "windowsVirtualKeyCode", 13, "text", "\r")
              : Map.of("key", String.valueOf(c), "text", String.valueOf(c));
      ObjectNode down = json.valueToTree(key);
      send("Input.dispatchKeyEvent", words(down.put("type", "keyDown")));
      down.remove("text");
      send("Input.dispatchKeyEvent", words(down.put("type", "keyUp")));
    }
  }

  private Map<String, Object> words(ObjectNode node) {
    return json.convertValue(node, new TypeReference<>() {});
  }

  /** Writes a PNG of the page. */
  void screenshot(Path file) throws Exception {
    String picture = send("Page.captureScreenshot", Map.of("format", "png")).path("data").asText();
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(picture));
  }

  /** Makes the page believe that dark, or light, is preferred. */
  void prefer(String scheme) throws Exception {
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  /** Hears the answers. */
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          JsonNode message = json.readTree(text.toString());
          CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asInt());
          if (answer != null) {
            answer.complete(message);
          }
        } catch (IOException noJson) {
          asked.values().forEach(answer -> answer.completeExceptionally(noJson));
        }
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
