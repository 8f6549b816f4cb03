package io.qnet.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process takes, as /proc tells (proc(5)).
 *
 * @param resident octets of memory that are there (VmRSS)
 * @param descriptors how many are open
 */
public record Footprint(long resident, int descriptors) {
  /** Of the process {@code pid}, now. */
  public static Footprint of(long pid) throws IOException {
    Path folder = Path.of("/proc/" + pid);
    try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
      return new Footprint(resident(folder.resolve("status")), (int) open.count());
    }
  }

  private static long resident(Path status) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException(status + " has no VmRSS");
  }
}
