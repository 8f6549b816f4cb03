package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Consoles at a serial line without a machine. */
@DisplayName("A serial line")
@Timeout(120)
class SerialHubTest {
  private static final int MOST = 16;

  @Test
  @DisplayName("one console too many is told so and let go; no thread of it stays")
  void full(@TempDir Path folder) throws Exception {
    Path door = folder.resolve("door");
    List<SocketChannel> consoles = new ArrayList<>();
    try (SerialHub hub = SerialHub.open(folder.resolve("line"), door)) {
      List<Thread> before = writers();
      for (int i = 0; i < MOST; i++) {
        consoles.add(SocketChannel.open(UnixDomainSocketAddress.of(door)));
      }
      for (int i = 0; i < 3; i++) {
        try (SocketChannel late = SocketChannel.open(UnixDomainSocketAddress.of(door))) {
          byte[] told = Channels.newInputStream(late).readAllBytes();
          assertThat(new String(told, StandardCharsets.UTF_8)).contains("has 16 consoles");
        }
      }
      List<Thread> writers = writers();
      writers.removeAll(before);
      assertThat(alive(writers)).isLessThanOrEqualTo(MOST);
      assertThat(consoles).allMatch(SocketChannel::isOpen);
      assertThat(hub).isNotNull();
    } finally {
      for (SocketChannel console : consoles) {
        console.close();
      }
    }
  }

  /** One that lets its console go ends a moment later. */
  private static long alive(List<Thread> threads) throws InterruptedException {
    int left = threads.size();
    for (Thread thread : threads) {
      if (left > MOST) {
        thread.join(500);
        left -= thread.isAlive() ? 0 : 1;
      }
    }
    return threads.stream().filter(Thread::isAlive).count();
  }

  private static List<Thread> writers() {
    return new ArrayList<>(
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("console writer"))
            .toList());
  }
}
