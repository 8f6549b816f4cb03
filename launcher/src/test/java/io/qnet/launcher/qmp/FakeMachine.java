package io.qnet.launcher.qmp;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;

/** The far end of a QMP conversation: answers each line with what a function says. */
public final class FakeMachine implements Closeable {
  static final String GREETING =
      "{\"QMP\":{\"version\":{\"qemu\":{\"micro\":0,\"minor\":2,\"major\":7},\"package\":\"\"},"
          + "\"capabilities\":[\"oob\"]}}\n";

  private final ServerSocketChannel server;
  private final Path path;

  /** At {@code path}; takes one client. */
  public FakeMachine(Path path, String greeting, Function<String, String> answers)
      throws IOException {
    this.path = path;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Thread thread = new Thread(() -> serve(greeting, answers), "fake machine");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  private void serve(String greeting, Function<String, String> answers) {
    try (SocketChannel channel = server.accept()) {
      write(channel, greeting);
      StringBuilder line = new StringBuilder();
      ByteBuffer block = ByteBuffer.allocate(4096);
      while (channel.read(block) >= 0) {
        line.append(StandardCharsets.UTF_8.decode(block.flip()));
        block.clear();
        for (int end = line.indexOf("\n"); end >= 0; end = line.indexOf("\n")) {
          write(channel, answers.apply(line.substring(0, end)));
          line.delete(0, end + 1);
        }
      }
    } catch (IOException gone) {
      // the test is over
    }
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (octets.hasRemaining()) {
      channel.write(octets);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
