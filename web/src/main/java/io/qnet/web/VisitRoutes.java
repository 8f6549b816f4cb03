package io.qnet.web;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST .../visits} makes an address for a browser; {@code GET /visit?code=...} is that
 * address, which leaves a cookie there and leads on to the page.
 */
final class VisitRoutes {
  private static final String START = "/console/";

  private final Visits visits;
  private final Supplier<String> address;

  /**
   * With these codes.
   *
   * @param address makes an address with a new one
   */
  VisitRoutes(Visits visits, Supplier<String> address) {
    this.visits = visits;
    this.address = address;
  }

  void add(Router router, String base) {
    router
        .route(HttpMethod.POST, base + "/visits")
        .handler(
            context ->
                ApiServer.reply(context, new JsonObject().put("address", address.get()).encode()));
    router.route(HttpMethod.GET, Guard.VISIT).handler(this::enter);
  }

  private void enter(RoutingContext context) {
    HttpServerRequest request = context.request();
    @Nullable String code = request.getParam("code");
    Optional<String> secret = code == null ? Optional.empty() : visits.exchange(code);
    @Nullable Cookie had = request.getCookie(Guard.cookie(request));
    if (secret.isEmpty() && (had == null || !visits.knows(had.getValue()))) {
      Page.guarded(context.response());
      Guard.refuse(
          context,
          401,
          "this address has been used, or is older than ten minutes",
          "the page is for one browser",
          "for another address: qnet vm console --web");
      return;
    }
    secret.ifPresent(
        value ->
            context
                .response()
                .addCookie(
                    Cookie.cookie(Guard.cookie(request), value)
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.STRICT)
                        .setPath("/")));
    Page.guarded(context.response()).setStatusCode(303).putHeader("Location", START).end();
  }
}
