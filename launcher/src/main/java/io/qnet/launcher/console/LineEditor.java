package io.qnet.launcher.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Lines that somebody types, with history and editing where there is a terminal. */
public interface LineEditor extends AutoCloseable {
  /** The next line; null when there are no more. */
  @Nullable String next() throws IOException;

  @Override
  void close() throws IOException;

  /** Lines of this process's terminal, after {@code prompt}; else those of {@code in}, without. */
  static LineEditor open(InputStream in, String prompt) throws IOException {
    return KeyConsole.possible() ? new OfTerminal(prompt) : new OfStream(in);
  }

  /** Lines of a pipe. */
  final class OfStream implements LineEditor {
    private final BufferedReader reader;

    OfStream(InputStream in) {
      reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable String next() throws IOException {
      return reader.readLine();
    }

    @Override
    public void close() {
      // the stream is the process's
    }
  }

  /** Lines of a terminal. */
  final class OfTerminal implements LineEditor {
    private final Terminal terminal;
    private final LineReader reader;
    private final String prompt;

    OfTerminal(String prompt) throws IOException {
      this.prompt = prompt;
      terminal = TerminalBuilder.builder().system(true).provider("exec").build();
      reader = LineReaderBuilder.builder().terminal(terminal).build();
    }

    @Override
    public @Nullable String next() {
      try {
        return reader.readLine(prompt);
      } catch (UserInterruptException | EndOfFileException left) {
        return null;
      }
    }

    @Override
    public void close() throws IOException {
      terminal.close();
    }
  }
}
