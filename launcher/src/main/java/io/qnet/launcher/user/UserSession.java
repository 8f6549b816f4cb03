package io.qnet.launcher.user;

import io.qnet.launcher.api.ApiDoor;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.port.SocketPath;
import io.qnet.launcher.run.Session;
import io.qnet.redirect.ForwardRule;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.web.ApiServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One gateway, one port, and the capture between them, until somebody says stop. */
public final class UserSession implements Session {
  private static final Logger LOG = LoggerFactory.getLogger(UserSession.class);

  private static final String SERVICES = "--services";

  private final UserPlan plan;
  private final EventRing events = new EventRing();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private List<ForwardRule> forwards = List.of();

  /** A session that carries out {@code plan} once it is {@linkplain #run run}. */
  public UserSession(UserPlan plan) {
    this.plan = plan;
  }

  @Override
  public void run(Consumer<PortSpec> ready) {
    try (UserSegment segment = UserSegment.start(plan, Map.of(), this::note)) {
      forwards = segment.forwards();
      claimServices(plan.sockets().services());
      ready.accept(segment.port());
      await(segment);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The API listens there, which comes later; that it could not is said now. */
  private static void claimServices(@Nullable Path path) {
    if (path != null) {
      SocketPath.claim(SERVICES, path);
      SocketPath.requireRoom(SERVICES, path, ApiServer.SERVICES_ROOM);
    }
  }

  @Override
  public List<String> notices() {
    return forwards.stream().map(rule -> "forward: " + rule).toList();
  }

  @SuppressWarnings("try") // the door is open while this waits
  private void await(UserSegment segment) throws InterruptedException {
    Path directory = plan.directory();
    if (directory == null) {
      stopped.await();
      return;
    }
    SegmentApi api = new SegmentApi(plan.name(), segment, events);
    try (ApiDoor door =
        ApiDoor.open(directory, api, plan.sockets().services(), segment::keepFrom)) {
      stopped.await();
    }
  }

  private void note(GatewayEvent event) {
    events.add(event, System.currentTimeMillis());
    if (LOG.isInfoEnabled()) { // a sentence takes longer than what it tells of
      LOG.info("{}: {}", event.type(), event.sentence());
    }
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
