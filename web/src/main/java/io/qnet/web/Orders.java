package io.qnet.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST .../order/NAME}, with a JSON object of strings: the answer is a JSON array of lines,
 * or an error with status 409. The server's guard has looked at the request already.
 */
final class Orders {
  private static final int LONGEST = 8192;
  private static final String TRY = "send POST with a JSON object of strings";

  private Orders() {}

  static void route(Router router, String base, LabApi api) {
    router
        .post(base + "/order/:name")
        .handler(BodyHandler.create(false).setBodyLimit(LONGEST))
        .handler(context -> take(context, api));
  }

  private static void take(RoutingContext context, LabApi api) {
    Map<String, String> words = words(context);
    if (words == null) {
      Guard.refuse(context, 400, "this is no order", "nothing was done", TRY);
      return;
    }
    CompletionStage<List<String>> answer = api.order(context.pathParam("name"), words);
    if (answer == null) {
      Guard.refuse(context, 404, "no such order is taken here", "nothing was done", TRY);
      return;
    }
    Future.fromCompletionStage(answer, context.vertx().getOrCreateContext())
        .onSuccess(lines -> reply(context, lines))
        .onFailure(context::fail);
  }

  private static @Nullable Map<String, String> words(RoutingContext context) {
    Buffer octets = context.body().buffer();
    try {
      if (octets == null || !(Json.decodeValue(octets) instanceof JsonObject body)) {
        return null;
      }
      Map<String, String> words = new TreeMap<>();
      for (String key : body.fieldNames()) {
        if (!(body.getValue(key) instanceof String word)) {
          return null;
        }
        words.put(key, word);
      }
      return words;
    } catch (DecodeException noJson) {
      return null;
    }
  }

  private static void reply(RoutingContext context, List<String> lines) {
    context
        .response()
        .putHeader("Content-Type", "application/json")
        .end(new JsonArray(lines).encode() + "\n");
  }
}
