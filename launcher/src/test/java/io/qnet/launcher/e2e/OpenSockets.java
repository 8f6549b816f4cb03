package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a process has open, as the kernel tells it. */
final class OpenSockets {
  private OpenSockets() {}

  /** Where it listens, as ss tells it: {@code tcp 127.0.0.1:8080}, {@code u_str /run/a.sock}. */
  static Set<String> listening(long pid) throws IOException, InterruptedException {
    Set<String> places = new TreeSet<>();
    String all = NetworkNamespace.run("ss", "-H", "-l", "-t", "-u", "-x", "-n", "-p");
    for (String line : all.lines().filter(line -> line.contains("pid=" + pid + ",")).toList()) {
      String[] fields = line.strip().split("\\s+", -1);
      places.add(fields[0] + " " + fields[4].replace("[::ffff:127.0.0.1]", "127.0.0.1"));
    }
    return places;
  }

  /**
   * How many descriptors it has; jars are opened when a class is first needed, and do not count.
   */
  static int descriptors(long pid) throws IOException {
    int count = 0;
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : all.toList()) {
        count += target(descriptor).endsWith(".jar") ? 0 : 1;
      }
    }
    return count;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException gone) {
      return "gone.jar";
    }
  }

  /** Waits until it has no more descriptors than {@code before}. */
  static void settle(long pid, int before) throws IOException, InterruptedException {
    int now = descriptors(pid);
    for (int i = 0; i < 600 && now > before; i++) {
      TimeUnit.MILLISECONDS.sleep(50);
      now = descriptors(pid);
    }
    assertThat(now).as("descriptors of process %d, thirty seconds later", pid).isEqualTo(before);
  }
}
