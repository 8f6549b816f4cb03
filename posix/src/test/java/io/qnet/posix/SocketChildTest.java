package io.qnet.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SocketChildTest {
  private static final String SOCKET = "socket:";

  private static SocketChild shell(String script) throws IOException {
    return SocketChild.start(List.of("sh", "-c", script));
  }

  private static String errors(SocketChild child) throws IOException {
    return new String(child.errors().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("input and output are one socket, and nothing else of ours is open")
  void descriptors() throws Exception {
    SocketChild child =
        SocketChild.start(
            List.of("find", "/proc/self/fd", "-type", "l", "-fprintf", "/dev/stderr", "%l\n"));
    List<String> open = errors(child).lines().toList();
    assertThat(child.waitFor()).isZero();
    assertThat(open.get(0)).startsWith(SOCKET);
    assertThat(open.get(1)).isEqualTo(open.get(0));
    assertThat(open.get(2)).startsWith("pipe:");
    // find opened the rest by itself
    assertThat(open.subList(3, open.size())).noneMatch(name -> name.startsWith(SOCKET));
    assertThat(Libc.close(child.fd())).isZero();
  }

  @Test
  @DisplayName("it reads the end of the socket when ours is closed")
  void endOfInput() throws Exception {
    SocketChild child = shell("cat >&2; exit 7");
    Libc.close(child.fd());
    assertThat(errors(child)).isEmpty();
    assertThat(child.waitFor()).isEqualTo(7);
  }

  @Test
  @DisplayName("ending it ends what it started, and leaves no zombie")
  void group() throws Exception {
    SocketChild child = shell("sleep 1000 2>&- & echo $! >&2; exec 2>&-; wait");
    long sleeping = Long.parseLong(errors(child).trim());
    child.terminate();
    assertThat(child.waitFor()).isEqualTo(128 + 15);
    assertThat(Files.exists(Path.of("/proc/" + child.pid()))).isFalse();
    ProcessHandle.of(sleeping).ifPresent(handle -> handle.onExit().join());
    child.kill(); // of a group that is gone: nothing happens
    Libc.close(child.fd());
  }

  @Test
  @DisplayName("a program that is not there is named, and no descriptor is left")
  void missing() throws Exception {
    shell("exit 0").waitFor(); // what is opened once
    long before = descriptorsOfOurs();
    assertThatThrownBy(() -> SocketChild.start(List.of("no-such-program")))
        .hasMessageContaining("no-such-program")
        .hasMessageContaining("command -v");
    assertThat(descriptorsOfOurs()).isEqualTo(before);
  }

  private static long descriptorsOfOurs() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
