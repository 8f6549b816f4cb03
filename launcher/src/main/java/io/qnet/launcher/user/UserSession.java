package io.qnet.launcher.user;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Session;
import io.qnet.slirp.event.GatewayEvent;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One gateway, one port, and the capture between them, until somebody says stop. */
public final class UserSession implements Session {
  private static final Logger LOG = LoggerFactory.getLogger(UserSession.class);

  private final UserPlan plan;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** A session that carries out {@code plan} once it is {@linkplain #run run}. */
  public UserSession(UserPlan plan) {
    this.plan = plan;
  }

  @Override
  public void run(Consumer<PortSpec> ready) {
    try (UserSegment segment = UserSegment.start(plan, Map.of(), UserSession::log)) {
      ready.accept(segment.port());
      stopped.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void log(GatewayEvent event) {
    if (LOG.isInfoEnabled()) { // a sentence takes longer than what it tells of
      LOG.info("{}: {}", event.type(), event.sentence());
    }
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
