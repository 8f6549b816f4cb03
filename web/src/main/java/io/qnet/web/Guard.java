package io.qnet.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets pass who has the token and means this server. */
final class Guard implements Handler<RoutingContext> {
  private static final String BEARER = "bearer ";

  private final byte[] token;

  Guard(String token) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!meansUs(request)) {
      refuse(
          context,
          403,
          "this is not the host that the request names",
          "a page of another host may not reach this one",
          "use http://127.0.0.1:" + port(request) + "/");
    } else if (!hasToken(request.getHeader("Authorization"))) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      refuse(
          context,
          401,
          "the token is missing or wrong",
          "every request needs it",
          "send Authorization: Bearer TOKEN; it is in api.json of the run directory");
    } else {
      context.next();
    }
  }

  private static int port(HttpServerRequest request) {
    return request.localAddress().port();
  }

  /** Whether Host, and Origin where a browser sends one, are this server's. */
  private static boolean meansUs(HttpServerRequest request) {
    int port = port(request);
    Set<String> ours = Set.of("127.0.0.1:" + port, "localhost:" + port);
    @Nullable String host = request.getHeader("Host");
    @Nullable String origin = request.getHeader("Origin");
    return host != null
        && ours.contains(host.toLowerCase(Locale.ROOT))
        && (origin == null || origin.equalsIgnoreCase("http://" + host));
  }

  private boolean hasToken(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return false;
    }
    byte[] given =
        authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(token, given);
  }

  static void refuse(
      RoutingContext context, int status, String what, String meaning, String remedy) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(ApiJson.error(what, meaning, remedy).encode() + "\n");
  }
}
