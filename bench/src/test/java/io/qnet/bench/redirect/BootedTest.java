package io.qnet.bench.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.bench.guest.Machines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Machines that do or do not power off. */
@DisplayName("A machine of the bench")
@Timeout(120)
class BootedTest {
  private static final Machines.Job JOB =
      new Machines.Job(List.of(), "user", "", Path.of("x"), Path.of("x"), Duration.ofHours(1));

  @Test
  @DisplayName("that does not power off is killed: nothing of it runs when the wait is over")
  void stubborn() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch killed = new CountDownLatch(1);
    Booted booted =
        Booted.start(
            job -> {
              try {
                running.countDown();
                never.await();
                return List.of();
              } finally {
                killed.countDown();
              }
            },
            JOB);
    running.await();
    booted.awaitEnd(Duration.ofMillis(1));
    assertThat(killed.getCount()).isZero();
    assertThat(booted.ended()).isTrue();
    assertThat(booted.said()).contains("InterruptedException");
  }

  @Test
  @DisplayName("that ends says what it said")
  void ends() throws Exception {
    Booted booted = Booted.start(job -> List.of("a line"), JOB);
    booted.awaitEnd(Duration.ofSeconds(30));
    assertThat(booted.said()).isEqualTo("[a line]");
  }
}
