package io.qnet.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * {@code /api/v1/redirects}: GET lists the doors, POST opens some, DELETE shuts some; with {@code
 * ?network=ID} those of one network.
 */
final class RedirectRoutes {
  /** Octets of a request's body: the rules of all the doors that there can be. */
  private static final int LONGEST = 1 << 20;

  private static final String PATH = "/redirects";

  private final LabApi lab;
  private final RedirectApi all;

  private RedirectRoutes(LabApi lab, RedirectApi all) {
    this.lab = lab;
    this.all = all;
  }

  static void add(Router router, String base, LabApi lab, RedirectApi all) {
    RedirectRoutes routes = new RedirectRoutes(lab, all);
    router
        .route(HttpMethod.GET, base + PATH)
        .handler(context -> answer(context, routes.doors(context).list()));
    router
        .route(HttpMethod.POST, base + PATH)
        .handler(BodyHandler.create(false).setBodyLimit(LONGEST))
        .handler(routes::open);
    router
        .route(HttpMethod.DELETE, base + PATH)
        .handler(BodyHandler.create(false).setBodyLimit(LONGEST))
        .handler(routes::shut);
  }

  private RedirectApi doors(RoutingContext context) {
    RedirectApi doors = NetworkRow.chosen(lab, context).redirects();
    return doors == null ? all : doors;
  }

  private void open(RoutingContext context) {
    List<String> rules = rules(context);
    if (rules.isEmpty()) {
      Guard.refuse(
          context,
          400,
          "the body names no rules",
          "no door was opened",
          "send {\"rules\": [\"tcp::8080-:80\"]}");
    } else {
      answer(context, doors(context).add(rules));
    }
  }

  /** What the body names; nothing if it is not as it should be. */
  private static List<String> rules(RoutingContext context) {
    List<String> rules = new ArrayList<>();
    try {
      JsonObject body = context.body().asJsonObject();
      JsonArray written = body == null ? new JsonArray() : body.getJsonArray("rules");
      for (int i = 0; written != null && i < written.size(); i++) {
        rules.add((String) written.getValue(i));
      }
      return rules;
    } catch (DecodeException | ClassCastException wrong) {
      return List.of();
    }
  }

  /** The rules are in the query, where a few fit in, or in the body. */
  private void shut(RoutingContext context) {
    List<String> rules = new ArrayList<>(context.queryParam("rule"));
    rules.addAll(rules(context));
    if (rules.isEmpty()) {
      Guard.refuse(
          context,
          400,
          "no rule is named",
          "no door was shut",
          "add ?rule=tcp:127.0.0.1:8080, or send {\"rules\": [\"tcp:127.0.0.1:8080\"]}");
    } else {
      boolean cut = context.queryParam("cut").contains("true");
      answer(context, doors(context).remove(rules, cut));
    }
  }

  private static void answer(
      RoutingContext context, CompletionStage<List<RedirectApi.Redirect>> doors) {
    Future.fromCompletionStage(doors, context.vertx().getOrCreateContext())
        .onSuccess(all -> ApiServer.reply(context, ApiJson.all(all, ApiJson::redirect).encode()))
        .onFailure(context::fail);
  }
}
