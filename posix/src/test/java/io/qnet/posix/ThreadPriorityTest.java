package io.qnet.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadPriorityTest {
  /** The niceness of the calling thread: field 19 of proc(5), counted after the name. */
  private static int nice() throws Exception {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
  }

  @DisplayName("the calling thread gets modest, and no other")
  @EnabledOnOs(OS.LINUX)
  @Test
  void lower() throws Exception {
    int before = nice();
    FutureTask<Integer> other =
        new FutureTask<>(
            () -> {
              ThreadPriority.lower(before + 3);
              return nice();
            });
    new Thread(other).start();
    assertThat(other.get()).isEqualTo(before + 3);
    assertThat(nice()).isEqualTo(before);
  }
}
