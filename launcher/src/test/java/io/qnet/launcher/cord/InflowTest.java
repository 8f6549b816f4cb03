package io.qnet.launcher.cord;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.LinkEvents;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.kit.Cable;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class InflowTest {
  @Test
  @DisplayName("what comes before the cable is plugged in waits, though the input has ended")
  void early() throws Exception {
    try (Loop loop = Loop.start("inflow-test")) {
      Cable cable = new Cable("c", loop.burst());
      BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
      Inflow inflow = new Inflow(loop, cable.left());
      byte[] octets = ByteBuffer.allocate(62).putShort((short) 60).array();
      assertThat(inflow.take(octets, octets.length)).isZero();
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> awaitSent(inflow));
      loop.submit(
              () -> {
                cable
                    .right()
                    .open(
                        frame -> {
                          heard.add(frame.length());
                          frame.release();
                        },
                        LinkEvents.IGNORED);
                assertThat(sent).isNotDone();
                return inflow.up();
              })
          .get(60, TimeUnit.SECONDS);
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(60);
      sent.get(60, TimeUnit.SECONDS);
      awaitSent(inflow); // at once: nothing waits
    }
  }

  private static void awaitSent(Inflow inflow) {
    try {
      inflow.awaitSent();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
