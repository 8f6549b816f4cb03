package io.qnet.bench.micro;

import com.sun.management.ThreadMXBean;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;

/** The heap that the thread of a segment allocates for each frame, in a steady state. */
final class Allocation {
  /** Frames in a burst: as many as a read brings. */
  private static final int BURST = 16;

  private static final int WARM_BURSTS = 20_000;
  private static final int BURSTS = 2_000;

  private Allocation() {}

  /** Whose frames. */
  enum Path {
    /** TCP segments of 1448 octets from the guest. */
    TCP_UP("alloc tcp up"),
    /** TCP segments of 1448 octets to the guest. */
    TCP_DOWN("alloc tcp down"),
    /** UDP datagrams of 64 octets from the guest. */
    UDP_UP("alloc udp up"),
    /** UDP datagrams of 64 octets to the guest. */
    UDP_DOWN("alloc udp down");

    private final String words;

    Path(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * Octets for each frame that carries data; acknowledgments are counted with them. Measured on a
   * thread like an event loop's, whose buffers are recycled without a lock.
   */
  static double perFrame(Path path) {
    CompletableFuture<Double> measured = new CompletableFuture<>();
    new FastThreadLocalThread(() -> complete(measured, path), "segment").start();
    return measured.join();
  }

  private static void complete(CompletableFuture<Double> measured, Path path) {
    try {
      measured.complete(measure(path));
    } catch (RuntimeException failure) {
      measured.completeExceptionally(failure);
    }
  }

  private static double measure(Path path) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Bystander bystander = new Bystander()) {
      long frames = 0;
      long allocated = 0;
      for (int i = 0; i < WARM_BURSTS + BURSTS; i++) {
        Bystander.Step step = prepare(bystander, path);
        long before = threads.getCurrentThreadAllocatedBytes();
        step.run();
        long after = threads.getCurrentThreadAllocatedBytes();
        if (i >= WARM_BURSTS) {
          allocated += after - before;
          frames += BURST;
        }
        step.settle();
      }
      return (double) allocated / frames;
    }
  }

  private static Bystander.Step prepare(Bystander bystander, Path path) {
    return switch (path) {
      case TCP_UP -> bystander.tcpUp(BURST);
      case TCP_DOWN -> bystander.tcpDown(BURST);
      case UDP_UP -> bystander.udpUp(BURST);
      case UDP_DOWN -> bystander.udpDown(BURST);
    };
  }
}
