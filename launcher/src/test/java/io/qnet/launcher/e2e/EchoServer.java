package io.qnet.launcher.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** UDP echo on the host's loopback. */
final class EchoServer implements AutoCloseable {
  private final DatagramSocket socket;

  private EchoServer(DatagramSocket socket) {
    this.socket = socket;
  }

  static EchoServer start() throws IOException {
    return start(InetAddress.getLoopbackAddress());
  }

  static EchoServer start(InetAddress address) throws IOException {
    EchoServer server = new EchoServer(new DatagramSocket(0, address));
    Thread thread = new Thread(server::serve, "udp-echo");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
    try {
      while (true) {
        packet.setLength(65536);
        socket.receive(packet);
        socket.send(packet);
      }
    } catch (IOException closed) {
      socket.close();
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() {
    socket.close();
  }
}
