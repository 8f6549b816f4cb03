package io.qnet.launcher.qmp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One conversation with a machine's control socket. */
public final class QmpClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QmpClient.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_LINE = 8 * 1024 * 1024;
  private static final int MOST_UNANSWERED = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SocketChannel channel;
  private final Consumer<QmpEvent> events;
  private final Map<Long, CompletableFuture<JsonNode>> unanswered = new HashMap<>();
  private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
  private long lastId;
  private boolean ended;

  private QmpClient(SocketChannel channel, Consumer<QmpEvent> events) {
    this.channel = channel;
    this.events = events;
  }

  /** Connects to the socket at {@code path}. */
  public static QmpClient connect(Path path) throws IOException, InterruptedException {
    return open(SocketChannel.open(UnixDomainSocketAddress.of(path)), event -> {});
  }

  /**
   * Begins the conversation over {@code channel}, which is closed with it; commands may be sent
   * when this returns.
   *
   * @param events told what happens, on the reader's thread
   * @throws QmpException if whoever is there does not speak QMP, or is talking to somebody else
   */
  public static QmpClient open(SocketChannel channel, Consumer<QmpEvent> events)
      throws IOException, InterruptedException {
    QmpClient client = new QmpClient(channel, events);
    Thread reader = new Thread(client::read, "qmp");
    reader.setDaemon(true);
    reader.start();
    try {
      JsonNode unused = await(client.greeting, "the greeting", PATIENCE);
      unused = client.execute("qmp_capabilities", Map.of());
    } catch (IOException | InterruptedException | RuntimeException failed) {
      client.close();
      throw failed;
    }
    return client;
  }

  /** Has {@code command} carried out, and waits ten seconds for the answer. */
  public JsonNode execute(String command, Map<String, ?> arguments)
      throws IOException, InterruptedException {
    return execute(command, arguments, PATIENCE);
  }

  /**
   * Has {@code command} carried out, and returns what it returns.
   *
   * @throws QmpException if QEMU refuses, does not answer within {@code patience}, or is gone
   */
  public JsonNode execute(String command, Map<String, ?> arguments, Duration patience)
      throws IOException, InterruptedException {
    return await(send(command, arguments), command, patience);
  }

  /**
   * Has {@code command} carried out; the answer comes on the reader's thread, or a QmpException.
   */
  public CompletableFuture<JsonNode> send(String command, Map<String, ?> arguments) {
    ObjectNode message = JSON.createObjectNode().put("execute", command);
    message.set("arguments", JSON.valueToTree(arguments));
    return send(message);
  }

  /** As {@link #send(String, Map)}, for a command as QMP writes it; its id is set here. */
  public synchronized CompletableFuture<JsonNode> send(ObjectNode message) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    if (ended || unanswered.size() >= MOST_UNANSWERED) {
      answer.completeExceptionally(
          new QmpException("", ended ? "the machine is gone" : "too many unanswered commands"));
      return answer;
    }
    long id = ++lastId;
    unanswered.put(id, answer);
    try {
      ByteBuffer line =
          ByteBuffer.wrap((message.put("id", id) + "\n").getBytes(StandardCharsets.UTF_8));
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException gone) {
      unanswered.remove(id);
      answer.completeExceptionally(new QmpException("", "the machine is gone"));
    }
    return answer;
  }

  private static JsonNode await(
      CompletableFuture<JsonNode> answer, String command, Duration patience)
      throws IOException, InterruptedException {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof QmpException refused) {
        throw refused;
      }
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new QmpException("", command + ": no answer within " + patience.toSeconds() + " s");
    }
  }

  private void read() {
    String why = "the machine is gone";
    try {
      LineReader lines = new LineReader(channel, LONGEST_LINE);
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          take(JSON.readTree(line));
        }
      }
    } catch (JsonProcessingException e) {
      why = "what the machine sent is no QMP";
    } catch (IOException e) {
      LOG.debug("QMP ended: {}", e.getMessage());
    } finally {
      end(why);
    }
  }

  private void take(JsonNode message) {
    if (message.has("QMP")) {
      greeting.complete(message.get("QMP"));
    } else if (message.has("event")) {
      tell(new QmpEvent(message.get("event").asText(), message.path("data")));
    } else {
      answer(message);
    }
  }

  private void tell(QmpEvent event) {
    try {
      events.accept(event);
    } catch (RuntimeException e) {
      LOG.warn("{}: {}", event.name(), e.toString());
    }
  }

  private void answer(JsonNode message) {
    CompletableFuture<JsonNode> waiting;
    synchronized (this) {
      waiting = unanswered.remove(message.path("id").asLong());
    }
    if (waiting == null) {
      LOG.debug("an answer that nobody waits for: {}", message);
    } else if (message.has("error")) {
      JsonNode error = message.get("error");
      waiting.completeExceptionally(
          new QmpException(error.path("class").asText(), error.path("desc").asText()));
    } else {
      waiting.complete(message.path("return"));
    }
  }

  private void end(String why) {
    Map<Long, CompletableFuture<JsonNode>> left;
    synchronized (this) {
      ended = true;
      left = Map.copyOf(unanswered);
      unanswered.clear();
    }
    greeting.completeExceptionally(new QmpException("", why));
    left.values().forEach(waiting -> waiting.completeExceptionally(new QmpException("", why)));
    close();
  }

  /** Ends the conversation; the machine runs on. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing QMP: {}", e.getMessage());
    }
  }
}
