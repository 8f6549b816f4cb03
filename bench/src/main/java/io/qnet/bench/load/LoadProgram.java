package io.qnet.bench.load;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Children;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Compiles qnet-load, once for each version of its source. */
public final class LoadProgram {
  private static final String SOURCE = "qnet-load.c";

  private LoadProgram() {}

  /** The program for this host. */
  public static Path dynamic(Children children, Path cache)
      throws BenchException, IOException, InterruptedException {
    return compiled(children, cache, List.of());
  }

  /** The program for a guest that has no libraries. */
  public static Path standalone(Children children, Path cache)
      throws BenchException, IOException, InterruptedException {
    return compiled(children, cache, List.of("-static"));
  }

  private static Path compiled(Children children, Path cache, List<String> flags)
      throws BenchException, IOException, InterruptedException {
    byte[] source = source();
    Path program =
        cache.resolve("qnet-load-" + fingerprint(source) + String.join("", flags)).toAbsolutePath();
    if (Files.isExecutable(program)) {
      return program;
    }
    if (Children.find("gcc").isEmpty()) {
      throw BenchException.missing(
          "gcc is not installed",
          "the load generator is a C program that is compiled on first use",
          "type: apt-get install gcc libc6-dev");
    }
    Files.createDirectories(cache);
    Path scratch = Files.createTempDirectory(cache, "compiling");
    Path file = scratch.resolve(SOURCE);
    Path made = scratch.resolve("program");
    try {
      Files.write(file, source);
      List<String> words = new ArrayList<>(List.of("gcc", "-O2", "-Wall", "-o", made.toString()));
      words.addAll(flags);
      words.add(file.toString());
      Optional<Child> gcc = children.run(words, Duration.ofMinutes(2));
      if (gcc.isEmpty() || gcc.get().status() != 0) {
        throw BenchException.missing(
            "gcc cannot compile the load generator: "
                + gcc.map(Child::err).orElse("it took too long"),
            "there is nothing to measure with",
            "type: apt-get install gcc libc6-dev");
      }
      Files.move(made, program, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(made);
      Files.deleteIfExists(scratch);
    }
    return program;
  }

  private static byte[] source() throws IOException {
    try (InputStream in = LoadProgram.class.getResourceAsStream(SOURCE)) {
      if (in == null) {
        throw new IOException(SOURCE + " is not in this build");
      }
      return in.readAllBytes();
    }
  }

  private static String fingerprint(byte[] octets) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
