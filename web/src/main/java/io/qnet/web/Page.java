package io.qnet.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of a page, out of this jar: those of {@code console/}, and below {@code lib/} the
 * programs of others (xterm.js, noVNC) that the build has fetched. Nothing is asked of any other
 * server, and the page may not either.
 */
final class Page implements Handler<RoutingContext> {
  /** No dot but within a name, so that nothing leads up. */
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(\\.[a-z]+)+");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final String path;

  /** At {@code path}, where nothing else is. */
  Page(String path) {
    this.path = path;
  }

  @Override
  public void handle(RoutingContext context) {
    String name = context.request().path().substring(path.length());
    if (name.isEmpty()) {
      context.response().setStatusCode(303).putHeader("Location", path + "/").end();
      return;
    }
    String file = name.equals("/") ? "console.html" : name.substring(1);
    String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
    if (type == null || !NAME.matcher(file).matches()) {
      context.next();
      return;
    }
    try (InputStream in = resource(file)) {
      if (in == null) {
        context.next();
        return;
      }
      guarded(context.response())
          .putHeader("Content-Type", type)
          .end(Buffer.buffer(in.readAllBytes()));
    } catch (IOException unreadable) {
      context.fail(unreadable);
    }
  }

  private static @Nullable InputStream resource(String file) {
    return Page.class.getResourceAsStream(
        file.startsWith("lib/") ? "browser/" + file.substring("lib/".length()) : "console/" + file);
  }

  /** Tells browsers to run and to show nothing else with it (CSP level 3), nor to keep it. */
  static HttpServerResponse guarded(HttpServerResponse response) {
    return response
        .putHeader("Cache-Control", "no-store")
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("X-Content-Type-Options", "nosniff");
  }
}
