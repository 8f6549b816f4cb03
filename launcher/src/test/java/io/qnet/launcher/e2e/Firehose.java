package io.qnet.launcher.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A server that sends without end to whoever connects. */
final class Firehose implements AutoCloseable {
  private final Selector selector;
  private final ServerSocketChannel server;

  private Firehose(Selector selector, ServerSocketChannel server) {
    this.selector = selector;
    this.server = server;
  }

  static Firehose start() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.configureBlocking(false);
    Selector selector = Selector.open();
    server.register(selector, SelectionKey.OP_ACCEPT);
    Firehose firehose = new Firehose(selector, server);
    Thread thread = new Thread(firehose::serve, "firehose");
    thread.setDaemon(true);
    thread.start();
    return firehose;
  }

  private void serve() {
    ByteBuffer water = ByteBuffer.allocateDirect(1 << 16);
    try {
      while (selector.isOpen()) {
        selector.select(key -> serve(key, water.clear()));
      }
    } catch (IOException closed) {
      throw new IllegalStateException(closed);
    }
  }

  private void serve(SelectionKey key, ByteBuffer water) {
    try {
      if (key.isAcceptable()) {
        SocketChannel accepted = server.accept();
        if (accepted != null) {
          accepted.configureBlocking(false);
          accepted.register(selector, SelectionKey.OP_WRITE);
        }
      } else {
        ((SocketChannel) key.channel()).write(water);
      }
    } catch (IOException gone) {
      key.cancel();
    }
  }

  int port() {
    return server.socket().getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    selector.close();
  }
}
