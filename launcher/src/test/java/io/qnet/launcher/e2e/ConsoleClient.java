package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One who types at a console. */
final class ConsoleClient implements AutoCloseable {
  private static final String PROMPT = "\nvde$ ";

  private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);

  /** One at {@code socket}, once that is there. */
  static ConsoleClient at(Path socket) throws Exception {
    for (int i = 0; i < 600 && !Files.exists(socket); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return new ConsoleClient(socket);
  }

  ConsoleClient(Path socket) throws IOException {
    channel.connect(UnixDomainSocketAddress.of(socket));
    assertThat(answer()).startsWith("VDE switch V.");
  }

  String ask(String command) throws IOException {
    channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
    return answer();
  }

  private String answer() throws IOException {
    StringBuilder text = new StringBuilder();
    ByteBuffer octets = ByteBuffer.allocate(4096);
    while (text.length() < PROMPT.length()
        || !text.substring(text.length() - PROMPT.length()).equals(PROMPT)) {
      octets.clear();
      if (channel.read(octets) < 0) {
        return text.append("(the end)").toString();
      }
      text.append(new String(octets.array(), 0, octets.position(), StandardCharsets.US_ASCII));
    }
    return text.substring(0, text.length() - PROMPT.length());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
