package io.qnet.launcher;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Session;
import java.util.function.Consumer;

/** A session that is over as soon as frames could flow. */
final class StoppedWhenReady implements Session {
  private final Session session;

  StoppedWhenReady(Session session) {
    this.session = session;
  }

  @Override
  public void run(Consumer<PortSpec> ready) {
    session.run(
        port -> {
          ready.accept(port);
          session.close();
        });
  }

  @Override
  public void close() {
    session.close();
  }
}
