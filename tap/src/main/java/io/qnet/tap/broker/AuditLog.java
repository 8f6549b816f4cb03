package io.qnet.tap.broker;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qnet.tap.acl.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Who asked for which bridge, and what came of it: one JSON object a line, with the fields time
 * (ISO 8601, UTC), pid, uid, user, bridge, outcome (allowed, denied or failed), reason, tap and mac
 * (null unless allowed).
 */
public final class AuditLog {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final Consumer<String> otherwise;

  /**
   * A log in {@code file}, which is made if there is none.
   *
   * @param otherwise told the lines if they cannot be written there
   */
  public AuditLog(Path file, Consumer<String> otherwise) {
    this.file = file;
    this.otherwise = otherwise;
  }

  /** What came of a request. */
  enum Outcome {
    ALLOWED,
    DENIED,
    FAILED
  }

  synchronized void add(
      Caller caller, String bridge, Outcome outcome, String reason, String tap, String mac) {
    ObjectNode line = JSON.createObjectNode();
    line.put("time", Instant.now().toString());
    line.put("pid", caller.pid());
    line.put("uid", Integer.toUnsignedLong(caller.uid()));
    line.put("user", caller.user());
    line.put("bridge", bridge);
    line.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
    line.put("reason", reason);
    line.put("tap", tap.isEmpty() ? null : tap);
    line.put("mac", mac.isEmpty() ? null : mac);
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(
          file,
          (line + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException unwritable) {
      otherwise.accept(line.toString());
    }
  }
}
