package io.qnet.launcher.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Lines that somebody types; with editing, completion, and a history that is kept, where there is a
 * terminal.
 */
public interface LineEditor extends AutoCloseable {
  /** The next line; null when there are no more. */
  @Nullable String next() throws IOException;

  @Override
  void close() throws IOException;

  /** What could be typed. */
  @FunctionalInterface
  interface Completion {
    /** Words that could follow {@code before}, the whole words in front of the cursor. */
    List<String> after(List<String> before);
  }

  /** Lines of this process's terminal, after {@code prompt}; else those of {@code in}, without. */
  static LineEditor open(
      InputStream in, String prompt, @Nullable Path history, Completion completion)
      throws IOException {
    return KeyConsole.possible() ? new OfTerminal(prompt, history, completion) : new OfStream(in);
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
    /** Lines that are remembered, here and in the file. */
    private static final int MOST_LINES = 500;

    /** Lines that are not, in JLine's patterns: QEMU takes such words, too. */
    private static final String SECRETS = "*password*:*secret*";

    private final Terminal terminal;
    private final LineReader reader;
    private final String prompt;

    /**
     * Takes this process's terminal.
     *
     * @param history the file (mode 0600) where lines are kept; null for none
     */
    OfTerminal(String prompt, @Nullable Path history, Completion completion) throws IOException {
      this.prompt = prompt;
      terminal = TerminalBuilder.builder().system(true).provider("exec").build();
      LineReaderBuilder builder =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .completer((editor, line, found) -> complete(completion, line, found))
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // an ! is an !
              .variable(LineReader.HISTORY_SIZE, MOST_LINES)
              .variable(LineReader.HISTORY_FILE_SIZE, MOST_LINES)
              .variable(LineReader.HISTORY_IGNORE, SECRETS);
      if (history != null) {
        keepPrivate(history);
        builder.variable(LineReader.HISTORY_FILE, history);
      }
      reader = builder.build();
    }

    private static void keepPrivate(Path file) throws IOException {
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void complete(
        Completion completion, ParsedLine line, List<Candidate> candidates) {
      for (String word : completion.after(line.words().subList(0, line.wordIndex()))) {
        boolean whole = !word.endsWith(":");
        candidates.add(new Candidate(word, word, null, null, null, null, whole));
      }
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
