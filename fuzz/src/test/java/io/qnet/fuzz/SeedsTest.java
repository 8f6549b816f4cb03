package io.qnet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.kit.Cases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every target, without a fuzzer: its seeds, what was found before, and seeds spoilt at random. */
class SeedsTest {
  private static final Path FINDINGS = Path.of("findings");

  @ParameterizedTest
  @EnumSource
  @DisplayName("every seed is a good conversation")
  void seeds(Target target) {
    assertThat(seedsOf(target)).hasSizeGreaterThan(4);
    seedsOf(target).forEach(target::play);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("what a fuzzer found once is not found again")
  void findings(Target target) throws IOException {
    Path folder = FINDINGS.resolve(target.word());
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          target.play(Files.readAllBytes(file));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("seeds with some octets changed, cut, repeated and joined")
  void spoilt(Target target) {
    List<byte[]> seeds = seedsOf(target);
    Cases.check(500, random -> target.play(spoil(seeds, random)));
  }

  private static List<byte[]> seedsOf(Target target) {
    return new ArrayList<>(Seeds.all().getOrDefault(target, java.util.Map.of()).values());
  }

  private static byte[] spoil(List<byte[]> seeds, Random random) {
    byte[] first = seeds.get(random.nextInt(seeds.size()));
    byte[] second = seeds.get(random.nextInt(seeds.size()));
    int cut = random.nextInt(first.length + 1);
    byte[] joined = new byte[cut + second.length];
    System.arraycopy(first, 0, joined, 0, cut);
    System.arraycopy(second, 0, joined, cut, second.length);
    for (int i = random.nextInt(8); i > 0 && joined.length > 0; i--) {
      joined[random.nextInt(joined.length)] = (byte) random.nextInt();
    }
    return joined;
  }
}
