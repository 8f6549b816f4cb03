package io.qnet.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The connections of a server, which may not be many. Who has not shown a token is a stranger: he
 * has little time, and is the first to go where there is no room. All on the server's thread.
 */
final class Connections {
  private static final int MOST = 64;
  private static final long STRANGERS_MS = 5_000;

  private final Vertx vertx;

  /** In the order in which they came; whether they are strangers. */
  private final Map<HttpConnection, Boolean> strangers = new LinkedHashMap<>();

  Connections(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Somebody comes; where all others have shown a token, one too many is sent away. */
  void accept(HttpConnection connection) {
    if (strangers.size() >= MOST && !dropOldestStranger()) {
      connection.close();
      return;
    }
    strangers.put(connection, true);
    long timer = vertx.setTimer(STRANGERS_MS, late -> drop(connection));
    connection.closeHandler(
        closed -> {
          strangers.remove(connection);
          vertx.cancelTimer(timer);
        });
  }

  private void drop(HttpConnection connection) {
    if (strangers.getOrDefault(connection, false)) {
      strangers.remove(connection);
      connection.close();
    }
  }

  private boolean dropOldestStranger() {
    for (Map.Entry<HttpConnection, Boolean> entry : strangers.entrySet()) {
      if (entry.getValue()) {
        drop(entry.getKey());
        return true;
      }
    }
    return false;
  }

  /** He has shown a token, or the cookie that stands for it. */
  void trust(HttpConnection connection) {
    strangers.replace(connection, false);
  }
}
