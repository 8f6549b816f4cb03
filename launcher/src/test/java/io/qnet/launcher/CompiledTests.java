package io.qnet.launcher;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The tests of every module that has been built, for documents that name them. */
final class CompiledTests {
  private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)`");

  private CompiledTests() {}

  /** Those that {@code text} names: class and method are groups 1 and 2. */
  static List<MatchResult> namedIn(String text) {
    return NAMED.matcher(text).results().toList();
  }

  /** All modules, built or not. */
  static List<Path> modules() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("..").toAbsolutePath().normalize())) {
      return folders.toList();
    }
  }

  /** Every test, as {@code Class.method}. */
  static Set<String> names() throws IOException {
    Set<String> names = new HashSet<>();
    new ClassFileImporter()
        .importPaths(
            modules().stream()
                .map(module -> module.resolve("target").resolve("test-classes"))
                .filter(Files::isDirectory)
                .toList())
        .forEach(
            type ->
                type.getMethods().stream()
                    .filter(CompiledTests::isTest)
                    .forEach(method -> names.add(type.getSimpleName() + "." + method.getName())));
    return names;
  }

  private static boolean isTest(JavaMethod method) {
    return method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class);
  }
}
