package io.qnet.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events (the WHATWG HTML standard, section 9.2): what happened, and what happens. One
 * who reads too slowly is waited for, and told where events are missing; nothing is kept for it.
 */
final class EventStream {
  private static final int MOST = 256;
  private static final long EVERY_MS = 200;

  /** So often a line is sent at least, so that a reader that went away is noticed. */
  private static final int SILENCE = 15_000 / (int) EVERY_MS;

  private final Vertx vertx;
  private final LabApi api;
  private final HttpServerResponse response;
  private final Set<EventStream> open;
  private long last;
  private int silent;
  private long timer;

  private EventStream(
      Vertx vertx, LabApi api, HttpServerResponse response, Set<EventStream> open, long last) {
    this.vertx = vertx;
    this.api = api;
    this.response = response;
    this.open = open;
    this.last = last;
  }

  /**
   * Answers with a stream that ends when the reader goes.
   *
   * @param open has those that go on, each until its end; of the server's thread
   */
  static void open(Vertx vertx, LabApi api, RoutingContext context, Set<EventStream> open) {
    @Nullable String seen = context.request().getHeader("Last-Event-ID");
    long after = seen != null && seen.matches("[0-9]{1,18}") ? Long.parseLong(seen) : 0;
    HttpServerResponse response = context.response();
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store");
    EventStream stream = new EventStream(vertx, api, response, open, after);
    if ("no".equals(context.request().getParam("follow"))) {
      stream.sendAll();
    } else {
      stream.begin();
    }
  }

  /** What is kept now, and no more: the caller's ring bounds it. */
  private void sendAll() {
    long before;
    do {
      before = last;
      send();
    } while (last != before && !response.writeQueueFull());
    if (last == before) {
      response.end();
    } else {
      response.drainHandler(drained -> sendAll());
    }
  }

  private void begin() {
    response.write(": events\n\n");
    send();
    timer = vertx.setPeriodic(EVERY_MS, tick -> send());
    open.add(this);
    response.closeHandler(gone -> forget());
    response.exceptionHandler(gone -> forget());
  }

  private void forget() {
    open.remove(this);
    boolean unused = vertx.cancelTimer(timer);
  }

  /** Nothing more happens: the reader gets what did, and an end that is none too early. */
  Future<?> end() {
    forget();
    send();
    return response.end();
  }

  private void send() {
    if (response.writeQueueFull()) {
      return;
    }
    List<LabApi.Event> events = api.eventsAfter(last, MOST);
    if (events.isEmpty()) {
      silent++;
      if (silent >= SILENCE) {
        silent = 0;
        response.write(":\n\n");
      }
      return;
    }
    silent = 0;
    StringBuilder text = new StringBuilder();
    long lost = events.get(0).id() - last - 1;
    if (last > 0 && lost > 0) {
      text.append(": ").append(lost).append(" events were not kept so long\n\n");
    }
    for (LabApi.Event event : events) {
      text.append("id: ").append(event.id()).append("\nevent: ").append(event.type());
      text.append("\ndata: ").append(ApiJson.event(event).encode()).append("\n\n");
    }
    last = events.get(events.size() - 1).id();
    response.write(text.toString());
  }
}
