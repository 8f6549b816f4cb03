package io.qnet.launcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.run.Running;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Asks the API of something that runs. */
public final class ApiClient {
  private static final int PATIENCE_MS = 10_000;
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
    Path file = root.resolve(running.name()).resolve(ApiFile.NAME);
    for (int waited = 0; waited < STARTING_MS; waited += LOOK_AGAIN_MS) {
      try {
        return new ApiClient(running.name(), ApiFile.read(file));
      } catch (NoSuchFileException notYet) {
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
      }
    }
    throw Failure.failed(
        "'" + running.name() + "' has no API: there is no " + file,
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

  /**
   * Changes something.
   *
   * @param method {@code PUT} or {@code DELETE}
   * @param body what to change it to; empty for none
   * @return how it stands then
   * @throws Failure as the API refuses it, in its words; or if it does not answer
   */
  public JsonNode change(String method, String path, String body) {
    try {
      HttpURLConnection connection = connection(path, PATIENCE_MS);
      connection.setRequestMethod(method);
      if (!body.isEmpty()) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "text/plain; charset=utf-8");
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      }
      int status = connection.getResponseCode();
      if (status >= HttpURLConnection.HTTP_BAD_REQUEST) {
        throw refused(status, connection.getErrorStream());
      }
      try (InputStream answer = connection.getInputStream()) {
        return new ObjectMapper().readTree(answer);
      }
    } catch (IOException gone) {
      throw unanswered(gone);
    }
  }

  private static Failure refused(int status, @Nullable InputStream answer) throws IOException {
    JsonNode error = new ObjectMapper().readTree(answer).path("error");
    String what = error.path("what").asText();
    String meaning = error.path("meaning").asText();
    String remedy = error.path("remedy").asText();
    return status == HttpURLConnection.HTTP_BAD_REQUEST
        ? Failure.usage(what, meaning, remedy)
        : Failure.failed(what, meaning, remedy);
  }

  /**
   * Reads events until there are no more, or nobody wants more.
   *
   * @param follow whether to wait for those to come, too
   * @param wanted told each as one line of JSON; says whether to go on
   * @throws Failure if it cannot be reached
   */
  public void events(boolean follow, Predicate<String> wanted) {
    String path = follow ? "/events" : "/events?follow=no";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(open(path, follow ? 0 : PATIENCE_MS), StandardCharsets.UTF_8))) {
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

  private InputStream open(String path, int readMs) throws IOException {
    return connection(path, readMs).getInputStream();
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

  private Failure unanswered(IOException cause) {
    return Failure.failed(
            "'" + name + "' does not answer: " + cause.getMessage(),
            "what it knows cannot be shown; it may be ending just now",
            "look whether it still runs: qnet ps")
        .because(cause);
  }
}
