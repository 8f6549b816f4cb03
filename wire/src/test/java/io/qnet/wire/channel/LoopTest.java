package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The event loop of a segment. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LoopTest {
  @Test
  @DisplayName(
      "work runs on the one thread, in a burst, and what is put off is done before it ends")
  void submit() {
    try (Loop loop = Loop.start("segment")) {
      AtomicBoolean finished = new AtomicBoolean();
      String thread =
          loop.submit(
                  () -> {
                    loop.burst().later(() -> finished.set(true));
                    return Thread.currentThread().getName();
                  })
              .join();
      assertThat(thread).startsWith("segment");
      assertThat(finished).isTrue();
    }
  }

  @Test
  @DisplayName("work that fails fails for its caller only")
  void failures() {
    try (Loop loop = Loop.start("segment")) {
      CompletableFuture<Object> failed =
          loop.submit(
              () -> {
                throw new java.io.IOException("broken");
              });
      assertThatThrownBy(failed::join)
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("broken");
      loop.execute(
          () -> {
            throw new IllegalStateException("logged");
          });
      assertThat(loop.submit(() -> 1).join()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("after the end nothing is taken, and ending twice does no harm")
  void closed() {
    Loop loop = Loop.start("segment");
    loop.close();
    assertThatThrownBy(() -> loop.submit(() -> 1).join())
        .hasCauseInstanceOf(RejectedExecutionException.class);
    loop.close();
  }

  @Test
  @DisplayName("a loop can end itself")
  void closesItself() throws InterruptedException {
    Loop loop = Loop.start("segment");
    loop.execute(loop::close);
    assertThat(loop.eventLoop().awaitTermination(10, java.util.concurrent.TimeUnit.SECONDS))
        .isTrue();
  }
}
