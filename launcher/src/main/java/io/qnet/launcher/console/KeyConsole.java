package io.qnet.launcher.console;

import io.qnet.launcher.vm.VmSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A serial line on this terminal; Ctrl-] ends it. */
public final class KeyConsole implements VmSession.Terminal, AutoCloseable {
  /** Ctrl-], as in telnet(1) and virsh(1). */
  static final int ESCAPE = 0x1d;

  private static final Logger LOG = LoggerFactory.getLogger(KeyConsole.class);

  private final RawTerminal terminal;
  private final Runnable onEscape;
  private volatile boolean closed;

  /**
   * Takes this process's terminal.
   *
   * @param onEscape what Ctrl-] does, once
   */
  public KeyConsole(Runnable onEscape) throws IOException {
    this.terminal = RawTerminal.open();
    this.onEscape = onEscape;
  }

  /** Whether stdin and stdout of this process are a terminal (proc(5)). */
  public static boolean possible() {
    return isTerminal("0") && isTerminal("1");
  }

  /** Whether stdin or stdout is one: what is not text would spoil it. */
  public static boolean either() {
    return isTerminal("0") || isTerminal("1");
  }

  private static boolean isTerminal(String descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException closed) {
      return false;
    }
  }

  @Override
  public void begin(VmSession.Keyboard keyboard) {
    Thread typist = new Thread(() -> type(keyboard), "keyboard");
    typist.setDaemon(true);
    typist.start();
  }

  private void type(VmSession.Keyboard keyboard) {
    try {
      while (!closed) {
        byte[] key = terminal.read();
        if (key.length == 1 && key[0] == ESCAPE) {
          onEscape.run();
          return;
        }
        if (key.length > 0) {
          keyboard.type(key);
        }
      }
    } catch (IOException gone) {
      LOG.debug("nothing more is typed: {}", gone.getMessage());
    }
  }

  @Override
  public void take(byte[] octets) {
    try {
      terminal.write(octets);
    } catch (IOException gone) {
      LOG.debug("the terminal is gone: {}", gone.getMessage());
    }
  }

  @Override
  public void end() {
    // what is on the screen stays there
  }

  /** Gives the terminal back as it was. */
  @Override
  public void close() throws IOException {
    closed = true;
    terminal.close();
  }
}
