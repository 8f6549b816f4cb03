package io.qnet.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine's consoles: the page at {@code /console/}, and a WebSocket (RFC 6455) for each of them,
 * which carries the octets of a unix socket as binary messages. QEMU's own WebSockets ask nobody
 * for a token, so they are never opened; these are behind the server's guard. Who reads too slowly
 * is waited for.
 */
final class ConsoleRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleRoutes.class);
  private static final String PATH = "/console";

  /** So often a message is sent at least: the server lets silent connections go. */
  private static final long PING_MS = 20_000;

  /** Status codes of RFC 6455, section 7.4.1. */
  private static final short ENDED = 1000;

  private static final short FAILED = 1011;
  private static final String GOODBYE = "the machine has ended";

  private final Vertx vertx;
  private final NetClient client;
  private final LabApi api;
  private final Consoles consoles;
  private final Set<ServerWebSocket> browsers = ConcurrentHashMap.newKeySet();

  private ConsoleRoutes(Vertx vertx, LabApi api, Consoles consoles) {
    this.vertx = vertx;
    this.client = vertx.createNetClient();
    this.api = api;
    this.consoles = consoles;
  }

  /** Adds them; they are closed before the server is. */
  static ConsoleRoutes add(Vertx vertx, Router router, String base, LabApi api, Consoles consoles) {
    ConsoleRoutes routes = new ConsoleRoutes(vertx, api, consoles);
    router.route(HttpMethod.GET, base + PATH).handler(routes::describe);
    routes.add(router, base + PATH + "/serial", consoles.serial());
    routes.add(router, base + PATH + "/screen", consoles.screen());
    router.route(HttpMethod.GET, PATH + "/*").handler(new Page(PATH));
    return routes;
  }

  /** Tells the browsers that the machine ends, which they could not tell from a lost connection. */
  void close() {
    browsers.forEach(browser -> browser.close(ENDED, GOODBYE));
  }

  private void add(Router router, String path, @Nullable Path socket) {
    if (socket != null) {
      router.route(HttpMethod.GET, path).handler(context -> open(context, socket));
    }
  }

  private void describe(RoutingContext context) {
    ApiServer.reply(
        context,
        new JsonObject()
            .put("name", api.status().name())
            .put("screen", consoles.screen() != null)
            .encode());
  }

  private void open(RoutingContext context, Path socket) {
    if (!"websocket".equalsIgnoreCase(context.request().getHeader("Upgrade"))) {
      Guard.refuse(
          context,
          400,
          "this is a WebSocket",
          "a plain request gets nothing from it",
          "look at it in a browser: " + PATH + "/");
      return;
    }
    context
        .request()
        .toWebSocket()
        .onSuccess(browser -> bridge(browser.pause(), socket))
        .onFailure(refused -> LOG.debug("no WebSocket: {}", refused.getMessage()));
  }

  private void bridge(ServerWebSocket browser, Path socket) {
    long timer = vertx.setPeriodic(PING_MS, tick -> ping(browser));
    browsers.add(browser);
    browser.closeHandler(
        gone -> {
          vertx.cancelTimer(timer);
          browsers.remove(browser);
        });
    client
        .connect(SocketAddress.domainSocketAddress(socket.toString()))
        .onSuccess(machine -> join(browser, machine))
        .onFailure(
            gone -> {
              LOG.debug("{}: {}", socket, gone.getMessage());
              browser.close(FAILED, "the machine does not answer");
            });
  }

  private static void join(ServerWebSocket browser, NetSocket machine) {
    if (browser.isClosed()) {
      machine.close(); // it serves one at a time
      return;
    }
    browser.pipeTo(machine);
    machine
        .pipe()
        .endOnComplete(false)
        .to(browser)
        .onComplete(end -> browser.close(ENDED, GOODBYE));
  }

  private static void ping(ServerWebSocket browser) {
    if (!browser.isClosed()) {
      browser.writePing(Buffer.buffer());
    }
  }
}
