package io.qnet.wire.channel;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The other side of a stream, on the JDK's sockets: blocking, octet by octet if need be. */
final class RawPeer implements AutoCloseable {
  private final SocketChannel channel;

  RawPeer(SocketChannel channel) {
    this.channel = channel;
  }

  static RawPeer connect(SocketAddress address) throws IOException {
    if (address instanceof DomainSocketAddress unix) {
      return new RawPeer(SocketChannel.open(UnixDomainSocketAddress.of(unix.path())));
    }
    return new RawPeer(SocketChannel.open(address));
  }

  /** A listening socket; TCP at a free port if no path is given. */
  static ServerSocketChannel listen(SocketAddress address) throws IOException {
    if (address instanceof DomainSocketAddress unix) {
      return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
          .bind(UnixDomainSocketAddress.of(unix.path()));
    }
    return ServerSocketChannel.open().bind(address);
  }

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  SocketChannel channel() {
    return channel;
  }

  /** A frame as it goes over a stream. */
  static byte[] framed(byte[] octets) {
    return ByteBuffer.allocate(4 + octets.length).putInt(octets.length).put(octets).array();
  }

  RawPeer write(byte[] octets) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return this;
  }

  RawPeer writeLength(int length) throws IOException {
    return write(ByteBuffer.allocate(4).putInt(length).array());
  }

  byte[] read(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("after " + buffer.position() + " of " + length + " octets");
      }
    }
    return buffer.array();
  }

  byte[] readFrame() throws IOException {
    return read(ByteBuffer.wrap(read(4)).getInt());
  }

  /** Whether the far end ended its direction, or tore the connection down. */
  boolean ended() {
    try {
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  RawPeer end() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  /** Closes with a RST. */
  void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
