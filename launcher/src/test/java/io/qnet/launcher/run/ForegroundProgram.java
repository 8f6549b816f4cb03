package io.qnet.launcher.run;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** What {@link ForegroundTest} sends signals to. */
final class ForegroundProgram implements Session {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final String how;

  private ForegroundProgram(String how) {
    this.how = how;
  }

  public static void main(String[] arguments) throws Exception {
    ForegroundProgram session = new ForegroundProgram(arguments[0]);
    int code =
        new Foreground(session, System.out)
            .run(
                () -> {
                  session.run(port -> {});
                  System.out.println("put away");
                });
    if (session.how.equals("short")) {
      System.out.println("returned " + code);
    }
    // Without effect where a signal came: the hook halts with a code of its own.
    System.exit(7);
  }

  @Override
  public void run(Consumer<PortSpec> ready) {
    System.out.println("running");
    if (how.equals("short")) {
      return;
    }
    try {
      closed.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
    if (how.equals("fail")) {
      throw Failure.failed("the capture is incomplete", "its end is missing", "make some room");
    }
  }

  @Override
  public void close() {
    System.out.println("closed");
    closed.countDown();
  }
}
