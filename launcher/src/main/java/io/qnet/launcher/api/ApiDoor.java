package io.qnet.launcher.api;

import io.qnet.web.ApiServer;
import io.qnet.web.LabApi;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
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
  private final Consumer<Set<Integer>> listeners;
  private final Consumer<ApiServer> opened;
  private final Consumer<Exception> failed;
  private final @Nullable Path services;
  private final Thread thread = new Thread(this::start, "qnet-api");
  private @Nullable ApiServer server;
  private @Nullable Neighbours neighbours;
  private boolean closed;

  private ApiDoor(
      Path directory,
      LabApi api,
      @Nullable Path services,
      Consumer<Set<Integer>> listeners,
      Consumer<ApiServer> opened,
      Consumer<Exception> failed) {
    this.directory = directory;
    this.api = api;
    this.services = services;
    this.listeners = listeners;
    this.opened = opened;
    this.failed = failed;
  }

  /**
   * Begins to open.
   *
   * @param directory where address and token are written
   * @param listeners told the ports of 127.0.0.1 where this qnet and others of this user listen,
   *     whenever they change, so that guests can be kept away from them
   */
  public static ApiDoor open(Path directory, LabApi api, Consumer<Set<Integer>> listeners) {
    return open(directory, api, null, listeners);
  }

  /**
   * The same.
   *
   * @param services where clients of gvisor-tap-vsock ask for doors; null for nowhere
   */
  public static ApiDoor open(
      Path directory, LabApi api, @Nullable Path services, Consumer<Set<Integer>> listeners) {
    return open(new ApiDoor(directory, api, services, listeners, server -> {}, nothing -> {}));
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
      Consumer<Set<Integer>> listeners,
      Consumer<ApiServer> opened,
      Consumer<Exception> failed) {
    return open(new ApiDoor(directory, api, null, listeners, opened, failed));
  }

  private static ApiDoor open(ApiDoor door) {
    door.thread.setDaemon(true);
    door.thread.start();
    return door;
  }

  private void start() {
    @Nullable Neighbours watched = neighbours();
    Set<Integer> own = new HashSet<>();
    Consumer<Set<Integer>> all =
        others -> {
          Set<Integer> ports = new HashSet<>(others);
          ports.addAll(own);
          listeners.accept(ports);
        };
    if (watched != null) {
      lookOnce(watched, all);
    }
    serve(own, all);
    if (watched != null) {
      watched.watch(all);
    }
  }

  /** Under the lock, so that it is closed or is not made. */
  private synchronized @Nullable Neighbours neighbours() {
    Path root = directory.toAbsolutePath().getParent();
    try {
      neighbours = closed || root == null ? null : new Neighbours(root);
    } catch (IOException none) {
      LOG.warn("guests are not kept from other networks of qnet's: {}", none.toString());
    }
    return neighbours;
  }

  private static void lookOnce(Neighbours neighbours, Consumer<Set<Integer>> all) {
    try {
      neighbours.look(all);
    } catch (IOException | ClosedWatchServiceException ending) {
      LOG.debug("nothing to look at", ending);
    }
  }

  private void serve(Set<Integer> own, Consumer<Set<Integer>> listening) {
    @Nullable ApiServer started = null;
    try {
      String token = ApiFile.newToken();
      started = ApiServer.start(api, token, services);
      own.add(started.port());
      listening.accept(neighbours == null ? Set.of() : neighbours.known());
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

  private void closeNeighbours() {
    try {
      if (neighbours != null) {
        neighbours.close();
      }
    } catch (IOException gone) {
      LOG.debug("{}: {}", directory, gone.toString());
    }
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
      closeNeighbours();
    }
    try {
      thread.join(PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
