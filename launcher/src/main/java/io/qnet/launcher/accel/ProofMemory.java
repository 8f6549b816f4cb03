package io.qnet.launcher.accel;

import io.qnet.launcher.accel.KvmReport.Verdict;
import io.qnet.launcher.qemu.Qemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last proof showed: four lines in a file, valid for one boot of the host and one build of
 * QEMU. A file that cannot be read or written costs nothing but another proof.
 */
final class ProofMemory {
  private static final Logger LOG = LoggerFactory.getLogger(ProofMemory.class);
  private static final int LINES = 4;

  private final Path file;
  private final String bootId;

  ProofMemory(Path file, String bootId) {
    this.file = file;
    this.bootId = bootId;
  }

  /** qnet/kvm-proof in the user's cache folder. */
  static Path cacheFile(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        Path.of(cache).isAbsolute()
            ? Path.of(cache)
            : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".cache");
    return base.resolve("qnet").resolve("kvm-proof");
  }

  Optional<KvmReport> recall(Qemu qemu) throws IOException {
    if (bootId.isEmpty() || !Files.isReadable(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.size() != LINES || !lines.get(0).equals(key(qemu))) {
      return Optional.empty();
    }
    return Arrays.stream(Verdict.values())
        .filter(verdict -> verdict.name().equals(lines.get(1)))
        .findFirst()
        .map(verdict -> new KvmReport(verdict, lines.get(2), lines.get(3)));
  }

  void keep(Qemu qemu, KvmReport report) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path next = Files.createTempFile(file.toAbsolutePath().getParent(), ".proof", "");
      Files.write(
          next, List.of(key(qemu), report.verdict().name(), report.evidence(), report.remedy()));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      LOG.debug("what the proof of KVM showed is not kept: {}", unwritable.getMessage());
    }
  }

  private String key(Qemu qemu) throws IOException {
    return String.join(
        " ",
        bootId,
        qemu.program().toString(),
        qemu.version().toString(),
        Files.getLastModifiedTime(qemu.program()).toString());
  }
}
