package io.qnet.launcher;

import io.qnet.launcher.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** One run of the command line inside the test, and what came of it. */
record Invocation(int exitCode, String out, String err) {
  static Invocation of(Path runtime, UserVerb.Sessions sessions, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(
                "XDG_RUNTIME_DIR",
                runtime.toString(),
                "XDG_CACHE_HOME",
                runtime.toString(),
                "NO_COLOR",
                "1"),
            runtime,
            null);
    int exitCode = Main.run(terminal, sessions, arguments);
    return new Invocation(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Invocation of(Path runtime, String... arguments) {
    return of(
        runtime,
        plan -> {
          throw new AssertionError("nothing was to be started: " + plan);
        },
        arguments);
  }
}
