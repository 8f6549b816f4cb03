package io.qnet.launcher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.qnet.wire.Burst;
import io.qnet.wire.clock.Clock;
import io.qnet.wire.clock.EventLoopClock;

/** The architecture, as rules. Modules that are not there yet are named already. */
@AnalyzeClasses(packages = "io.qnet", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule modulesSeeOnlyWhatTheyMay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("wire")
          .definedBy("io.qnet.wire..")
          .layer("posix")
          .definedBy("io.qnet.posix..")
          .layer("slirp")
          .definedBy("io.qnet.slirp..")
          .layer("redirect")
          .definedBy("io.qnet.redirect..")
          .layer("tap")
          .definedBy("io.qnet.tap..")
          .layer("vde")
          .definedBy("io.qnet.vde..")
          .layer("nat")
          .definedBy("io.qnet.nat..")
          .layer("captures")
          .definedBy("io.qnet.captures..")
          .layer("web")
          .definedBy("io.qnet.web..")
          .layer("bench")
          .definedBy("io.qnet.bench..")
          .layer("launcher")
          .definedBy("io.qnet.launcher..")
          .whereLayer("wire")
          .mayNotAccessAnyLayer()
          .whereLayer("posix")
          .mayNotAccessAnyLayer()
          .whereLayer("web")
          .mayNotAccessAnyLayer()
          .whereLayer("slirp")
          .mayOnlyAccessLayers("wire", "posix")
          .whereLayer("tap")
          .mayOnlyAccessLayers("wire", "posix")
          .whereLayer("redirect")
          .mayOnlyAccessLayers("wire")
          .whereLayer("vde")
          .mayOnlyAccessLayers("wire")
          .whereLayer("nat")
          .mayOnlyAccessLayers("wire")
          .whereLayer("captures")
          .mayOnlyAccessLayers("wire")
          .whereLayer("bench")
          .mayOnlyAccessLayers("wire", "slirp")
          .because("siblings never see each other; the launcher passes lambdas between them");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.qnet.(**)")
          .should()
          .beFreeOfCycles()
          // A burst samples the clock: the one edge from wire to wire.clock, whose Deadlines run
          // inside bursts.
          .ignoreDependency(belongToAnyOf(Burst.class), belongToAnyOf(Clock.class))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule protocolsNeitherBlockNorReadTheClock =
      noClasses()
          .that()
          .resideInAnyPackage("io.qnet.wire..", "io.qnet.slirp..", "io.qnet.vde..", "io.qnet.nat..")
          .and()
          .resideOutsideOfPackages("io.qnet.wire.channel..", "io.qnet.slirp.host..")
          .and()
          .doNotHaveFullyQualifiedName(EventLoopClock.class.getName())
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class)
          .because("a state machine that reads no clock and starts no thread can be tested exactly")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule nativeCallsAreInPosix =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.qnet.posix..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..")
          .because("native code has one typed door")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule pcap4jDissectsAndTests =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.qnet.captures.dissect..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.pcap4j..")
          .because("it is the independent oracle of the tests")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule channelsAreAtTheEdges =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.qnet.wire.channel..",
              "io.qnet.wire.clock..",
              "io.qnet.slirp.host..",
              "io.qnet.tap..",
              "io.qnet.vde.plug..",
              "io.qnet.launcher..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty.channel..")
          .because("protocols know links and streams, not sockets")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule namesAreNouns =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Processor)")
          .because("a name is the field's noun")
          .allowEmptyShould(true);
}
