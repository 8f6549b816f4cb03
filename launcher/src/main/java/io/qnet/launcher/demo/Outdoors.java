package io.qnet.launcher.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the host has to offer on its loopback during the tour: a page over HTTP, a file over TFTP
 * (RFC 1350). Both note who called.
 */
final class Outdoors implements AutoCloseable {
  /** The name of the only file there is. */
  static final String FILE = "hello.txt";

  /** What the page says. */
  static final String PAGE_TEXT = "a page from the host's own loopback";

  /** What the file says. */
  static final String FILE_TEXT = "a file from the host's own loopback";

  private static final int READ = 1;
  private static final int DATA = 3;
  private static final int ERROR = 5;
  private static final int MAX_REQUEST = 512;

  private final HttpServer web;
  private final DatagramSocket tftp;
  private final AtomicReference<InetSocketAddress> reader = new AtomicReference<>();
  private final AtomicReference<InetSocketAddress> loader = new AtomicReference<>();

  private Outdoors(HttpServer web, DatagramSocket tftp) {
    this.web = web;
    this.tftp = tftp;
  }

  /** Opens both at free ports of 127.0.0.1. */
  static Outdoors open() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer web = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    DatagramSocket tftp;
    try {
      tftp = new DatagramSocket(0, loopback);
    } catch (IOException failed) {
      web.stop(0);
      throw failed;
    }
    Outdoors outdoors = new Outdoors(web, tftp);
    outdoors.serve();
    return outdoors;
  }

  private void serve() {
    byte[] page = (PAGE_TEXT + "\n").getBytes(StandardCharsets.UTF_8);
    web.createContext(
        "/",
        exchange -> {
          reader.set(exchange.getRemoteAddress());
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    web.start();
    Thread thread = new Thread(this::answerReads, "demo tftp");
    thread.setDaemon(true);
    thread.start();
  }

  private void answerReads() {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_REQUEST], MAX_REQUEST);
    try {
      while (true) {
        packet.setLength(MAX_REQUEST);
        tftp.receive(packet);
        Optional<byte[]> answer = answer(packet);
        if (answer.isPresent()) {
          loader.set((InetSocketAddress) packet.getSocketAddress());
          // From the same port, unlike most servers: a guest's flow lets in only whom it wrote to.
          tftp.send(
              new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      tftp.close();
    }
  }

  /** The only block of the file, or an error; nothing for an acknowledgment. */
  private static Optional<byte[]> answer(DatagramPacket packet) {
    byte[] request = packet.getData();
    if (packet.getLength() < 4 || request[0] != 0 || request[1] != READ) {
      return Optional.empty();
    }
    String words = new String(request, 2, packet.getLength() - 2, StandardCharsets.US_ASCII);
    boolean found = words.startsWith(FILE + "\0");
    String text = found ? FILE_TEXT + "\n" : "there is only " + FILE + "\0";
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer answer = ByteBuffer.allocate(4 + octets.length);
    answer.putShort((short) (found ? DATA : ERROR)).putShort((short) 1).put(octets);
    return Optional.of(answer.array());
  }

  /** Where the page is. */
  int pagePort() {
    return web.getAddress().getPort();
  }

  /** Where the file is. */
  int filePort() {
    return tftp.getLocalPort();
  }

  /** Who fetched the page last, as the server saw it. */
  Optional<InetSocketAddress> reader() {
    return Optional.ofNullable(reader.get());
  }

  /** Who fetched the file last, as the server saw it. */
  Optional<InetSocketAddress> loader() {
    return Optional.ofNullable(loader.get());
  }

  /** Takes the page down: nothing listens for TCP from now on. */
  void closePage() {
    web.stop(0);
  }

  @Override
  public void close() {
    web.stop(0);
    tftp.close();
  }
}
