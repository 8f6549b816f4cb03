package io.qnet.launcher.console;

import io.qnet.launcher.vm.VmSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A serial line on two pipes. Whoever does not read stdout holds the guest up: nothing is lost. */
public final class PipeConsole implements VmSession.Terminal {
  private static final Logger LOG = LoggerFactory.getLogger(PipeConsole.class);
  private static final int BLOCK = 4096;

  private final InputStream in;
  private final PrintStream out;

  /** Types what comes from {@code in}, and writes to {@code out}; closes neither. */
  public PipeConsole(InputStream in, PrintStream out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public void begin(VmSession.Keyboard keyboard) {
    Thread typist = new Thread(() -> type(keyboard), "keyboard");
    typist.setDaemon(true);
    typist.start();
  }

  private void type(VmSession.Keyboard keyboard) {
    byte[] block = new byte[BLOCK];
    try {
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        keyboard.type(Arrays.copyOf(block, length));
      }
    } catch (IOException gone) {
      LOG.debug("nothing more is typed: {}", gone.getMessage());
    }
  }

  @Override
  public void take(byte[] octets) {
    out.write(octets, 0, octets.length);
    out.flush();
  }

  @Override
  public void end() {
    out.flush();
  }
}
