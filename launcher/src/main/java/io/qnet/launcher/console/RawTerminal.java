package io.qnet.launcher.console;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/** This process's terminal in raw mode (termios(3)), until it is closed. */
final class RawTerminal implements AutoCloseable {
  private static final long LOOK_AGAIN_MS = 200;

  private final Terminal terminal;
  private final Attributes before;

  private RawTerminal(Terminal terminal, Attributes before) {
    this.terminal = terminal;
    this.before = before;
  }

  /** Takes the terminal; {@code stty} does it for us. */
  static RawTerminal open() throws IOException {
    Terminal terminal = TerminalBuilder.builder().system(true).provider("exec").build();
    Attributes before = terminal.enterRawMode();
    Attributes raw = terminal.getAttributes();
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    terminal.setAttributes(raw);
    return new RawTerminal(terminal, before);
  }

  /** The next key's octets; none if no key was pressed for a while. */
  byte[] read() throws IOException {
    try {
      int key = terminal.reader().read(LOOK_AGAIN_MS);
      if (key == NonBlockingReader.READ_EXPIRED) {
        return new byte[0];
      }
      if (key < 0) {
        throw new IOException("the terminal is gone");
      }
      return new String(Character.toChars(key)).getBytes(StandardCharsets.UTF_8);
    } catch (InterruptedIOException stopped) {
      throw new IOException("stopped", stopped);
    }
  }

  /** Shows {@code octets} as they are. */
  void write(byte[] octets) throws IOException {
    terminal.output().write(octets);
    terminal.output().flush();
  }

  @Override
  public void close() throws IOException {
    terminal.setAttributes(before);
    terminal.close();
  }
}
