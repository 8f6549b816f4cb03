package io.qnet.launcher.run;

import io.qnet.launcher.cli.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts the script that it is given in the background, with a runtime directory. */
final class BackgroundProgram {
  private BackgroundProgram() {}

  public static void main(String[] arguments) throws Exception {
    Path runtime = Path.of(arguments[1]);
    Terminal terminal =
        new Terminal(
            System.out,
            System.err,
            Map.of("XDG_RUNTIME_DIR", runtime.toString(), "PATH", System.getenv("PATH")),
            runtime,
            Path.of(arguments[0]));
    System.exit(
        new Background(terminal, RunRoot.of(terminal.variables())).start(List.of("some word")));
  }
}
