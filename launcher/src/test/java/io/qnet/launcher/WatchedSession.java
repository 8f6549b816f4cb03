package io.qnet.launcher;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Session;
import java.util.function.Consumer;

/**
 * A session that somebody looks at, on a thread of his own, from when it is ready; then it ends.
 */
record WatchedSession(Session session, Runnable look, Consumer<Throwable> failures)
    implements Session {
  @Override
  public void run(Consumer<PortSpec> ready) {
    session.run(
        port -> {
          ready.accept(port);
          new Thread(this::watch, "looking").start();
        });
  }

  private void watch() {
    try {
      look.run();
    } catch (Throwable failed) {
      failures.accept(failed);
    } finally {
      session.close();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
