package io.qnet.launcher.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One running thing, as {@code run.json} keeps it and {@code qnet ps -o json} shows it.
 *
 * @param name its name
 * @param verb what runs, such as {@code user}
 * @param pid its process
 * @param startTime that process's start time, see {@link ProcessId}
 * @param startedAt when it started
 * @param port where a machine plugs in; null until that is settled
 * @param qemu the QEMU words that plug one in; null until frames can flow
 */
public record Running(
    String name,
    String verb,
    long pid,
    long startTime,
    Instant startedAt,
    @Nullable String port,
    @Nullable String qemu) {

  /** The factory costs a few milliseconds, a whole object mapper many more. */
  static final JsonFactory JSON = new JsonFactory();

  /** The same thing, now ready. */
  Running ready(String newPort, String newQemu) {
    return new Running(name, verb, pid, startTime, startedAt, newPort, newQemu);
  }

  boolean isAlive() {
    return new ProcessId(pid, startTime).isAlive();
  }

  /**
   * Asks it to stop, and waits until it did; after {@code grace} it is ended.
   *
   * @return false if it still runs
   */
  public boolean stop(Duration grace) throws InterruptedException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty() || !isAlive()) {
      return true;
    }
    process.get().destroy();
    if (!ends(process.get(), grace)) {
      process.get().destroyForcibly();
      ends(process.get(), grace);
    }
    return !isAlive();
  }

  private static boolean ends(ProcessHandle process, Duration grace) throws InterruptedException {
    try {
      process.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException stillThere) {
      return !process.isAlive();
    }
  }

  /** Writes the fields as one object; their names are a promise. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("verb", verb);
    json.writeNumberField("pid", pid);
    json.writeNumberField("startTime", startTime);
    // As Instant.toString, which would set up all of java.time.format.
    json.writeStringField("startedAt", startedAt.atOffset(ZoneOffset.UTC).toString());
    json.writeStringField("port", port);
    json.writeStringField("qemu", qemu);
    json.writeEndObject();
  }

  String toJson() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json);
    }
    return text.append('\n').toString();
  }

  /**
   * Reads what {@link #write} wrote; fields it does not know are skipped.
   *
   * @throws IOException if it is something else
   */
  static Running read(String name, String text) throws IOException {
    String verb = "";
    long pid = 0;
    long startTime = 0;
    Instant startedAt = Instant.EPOCH;
    @Nullable String port = null;
    @Nullable String qemu = null;
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "verb" -> verb = json.getText();
          case "pid" -> pid = json.getLongValue();
          case "startTime" -> startTime = json.getLongValue();
          case "startedAt" -> startedAt = OffsetDateTime.parse(json.getText()).toInstant();
          case "port" -> port = json.getValueAsString();
          case "qemu" -> qemu = json.getValueAsString();
          default -> json.skipChildren();
        }
      }
    } catch (DateTimeParseException notATime) {
      throw new IOException(notATime);
    }
    return new Running(name, verb, pid, startTime, startedAt, port, qemu);
  }
}
