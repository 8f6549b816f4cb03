package io.qnet.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients of gvisor-tap-vsock ask for: {@code /services/forwarder/all}, {@code expose} and
 * {@code unexpose}, on a unix socket. Its clients know no token: the socket is for its owner alone
 * (mode 0600), and never TCP.
 *
 * <p>An address without a host, {@code :8080}, is 127.0.0.1 here.
 */
final class ForwarderServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ForwarderServer.class);

  /** Octets of the longest name beside a path, a folder's with a socket in it. */
  static final int ROOM = 8;

  private static final int LONGEST = 64 << 10;
  private static final int ATTEMPTS = 100;
  private static final int NAMES = 36 * 36 * 36 * 36;

  private final RedirectApi doors;
  private final LabApi lab;
  private final Path path;
  private final HttpServer server;

  /** Which file the path leads to, so that only our own is removed in the end. */
  private @Nullable Object identity;

  private ForwarderServer(Vertx vertx, Path path, LabApi lab, RedirectApi doors) {
    this.lab = lab;
    this.doors = doors;
    this.path = path;
    this.server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(router(vertx));
  }

  /**
   * Listens at {@code path}, where nothing may be: whatever is there stays.
   *
   * @throws IOException if the path is taken, or cannot be had
   */
  static ForwarderServer start(Vertx vertx, Path path, LabApi lab, RedirectApi doors)
      throws IOException {
    ForwarderServer forwarder = new ForwarderServer(vertx, path, lab, doors);
    forwarder.listen();
    return forwarder;
  }

  private void listen() throws IOException {
    // In a folder of its own until its mode is right: nobody else gets in meanwhile.
    Path folder = newFolder(path);
    Path made = folder.resolve("s");
    try {
      ApiServer.await(server.listen(SocketAddress.domainSocketAddress(made.toString())));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      identity = identity(made);
      Files.createLink(path, made); // which replaces nothing, and a move would
    } catch (IOException taken) {
      Future<?> unused = server.close();
      throw taken;
    } finally {
      Files.deleteIfExists(made);
      Files.delete(folder);
    }
  }

  /** Listens no more, and removes its socket, unless another file is there by now. */
  @Override
  public void close() {
    try { // before the socket is closed: until then no other file can have its number
      if (identity != null && Files.exists(path) && identity.equals(identity(path))) {
        Files.delete(path);
      }
    } catch (IOException gone) {
      LOG.debug("{}: {}", path, gone.getMessage());
    }
    ApiServer.await(server.close());
  }

  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** A new one beside {@code path}, with a name that is short: sockets' paths have to be. */
  private static Path newFolder(Path path) throws IOException {
    for (int i = 0; ; i++) {
      String name = ".q" + Integer.toString(ThreadLocalRandom.current().nextInt(NAMES), 36);
      try {
        return Files.createDirectory(
            path.toAbsolutePath().resolveSibling(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (FileAlreadyExistsException taken) {
        if (i == ATTEMPTS) {
          throw taken;
        }
      }
    }
  }

  private Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    BodyHandler body = BodyHandler.create(false).setBodyLimit(LONGEST);
    router.route(HttpMethod.GET, "/services/forwarder/all").handler(this::all);
    router
        .route(HttpMethod.POST, "/services/forwarder/expose")
        .handler(body)
        .handler(context -> change(context, rule -> doors.add(List.of(rule)), true));
    router
        .route(HttpMethod.POST, "/services/forwarder/unexpose")
        .handler(body)
        .handler(context -> change(context, rule -> doors.remove(List.of(rule), false), false));
    router.route(HttpMethod.GET, "/leases").handler(this::leases);
    router.route(HttpMethod.GET, "/services/dhcp/leases").handler(this::leases);
    router.errorHandler(500, context -> plain(context, 500, "the network may be closing"));
    return router;
  }

  private void all(RoutingContext context) {
    answer(context, doors.list(), open -> ApiJson.all(open, ForwarderServer::row).encode());
  }

  private static JsonObject row(RedirectApi.Redirect door) {
    String local = door.hostPort() == 0 ? door.host() : end(door.host(), door.hostPort());
    return new JsonObject()
        .put("local", local)
        .put("remote", end(door.guest(), door.guestPort()))
        .put("protocol", door.protocol());
  }

  private static String end(String address, int port) {
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }

  private void leases(RoutingContext context) {
    answer(
        context,
        lab.leases(),
        all -> {
          JsonObject leases = new JsonObject();
          all.forEach(lease -> leases.put(lease.address(), lease.mac()));
          return leases.encode();
        });
  }

  private void change(
      RoutingContext context,
      Function<String, CompletionStage<List<RedirectApi.Redirect>>> work,
      boolean whole) {
    String rule;
    try {
      JsonObject asked = context.body().asJsonObject();
      rule = asked == null ? null : rule(asked, whole);
    } catch (DecodeException | ClassCastException wrong) {
      rule = null;
    }
    if (rule == null) {
      plain(context, 400, "send {\"local\": \":8080\", \"remote\": \"10.0.2.15:80\"}");
    } else {
      answer(context, work.apply(rule), done -> "");
    }
  }

  /** The rule as it is typed, or its host half; null if something is missing. */
  private static @Nullable String rule(JsonObject asked, boolean whole) {
    String protocol = asked.getString("protocol", "");
    String local = asked.getString("local", "");
    String remote = asked.getString("remote", "").replaceFirst("^tcp://", "");
    if (local.isEmpty() || (whole && remote.isEmpty())) {
      return null;
    }
    String host = (protocol.isEmpty() ? "tcp" : protocol) + ":" + local;
    return whole ? host + "-" + remote : host;
  }

  private static <T> void answer(
      RoutingContext context, CompletionStage<T> later, Function<T, String> text) {
    Future.fromCompletionStage(later, context.vertx().getOrCreateContext())
        .onSuccess(
            done ->
                context
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .end(text.apply(done)))
        .onFailure(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              if (cause instanceof RefusedException refused) {
                plain(context, refused.status() == 400 ? 400 : 500, refused.getMessage());
              } else {
                context.fail(failure);
              }
            });
  }

  private static void plain(RoutingContext context, int status, @Nullable String text) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(text + "\n");
  }
}
