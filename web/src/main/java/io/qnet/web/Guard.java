package io.qnet.web;

import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets pass who means this server and has the token, or the cookie that a browser was given for a
 * code. A browser sends that cookie to every port of this host, and sends it for pages of other
 * ports, too: so with it the request has to come from a page of this server, or from none.
 */
final class Guard implements Handler<RoutingContext> {
  /** Where a code is exchanged for the cookie. */
  static final String VISIT = "/visit";

  private static final String BEARER = "bearer ";

  private final byte[] token;
  private final Visits visits;
  private final Connections connections;

  Guard(String token, Visits visits, Connections connections) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
    this.visits = visits;
    this.connections = connections;
  }

  /** The cookie's name: one for each port, since cookies know none (RFC 6265, section 8.5). */
  static String cookie(HttpServerRequest request) {
    return "qnet-" + port(request);
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
    } else if (hasToken(request.getHeader("Authorization")) || isVisitor(request)) {
      connections.trust(request.connection());
      context.next();
    } else if (request.path().equals(VISIT)) {
      context.next();
    } else {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      refuse(
          context,
          401,
          "the token is missing or wrong",
          "every request needs it",
          "send Authorization: Bearer TOKEN; it is in api.json of the run directory; in a browser,"
              + " open the address that qnet vm console --web prints");
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

  private boolean isVisitor(HttpServerRequest request) {
    @Nullable Cookie cookie = request.getCookie(cookie(request));
    @Nullable String site = request.getHeader("Sec-Fetch-Site");
    return cookie != null
        && visits.knows(cookie.getValue())
        && (site == null || site.equals("same-origin") || site.equals("none"))
        && (request.method().equals(HttpMethod.GET) || request.getHeader("Origin") != null);
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
