package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine's serial line, shared: QEMU connects once, and any number of consoles see what the
 * guest writes, from the last screenful on, and may all type.
 *
 * <p>QEMU's own serial socket takes one client, and throws away what the guest writes while there
 * is none. So it is QEMU that connects, to us, before its processor runs.
 */
final class SerialHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SerialHub.class);
  private static final int BLOCK = 16 * 1024;
  private static final int KEPT = 64 * 1024;
  private static final int MOST_CONSOLES = 16;
  private static final byte[] REFUSED =
      ("qnet: this serial line has " + MOST_CONSOLES + " consoles; leave one of them\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocketChannel line;
  private final ServerSocketChannel door;
  private final List<SerialConsole> consoles = new ArrayList<>();
  private final byte[] kept = new byte[KEPT];
  private long written;
  private @Nullable SocketChannel guest;
  private boolean closed;

  private SerialHub(ServerSocketChannel line, ServerSocketChannel door) {
    this.line = line;
    this.door = door;
  }

  /**
   * Listens for QEMU and for consoles.
   *
   * @param line where QEMU is to connect
   * @param door where consoles may connect, at any time
   */
  static SerialHub open(Path line, Path door) throws IOException {
    ServerSocketChannel first = listen(line);
    try {
      SerialHub hub = new SerialHub(first, listen(door));
      hub.daemon("serial line", hub::serveGuest);
      hub.daemon("consoles", hub::serveConsoles);
      return hub;
    } catch (IOException failed) {
      first.close();
      throw failed;
    }
  }

  private static ServerSocketChannel listen(Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      return server.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException failed) {
      server.close();
      throw Failure.failed(
              "cannot listen at " + path + ": " + failed.getMessage(),
              "the machine's serial line would lead nowhere",
              "set XDG_RUNTIME_DIR to a directory with a shorter name, or give a shorter --name")
          .because(failed);
    }
  }

  private void daemon(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                LOG.debug("{}: {}", name, e.getMessage());
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  /** What a thread does until a channel is closed. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private void serveGuest() throws IOException {
    try (SocketChannel channel = line.accept()) {
      line.close();
      synchronized (this) {
        guest = channel;
      }
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      while (channel.read(block) >= 0) {
        byte[] octets = new byte[block.flip().remaining()];
        block.get(octets).clear();
        tell(octets);
      }
    } finally {
      end();
    }
  }

  private void tell(byte[] octets) {
    List<SerialConsole> all;
    synchronized (this) {
      for (byte octet : octets) {
        kept[(int) (written++ % KEPT)] = octet;
      }
      all = List.copyOf(consoles);
    }
    all.forEach(console -> console.take(octets));
  }

  private void serveConsoles() throws IOException {
    while (true) {
      SocketChannel channel = door.accept();
      SerialConsole.Exit exit = new SerialConsole.Exit(channel);
      if (attach(exit.console())) {
        daemon("console", () -> read(channel, exit));
      } else {
        exit.console().take(REFUSED);
        exit.console().end();
      }
    }
  }

  private void read(SocketChannel channel, SerialConsole.Exit exit) throws IOException {
    try (channel) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      while (channel.read(block) >= 0) {
        byte[] octets = new byte[block.flip().remaining()];
        block.get(octets).clear();
        type(octets);
      }
    } finally {
      detach(exit.console());
      exit.close();
    }
  }

  /** Shows {@code console} what was written last, and all that will be; false if there are many. */
  synchronized boolean attach(SerialConsole console) {
    if (closed || consoles.size() >= MOST_CONSOLES) {
      return false;
    }
    console.take(last());
    consoles.add(console);
    return true;
  }

  synchronized void detach(SerialConsole console) {
    consoles.remove(console);
  }

  private byte[] last() {
    int length = (int) Math.min(written, KEPT);
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = kept[(int) ((written - length + i) % KEPT)];
    }
    return octets;
  }

  /**
   * Types {@code octets}; thrown away while QEMU has not connected, as by a cable that hangs loose.
   */
  void type(byte[] octets) throws IOException {
    SocketChannel channel;
    synchronized (this) {
      channel = guest;
    }
    if (channel != null) {
      ByteBuffer block = ByteBuffer.wrap(octets);
      synchronized (channel) {
        while (block.hasRemaining()) {
          channel.write(block);
        }
      }
    }
  }

  private void end() {
    List<SerialConsole> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(consoles);
      consoles.clear();
    }
    all.forEach(SerialConsole::end);
  }

  @Override
  public void close() throws IOException {
    line.close();
    door.close();
    SocketChannel channel;
    synchronized (this) {
      channel = guest;
    }
    if (channel != null) {
      channel.close();
    }
    end();
  }
}
