package io.qnet.launcher.console;

import io.qnet.launcher.vm.VmSession;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The serial line of a machine that runs in another process. */
public final class LineConnection implements AutoCloseable {
  private static final int BLOCK = 16 * 1024;

  private final SocketChannel channel;

  private LineConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects to the console socket at {@code path}. */
  public static LineConnection open(Path path) throws IOException {
    return new LineConnection(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  /** Shows the line on {@code console} until it ends, or this is closed. */
  public void show(VmSession.Terminal console) {
    console.begin(this::type);
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    try {
      while (channel.read(block) >= 0) {
        byte[] octets = new byte[block.flip().remaining()];
        block.get(octets).clear();
        console.take(octets);
      }
    } catch (IOException closed) {
      console.take(new byte[0]); // nothing more will come
    }
    console.end();
  }

  private void type(byte[] octets) throws IOException {
    ByteBuffer block = ByteBuffer.wrap(octets);
    while (block.hasRemaining()) {
      channel.write(block);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
