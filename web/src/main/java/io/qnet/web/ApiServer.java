package io.qnet.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server on the loopback address, at a free port. {@code GET /api/v1/status}, {@code
 * networks}, {@code nat}, {@code leases}, {@code drops}, {@code switch/ports} and {@code
 * switch/hash} are answered with JSON, {@code events} with server-sent events, {@code redirects}
 * can be changed, {@code POST order/NAME} does something, {@code impairments} can be read and
 * changed; {@code openapi.json} describes all, {@code /metrics} counts.
 */
public final class ApiServer implements AutoCloseable {
  /** Octets of a name that has to fit into the folder of {@code services}, as a socket's. */
  public static final int SERVICES_ROOM = ForwarderServer.ROOM;

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String BASE = "/api/v1";
  private static final int PATIENCE_SECONDS = 10;
  private static final int LAST_WORDS_MS = 1_000;
  private static final int IDLE_SECONDS = 60;
  private static final int LONGEST_LINE = 2048;
  private static final int LONGEST_HEADERS = 8192;
  private static final int LONGEST_BODY = 16_384;
  private static final int LONGEST_MESSAGE = 256 * 1024;

  private final Vertx vertx;
  private final LabApi api;
  private final Visits visits = new Visits(System::nanoTime);
  private final HttpServer server;
  private @Nullable ConsoleRoutes browsers;
  private @Nullable ForwarderServer forwarder;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Connections connections;

  /** Those that go on; on the server's thread. */
  private final Set<EventStream> streams = new HashSet<>();

  private ApiServer(Vertx vertx, LabApi api, String token) {
    this.vertx = vertx;
    this.api = api;
    this.connections = new Connections(vertx);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(LOOPBACK)
            .setHttp2ClearTextEnabled(false)
            .setPort(0)
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxInitialLineLength(LONGEST_LINE)
            .setMaxHeaderSize(LONGEST_HEADERS)
            .setMaxWebSocketMessageSize(LONGEST_MESSAGE);
    this.server = vertx.createHttpServer(options);
    server.connectionHandler(connections::accept).requestHandler(router(token));
    await(server.listen());
  }

  /**
   * Starts a server; it answers when this returns.
   *
   * @param token what each request has to bring
   * @throws IllegalStateException if the host gives no port
   */
  public static ApiServer start(LabApi api, String token) {
    return start(api, token, null);
  }

  /**
   * The same, and a server for clients of gvisor-tap-vsock.
   *
   * @param services the unix socket where that listens, a path where nothing is; null for none. If
   *     it cannot be had, that is logged, and the rest is there
   * @throws IllegalStateException if the host gives no port
   */
  public static ApiServer start(LabApi api, String token, @Nullable Path services) {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setUseDaemonThread(true)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    try {
      ApiServer server = new ApiServer(vertx, api, token);
      server.serve(services);
      return server;
    } catch (RuntimeException failed) {
      vertx.close();
      throw failed;
    }
  }

  private void serve(@Nullable Path path) {
    RedirectApi doors = api.redirects();
    if (path == null || doors == null) {
      return;
    }
    try {
      forwarder = ForwarderServer.start(vertx, path, api, doors);
    } catch (IOException | IllegalStateException refused) {
      LOG.warn("nobody can ask for doors at --services {}: {}", path, refused.toString());
    }
  }

  /** The port it listens at, on 127.0.0.1. */
  public int port() {
    return server.actualPort();
  }

  /** Where it is: {@code http://127.0.0.1:PORT/}. */
  public String address() {
    return "http://" + LOOPBACK + ":" + port() + "/";
  }

  /** An address for a browser: good once, for ten minutes, and at {@link #address} from then on. */
  public String visit() {
    return address() + Guard.VISIT.substring(1) + "?code=" + visits.code();
  }

  private Router router(String token) {
    Router router = Router.router(vertx);
    router.route().handler(new Guard(token, visits, connections));
    Consoles consoles = api.consoles();
    if (consoles != null) {
      new VisitRoutes(visits, this::visit).add(router, BASE);
      browsers = ConsoleRoutes.add(vertx, router, BASE, api, consoles);
    }
    get(router, "/status", context -> reply(context, ApiJson.status(api.status()).encode()));
    get(router, "/networks", context -> reply(context, NetworkRow.json(api.networks())));
    get(router, "/nat", this::nat);
    get(router, "/leases", later(api::leases, all -> ApiJson.all(all, ApiJson::lease).encode()));
    get(router, "/drops", later(api::drops, all -> ApiJson.counts(all).encode()));
    get(
        router,
        "/switch/ports",
        later(api::switchPorts, all -> ApiJson.all(all, ApiJson::switchPort).encode()));
    get(
        router,
        "/switch/hash",
        later(api::switchStations, all -> ApiJson.all(all, ApiJson::station).encode()));
    get(router, "/switch/vlans", later(api::switchPorts, VlanRows::json));
    get(router, "/switch/stp", later(api::switchTree, TreeRow::json));
    get(router, "/switch/snooping", later(api::switchSnooping, SnoopingRow::json));
    get(router, "/impairments", later(api::impairments, ImpairedLinkRow::json));
    router
        .route(HttpMethod.PUT, BASE + "/impairments/:link")
        .handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY))
        .handler(context -> impair(context, String.valueOf(context.body().asString())));
    router
        .route(HttpMethod.DELETE, BASE + "/impairments/:link")
        .handler(context -> impair(context, ""));
    get(router, "/events", context -> EventStream.open(vertx, api, context, streams));
    String description = description();
    get(router, "/openapi.json", context -> reply(context, description));
    router.route(HttpMethod.GET, "/metrics").handler(new Metrics(api)::answer);
    RedirectApi redirects = api.redirects();
    if (redirects != null) {
      RedirectRoutes.add(router, BASE, api, redirects);
    }
    Orders.route(router, BASE, api);
    router.errorHandler(404, context -> refuse(context, 404, "nothing is here"));
    router.errorHandler(405, context -> refuse(context, 405, "this cannot be done with it"));
    router.errorHandler(500, ApiServer::failed);
    return router;
  }

  private void nat(RoutingContext context) {
    LabApi chosen = NetworkRow.chosen(api, context);
    later(chosen::nat, all -> ApiJson.all(all, ApiJson::mapping).encode()).handle(context);
  }

  private static void get(Router router, String path, Handler<RoutingContext> answer) {
    router.route(HttpMethod.GET, BASE + path).handler(answer);
  }

  /** Answers with what comes later, from whatever thread. */
  private static <T> Handler<RoutingContext> later(
      Supplier<CompletionStage<T>> question, Function<T, String> json) {
    return context ->
        Future.fromCompletionStage(question.get(), context.vertx().getOrCreateContext())
            .onSuccess(answer -> reply(context, json.apply(answer)))
            .onFailure(context::fail);
  }

  /** The description of all this, in OpenAPI's terms. */
  private static String description() {
    try (InputStream in = ApiServer.class.getResourceAsStream("openapi.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void impair(RoutingContext context, String words) {
    later(() -> api.impair(context.pathParam("link"), words), ImpairedLinkRow::json)
        .handle(context);
  }

  private static void refuse(RoutingContext context, int status, String meaning) {
    String what = context.request().method() + " is not answered at this path";
    Guard.refuse(context, status, what, meaning, "GET " + BASE + "/status");
  }

  private static void failed(RoutingContext context) {
    if (refusal(context.failure()) instanceof RefusedException refused) {
      String what = String.valueOf(refused.getMessage());
      Guard.refuse(context, refused.status(), what, refused.meaning(), refused.remedy());
      return;
    }
    LOG.warn("a request could not be answered", context.failure());
    Guard.refuse(
        context, 500, "the answer could not be made", "the network may be closing", "try again");
  }

  private static @Nullable Throwable refusal(@Nullable Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  static void reply(RoutingContext context, String json) {
    context
        .response()
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(json + "\n");
  }

  /** Who follows the events reads their end; who does not read is not waited for. */
  private void endStreams() {
    Promise<Boolean> ended = Promise.promise();
    vertx.runOnContext(
        now -> {
          vertx.setTimer(LAST_WORDS_MS, late -> ended.tryComplete(false));
          Future.join(List.copyOf(streams).stream().map(EventStream::end).toList())
              .onComplete(all -> ended.tryComplete(true));
        });
    await(ended.future());
  }

  static void await(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the API's server does not do as it is told", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Stops listening, and lets its connections go; a second time does nothing. */
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      if (browsers != null) {
        browsers.close();
      }
      endStreams();
      await(server.close());
      if (forwarder != null) {
        forwarder.close();
      }
      vertx.close(); // its loop ends in its own time, which is seconds
    }
  }
}
