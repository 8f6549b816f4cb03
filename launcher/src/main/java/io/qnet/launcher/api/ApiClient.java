package io.qnet.launcher.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.run.Running;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Asks the API of something that runs. */
public final class ApiClient {
  private static final int PATIENCE_MS = 10_000;
  private static final int ORDER_MS = 60_000;
  private static final int STARTING_MS = 5_000;
  private static final int LOOK_AGAIN_MS = 20;
  private static final String DATA = "data: ";

  private final String name;
  private final ApiFile door;

  private ApiClient(String name, ApiFile door) {
    this.name = name;
    this.door = door;
  }

  /**
   * The client of {@code running}. The API comes a moment after the ready line; this waits for it.
   *
   * @param root the directory of all run directories
   * @throws Failure if it has no API
   */
  public static ApiClient of(Path root, Running running) throws IOException, InterruptedException {
    return of(root.resolve(running.name()), running.name());
  }

  /**
   * The same.
   *
   * @param directory the run directory of {@code name}
   */
  public static ApiClient of(Path directory, String name) throws InterruptedException, IOException {
    Path file = directory.resolve(ApiFile.NAME);
    for (int waited = 0; waited < STARTING_MS; waited += LOOK_AGAIN_MS) {
      try {
        return new ApiClient(name, ApiFile.read(file));
      } catch (NoSuchFileException notYet) {
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
      }
    }
    throw Failure.failed(
        "'" + name + "' has no API: there is no " + file,
        "what it knows cannot be asked for",
        "see what it logged, and start it again");
  }

  /**
   * Asks one question.
   *
   * @param path below {@code /api/v1}, such as {@code /nat}
   * @throws Failure if it does not answer
   */
  public JsonNode get(String path) {
    try (InputStream answer = open(path, PATIENCE_MS)) {
      return new ObjectMapper().readTree(answer);
    } catch (IOException gone) {
      throw unanswered(gone);
    }
  }

  /** The same; a missing node where the question is not answered at all. */
  public JsonNode getIfThere(String path) {
    try (InputStream answer = open(path, PATIENCE_MS)) {
      return new ObjectMapper().readTree(answer);
    } catch (FileNotFoundException none) {
      return MissingNode.getInstance();
    } catch (IOException gone) {
      throw unanswered(gone);
    }
  }

  /**
   * Asks for something to be done.
   *
   * @param field the one field of the request, a list of words
   * @throws Failure if it is refused, in the API's own words
   */
  public JsonNode post(String path, String field, List<String> words) {
    return change("POST", path, body(field, words), PATIENCE_MS);
  }

  private static String body(String field, List<String> words) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    words.forEach(body.putArray(field)::add);
    return body.toString();
  }

  /**
   * Gives an order, and waits for what comes of it.
   *
   * @return lines for people
   * @throws Failure if it is refused, or nobody answers
   */
  public List<String> order(String order, Map<String, String> words) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    words.forEach(body::put);
    List<String> lines = new ArrayList<>();
    change("POST", "/order/" + order, body.toString(), ORDER_MS)
        .forEach(line -> lines.add(line.asText()));
    return lines;
  }

  /**
   * Asks for something to go.
   *
   * @throws Failure if it is refused, in the API's own words
   */
  public JsonNode delete(String path) {
    return change("DELETE", path, null, PATIENCE_MS);
  }

  /**
   * Asks for several things to go, together.
   *
   * @param field the one field of the request, a list of words
   * @throws Failure if it is refused, in the API's own words
   */
  public JsonNode delete(String path, String field, List<String> words) {
    return change("DELETE", path, body(field, words), PATIENCE_MS);
  }

  /** An address of its page for a browser, good once. */
  public String visit() {
    return change("POST", "/visits", "{}", PATIENCE_MS).path("address").asText();
  }

  /** A value in a query. */
  public static String quoted(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /**
   * Sets something to what {@code text} says.
   *
   * @throws Failure if it is refused, in the API's own words
   */
  public JsonNode put(String path, String text) {
    return change("PUT", path, text, PATIENCE_MS);
  }

  private JsonNode change(String method, String path, @Nullable String body, int patienceMs) {
    try {
      HttpURLConnection connection = connection(path, patienceMs);
      connection.setRequestMethod(method);
      if (body != null) {
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.getBytes(StandardCharsets.UTF_8));
        }
      }
      int status = connection.getResponseCode(); // before it, there is no error stream
      try (InputStream refused = connection.getErrorStream();
          InputStream answer = refused != null ? refused : connection.getInputStream()) {
        if (refused != null) {
          throw refusal(status, refused.readAllBytes());
        }
        return new ObjectMapper().readTree(answer);
      }
    } catch (IOException gone) {
      throw unanswered(gone);
    }
  }

  private Failure refusal(int status, byte[] said) throws IOException {
    JsonNode error;
    try {
      error = new ObjectMapper().readTree(said).path("error");
    } catch (JsonProcessingException plain) {
      return Failure.failed(
          "'"
              + name
              + "' does not take this request: "
              + new String(said, StandardCharsets.UTF_8).strip(),
          "nothing was done; HTTP calls it status " + status,
          "ask for less at once, in several calls");
    }
    String what = error.path("what").asText();
    String meaning = error.path("meaning").asText();
    String remedy = error.path("remedy").asText();
    return switch (status) {
      case HttpURLConnection.HTTP_BAD_REQUEST -> Failure.usage(what, meaning, remedy);
      case HttpURLConnection.HTTP_FORBIDDEN -> Failure.missing(what, meaning, remedy);
      default -> Failure.failed(what, meaning, remedy);
    };
  }

  /**
   * Reads events until there are no more, or nobody wants more.
   *
   * @param follow whether to wait for those to come, too
   * @param wanted told each as one line of JSON; says whether to go on
   * @throws Failure if it cannot be reached
   */
  public void events(boolean follow, Predicate<String> wanted) {
    events(follow, () -> {}, wanted);
  }

  /**
   * The same.
   *
   * @param open told once none of those to come will be missed
   */
  public void events(boolean follow, Runnable open, Predicate<String> wanted) {
    String path = follow ? "/events" : "/events?follow=no";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(open(path, follow ? 0 : PATIENCE_MS), StandardCharsets.UTF_8))) {
      open.run();
      boolean more = true;
      for (String line = lines.readLine(); more && line != null; line = lines.readLine()) {
        if (line.startsWith(DATA)) {
          more = wanted.test(line.substring(DATA.length()));
        }
      }
    } catch (IOException gone) {
      throw unanswered(gone);
    }
  }

  /** Directly, whatever proxy there is: the token is for nobody else. */
  private HttpURLConnection connection(String path, int readMs) throws IOException {
    URI question = URI.create(door.address()).resolve("/api/v1" + path);
    HttpURLConnection connection =
        (HttpURLConnection) question.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(PATIENCE_MS);
    connection.setReadTimeout(readMs);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Authorization", "Bearer " + door.token());
    return connection;
  }

  private InputStream open(String path, int readMs) throws IOException {
    return connection(path, readMs).getInputStream();
  }

  private Failure unanswered(IOException cause) {
    return Failure.failed(
            "'" + name + "' does not answer: " + cause.getMessage(),
            "what it knows cannot be shown; it may be ending just now",
            "look whether it still runs: qnet ps")
        .because(cause);
  }
}
