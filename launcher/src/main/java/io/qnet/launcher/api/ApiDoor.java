package io.qnet.launcher.api;

import io.qnet.web.ApiServer;
import io.qnet.web.LabApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API of one session. It opens on a thread of its own, since nobody who waits for frames has to
 * wait for it, and is open once {@code api.json} is there. A session without an API is worse than
 * one with, and mostly better than none: what goes wrong is logged, and told to who asks.
 */
public final class ApiDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiDoor.class);

  private static final long PATIENCE_MS = 5_000;

  private final Path directory;
  private final LabApi api;
  private final IntConsumer port;
  private final Consumer<ApiServer> opened;
  private final Consumer<Exception> failed;
  private final @Nullable Path services;
  private final Thread thread = new Thread(this::start, "qnet-api");
  private @Nullable ApiServer server;
  private boolean closed;

  private ApiDoor(
      Path directory,
      LabApi api,
      @Nullable Path services,
      IntConsumer port,
      Consumer<ApiServer> opened,
      Consumer<Exception> failed) {
    this.directory = directory;
    this.api = api;
    this.services = services;
    this.port = port;
    this.opened = opened;
    this.failed = failed;
  }

  /**
   * Begins to open.
   *
   * @param directory where address and token are written
   * @param port told the port at 127.0.0.1, so that guests can be kept away from it
   */
  public static ApiDoor open(Path directory, LabApi api, IntConsumer port) {
    return open(directory, api, null, port);
  }

  /**
   * The same.
   *
   * @param services where clients of gvisor-tap-vsock ask for doors; null for nowhere
   */
  public static ApiDoor open(
      Path directory, LabApi api, @Nullable Path services, IntConsumer port) {
    return open(new ApiDoor(directory, api, services, port, server -> {}, nothing -> {}));
  }

  /**
   * The same.
   *
   * @param opened told once it answers, and others find it
   * @param failed told if it never will, and why
   */
  public static ApiDoor openFor(
      Path directory,
      LabApi api,
      IntConsumer port,
      Consumer<ApiServer> opened,
      Consumer<Exception> failed) {
    return open(new ApiDoor(directory, api, null, port, opened, failed));
  }

  private static ApiDoor open(ApiDoor door) {
    door.thread.setDaemon(true);
    door.thread.start();
    return door;
  }

  private void start() {
    @Nullable ApiServer started = null;
    try {
      String token = ApiFile.newToken();
      started = ApiServer.start(api, token, services);
      port.accept(started.port());
      if (publish(started, new ApiFile(started.address(), token))) {
        opened.accept(started);
      }
    } catch (IOException | RuntimeException e) {
      if (started != null) {
        started.close();
      }
      LOG.warn("qnet nat, leases and events will not find this: {}", e.getMessage());
      LOG.debug("the API did not start", e);
      failed.accept(e);
    }
  }

  /** Under the lock, so that nothing is written into a directory that is being removed. */
  private synchronized boolean publish(ApiServer started, ApiFile file) throws IOException {
    if (closed) {
      started.close();
      return false;
    }
    server = started;
    file.write(directory.resolve(ApiFile.NAME));
    return true;
  }

  /** Nobody listens any more when this returns, not even if it had not begun to. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (server != null) {
        server.close();
        server = null;
      }
    }
    try {
      thread.join(PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
