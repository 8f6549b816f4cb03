package io.qnet.launcher.run;

import io.qnet.launcher.port.PortSpec;
import java.util.List;
import java.util.function.Consumer;

/** Something that carries frames until it is told to stop. */
public interface Session extends AutoCloseable {
  /**
   * Runs until {@link #close}, or until it cannot go on; all it opened is closed when it returns.
   *
   * @param ready told once, when frames can flow: the port as it came out, which may differ from
   *     the one asked for (port 0 takes a free one)
   * @throws io.qnet.launcher.cli.Failure if it cannot start or cannot go on
   */
  void run(Consumer<PortSpec> ready);

  /** What there is to tell people once it is ready, line by line. */
  default List<String> notices() {
    return List.of();
  }

  /**
   * Makes {@link #run} return soon; does not wait for it. Called from any thread, at any time, also
   * before {@code run} and more than once.
   */
  @Override
  void close();
}
