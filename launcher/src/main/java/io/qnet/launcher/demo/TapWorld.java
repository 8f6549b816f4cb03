package io.qnet.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qnet.launcher.qemu.Program;
import io.qnet.posix.Netns;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What surrounds the tour of TAP mode: this network namespace, which is the host, an uplink, and
 * somebody outside, who has a web page and knows nothing of guests.
 */
final class TapWorld implements AutoCloseable {
  /** The host, and the next one, on the uplink (RFC 5737). */
  static final String HOST = "198.51.100.2";

  static final String NEXT = "198.51.100.1";

  /** Somebody outside. */
  static final String OUTSIDE = "203.0.113.1";

  private static final Logger LOG = LoggerFactory.getLogger(TapWorld.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final Process outside;
  private final ServerSocket web;

  private TapWorld(Process outside, ServerSocket web) {
    this.outside = outside;
    this.web = web;
  }

  /** Makes it, in a namespace with nothing in it; goes when this process does. */
  static TapWorld make() throws IOException, InterruptedException {
    if (json("ip", "-j", "link").size() != 1) {
      throw new IOException("this is no network namespace of the tour's own");
    }
    // cat ends when its input does, and that is when this process ends.
    Process outside =
        new ProcessBuilder("unshare", "--net", "cat")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    String namespace = "--net=/proc/" + outside.pid() + "/ns/net";
    ip("link", "set", "dev", "lo", "up");
    ip("link", "add", "name", "up0", "type", "veth", "peer", "name", "up1");
    ip("link", "set", "dev", "up0", "addrgenmode", "none"); // or an address comes while we look
    awaitNamespace(outside);
    ip("link", "set", "dev", "up1", "netns", Long.toString(outside.pid()));
    ip("address", "add", HOST + "/24", "dev", "up0");
    ip("link", "set", "dev", "up0", "up");
    ip("route", "add", "default", "via", NEXT);
    String script =
        "ip link set dev lo up; ip link set dev up1 up; ip address add %s/24 dev up1;"
            + " ip address add %s/32 dev lo";
    Program.of("nsenter", namespace, "sh", "-c", script.formatted(NEXT, OUTSIDE)).require();
    ServerSocket web =
        Netns.call(
            Path.of("/proc/" + outside.pid() + "/ns/net"),
            () -> {
              ServerSocket made = new ServerSocket();
              made.bind(new InetSocketAddress(InetAddress.getByName(OUTSIDE), 80));
              return made;
            });
    TapWorld world = new TapWorld(outside, web);
    Thread server = new Thread(world::serve, "outside");
    server.setDaemon(true);
    server.start();
    return world;
  }

  /** unshare(1) is a moment in our namespace before it is in its own. */
  private static void awaitNamespace(Process process) throws IOException, InterruptedException {
    String wait =
        "until [ \"$(readlink /proc/%d/ns/net)\" != \"$(readlink /proc/$$/ns/net)\" ]; do :; done";
    Program.of("sh", "-c", wait.formatted(process.pid())).require();
  }

  /** Tells everybody who, as far as one can see outside, asked. */
  private void serve() {
    while (!web.isClosed()) {
      try (Socket client = web.accept()) {
        answer(client);
      } catch (IOException gone) {
        LOG.debug("outside: {}", gone.getMessage()); // a client that left, or the end
      }
    }
  }

  private static void answer(Socket client) throws IOException {
    int unused = client.getInputStream().read(new byte[4096]);
    String page = "you are " + client.getInetAddress().getHostAddress() + "\n";
    OutputStream out = client.getOutputStream();
    out.write(("HTTP/1.0 200 OK\r\n\r\n" + page).getBytes(StandardCharsets.US_ASCII));
  }

  static String ip(String... words) throws IOException, InterruptedException {
    String[] all = new String[words.length + 1];
    all[0] = "ip";
    System.arraycopy(words, 0, all, 1, words.length);
    return Program.of(all).require();
  }

  static JsonNode json(String... words) throws IOException, InterruptedException {
    return JSON.readTree(Program.of(List.of(words)).require());
  }

  @Override
  public void close() throws IOException {
    web.close();
    outside.destroy();
  }
}
