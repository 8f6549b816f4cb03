package io.qnet.launcher.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The host's page: a greeting, 50 MB to fetch, sums of what is posted. */
final class WebServer implements AutoCloseable {
  private static final int BULK = 50 << 20;
  private static final int WANTED_AT_ONCE = 120;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch crowd = new CountDownLatch(WANTED_AT_ONCE);

  private WebServer(HttpServer server) {
    this.server = server;
  }

  static WebServer start() throws IOException {
    return start(InetAddress.getLoopbackAddress());
  }

  static WebServer start(InetAddress address) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(address, 0);
    WebServer web = new WebServer(HttpServer.create(anyPort, 256));
    web.server.setExecutor(web.threads);
    web.server.createContext("/hello", exchange -> text(exchange, "hello from the host\n"));
    web.server.createContext(
        "/length",
        exchange -> text(exchange, exchange.getRequestBody().readAllBytes().length + " octets\n"));
    web.server.createContext("/bulk", WebServer::bulk);
    web.server.createContext("/sum", WebServer::sum);
    web.server.createContext("/slow", web::slow);
    web.server.start();
    return web;
  }

  int port() {
    return server.getAddress().getPort();
  }

  int mostAtOnce() {
    return most.get();
  }

  /** Holds each connection until many are open, so that they really are parallel. */
  private void slow(HttpExchange exchange) throws IOException {
    most.accumulateAndGet(open.incrementAndGet(), Math::max);
    crowd.countDown();
    try {
      if (!crowd.await(60, TimeUnit.SECONDS)) {
        System.err.println("only " + most + " connections at once");
      }
      text(exchange, "hello from the host\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.decrementAndGet();
    }
  }

  private static void text(HttpExchange exchange, String text) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(200, octets.length);
    exchange.getResponseBody().write(octets);
    exchange.close();
  }

  private static void bulk(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, BULK);
    Random random = new Random(7);
    byte[] piece = new byte[1 << 16];
    try (OutputStream out = exchange.getResponseBody()) {
      for (int sent = 0; sent < BULK; sent += piece.length) {
        random.nextBytes(piece);
        out.write(piece);
      }
    }
  }

  private static void sum(HttpExchange exchange) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = exchange.getRequestBody()) {
      byte[] piece = new byte[1 << 16];
      for (int length = in.read(piece); length > 0; length = in.read(piece)) {
        digest.update(piece, 0, length);
      }
    }
    text(exchange, HexFormat.of().formatHex(digest.digest()) + "\n");
  }

  /** The SHA-256 of what {@code /bulk} sends. */
  static String bulkSum() {
    MessageDigest digest = digest();
    Random random = new Random(7);
    byte[] piece = new byte[1 << 16];
    for (int done = 0; done < BULK; done += piece.length) {
      random.nextBytes(piece);
      digest.update(piece);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
