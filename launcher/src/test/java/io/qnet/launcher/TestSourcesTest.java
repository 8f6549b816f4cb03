package io.qnet.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reads the compiled tests of every module that has been built. */
@DisplayName("Rules for the tests of all modules")
class TestSourcesTest {
  @Test
  @DisplayName("no test sleeps: time is advanced, or something is waited for")
  void noTestSleeps() throws IOException {
    JavaClasses tests = new ClassFileImporter().importPaths(compiledTests());

    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .because("a sleep is either too long or too short")
        .check(tests);
  }

  private static List<Path> compiledTests() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of("..").toAbsolutePath().normalize())) {
      return modules
          .map(module -> module.resolve("target").resolve("test-classes"))
          .filter(Files::isDirectory)
          .toList();
    }
  }
}
