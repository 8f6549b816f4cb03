package io.qnet.launcher.image;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs lines of {@code qnet img} in a folder. */
final class Disks {
  final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Images images;

  Disks(Path folder) {
    this(folder, System.getenv());
  }

  Disks(Path folder, Map<String, String> environment) {
    this.folder = folder;
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new HashMap<>(environment),
            folder,
            null);
    images = new Images(terminal, true);
  }

  /** What one line printed, and how it ended. */
  record Answer(int exitCode, String out, String err) {}

  /** Does one line; a failure is thrown. */
  Answer img(String verb, String... words) throws Exception {
    out.reset();
    err.reset();
    int exitCode = images.run(ImageVerb.of(verb).orElseThrow(), List.of(words));
    return new Answer(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Does one line that has to fail, and returns how. */
  Failure failure(String verb, String... words) throws Exception {
    try {
      Answer answer = img(verb, words);
      throw new AssertionError("no failure: " + answer);
    } catch (Failure failure) {
      return failure;
    }
  }
}
