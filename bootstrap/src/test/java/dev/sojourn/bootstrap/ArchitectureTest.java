package dev.sojourn.bootstrap;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** Which module may use which, and what no module does. */
@AnalyzeClasses(
    packages = "dev.sojourn",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  /** The kit of the store contracts is a jar of tests. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String DOMAIN = "dev.sojourn.domain..";
  private static final String APPLICATION = "dev.sojourn.application..";
  private static final String HTTP = "dev.sojourn.adapters.http..";
  private static final String POSTGRES = "dev.sojourn.adapters.postgres..";
  private static final String WEBHOOKS = "dev.sojourn.adapters.webhooks..";
  private static final String JOSE = "dev.sojourn.adapters.jose..";
  private static final String MEMORY = "dev.sojourn.adapters.memory..";
  private static final String BOOTSTRAP = "dev.sojourn.bootstrap..";

  @ArchTest
  static final ArchRule arrowsPointInwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.sojourn..")
          .layer("domain")
          .definedBy(DOMAIN)
          .layer("application")
          .definedBy(APPLICATION)
          .layer("http")
          .definedBy(HTTP)
          .layer("webhooks")
          .definedBy(WEBHOOKS)
          .layer("jose")
          .definedBy(JOSE)
          .layer("postgres")
          .definedBy(POSTGRES)
          .layer("memory")
          .definedBy(MEMORY)
          .layer("bootstrap")
          .definedBy(BOOTSTRAP)
          .whereLayer("bootstrap")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("bootstrap")
          .whereLayer("webhooks")
          .mayOnlyBeAccessedByLayers("bootstrap")
          .whereLayer("jose")
          .mayOnlyBeAccessedByLayers("bootstrap")
          .whereLayer("postgres")
          .mayOnlyBeAccessedByLayers("bootstrap")
          .whereLayer("memory")
          .mayOnlyBeAccessedByLayers("bootstrap")
          .whereLayer("application")
          .mayOnlyBeAccessedByLayers("http", "webhooks", "jose", "postgres", "memory", "bootstrap");

  @ArchTest
  static final ArchRule packagesOfTheDomainFormNoCycle =
      slices().matching("dev.sojourn.domain.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesOfTheApplicationFormNoCycle =
      slices().matching("dev.sojourn.application.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesOfTheHttpAdapterFormNoCycle =
      slices().matching("dev.sojourn.adapters.http.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesOfThePostgresAdapterFormNoCycle =
      slices().matching("dev.sojourn.adapters.postgres.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesOfBootstrapFormNoCycle =
      slices().matching("dev.sojourn.bootstrap.(*)..").should().beFreeOfCycles();

  /** What an adapter is made of; public only because it is in several packages. */
  @ArchTest
  static final ArchRule theInsideOfAnAdapterIsItsOwn =
      noClasses()
          .that()
          .resideOutsideOfPackages(HTTP, POSTGRES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sojourn.adapters.http.auth..",
              "dev.sojourn.adapters.http.html..",
              "dev.sojourn.adapters.http.problem..",
              "dev.sojourn.adapters.postgres.audit..",
              "dev.sojourn.adapters.postgres.cutoff..",
              "dev.sojourn.adapters.postgres.delivery..",
              "dev.sojourn.adapters.postgres.key..",
              "dev.sojourn.adapters.postgres.lockout..",
              "dev.sojourn.adapters.postgres.login..",
              "dev.sojourn.adapters.postgres.retention..",
              "dev.sojourn.adapters.postgres.session..",
              "dev.sojourn.adapters.postgres.sql..",
              "dev.sojourn.adapters.postgres.tables..",
              "dev.sojourn.adapters.postgres.update..");

  /** The API serves programs and the pages serve people; neither is made of the other. */
  @ArchTest
  static final ArchRule theApiKnowsNoPages =
      noClasses()
          .that()
          .resideInAPackage("dev.sojourn.adapters.http.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sojourn.adapters.http.account..",
              "dev.sojourn.adapters.http.console..",
              "dev.sojourn.adapters.http.html..");

  @ArchTest
  static final ArchRule theDomainKnowsTheJdkOnly =
      classes()
          .that()
          .resideInAPackage(DOMAIN)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(DOMAIN, "java..", "javax.crypto..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule theApplicationKnowsTheDomainAndTheJdk =
      classes()
          .that()
          .resideInAPackage(APPLICATION)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(APPLICATION, DOMAIN, "java..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule theMemoryStoreNeedsNoLibrary =
      classes()
          .that()
          .resideInAPackage(MEMORY)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(MEMORY, APPLICATION, DOMAIN, "java..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule onlyBootstrapKnowsOpenTelemetryAndLogback =
      noClasses()
          .that()
          .resideOutsideOfPackage(BOOTSTRAP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.opentelemetry..", "io.vertx.tracing..", "ch.qos.logback..");

  @ArchTest
  static final ArchRule onlyBootstrapMakesClocksAndRandomness =
      noClasses()
          .that()
          .resideInAnyPackage(DOMAIN, APPLICATION)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(SecureRandom.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocalRandom.class);

  /**
   * Of bytes that come from outside nobody must learn, by the time it takes, how many are right.
   */
  @ArchTest
  static final ArchRule bytesAreComparedInConstantTime =
      noClasses()
          .should()
          .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
          .orShould()
          .callMethod(Arrays.class, "compare", byte[].class, byte[].class)
          .orShould()
          .callMethod(Arrays.class, "mismatch", byte[].class, byte[].class)
          .orShould()
          .callMethod(ByteBuffer.class, "equals", Object.class)
          .orShould()
          .callMethod(ByteBuffer.class, "compareTo", ByteBuffer.class);

  /** MACs, hashes and secrets are compared by {@link MessageDigest#isEqual}. */
  @ArchTest
  static final ArchRule whatIsSecretIsComparedInConstantTime =
      classes()
          .that()
          .haveFullyQualifiedName("dev.sojourn.domain.token.Sealed")
          .or()
          .haveFullyQualifiedName("dev.sojourn.domain.token.SealedSecret")
          .or()
          .haveFullyQualifiedName("dev.sojourn.domain.token.KeyRing")
          .or()
          .haveFullyQualifiedName("dev.sojourn.domain.session.Secret")
          .or()
          .haveFullyQualifiedName("dev.sojourn.domain.authorization.CodeChallenge")
          .or()
          .haveFullyQualifiedName("dev.sojourn.adapters.http.apikey.ApiKey$KeyHash")
          .should()
          .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class);

  @ArchTest
  static final ArchRule namesSayWhatThingsDo =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Service")
          .orShould()
          .haveSimpleNameEndingWith("Dto")
          .orShould()
          .haveSimpleNameStartingWith("Base");

  /** But for what jOOQ generates from the schema, which nobody writes or reads. */
  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses classes) {
    var written = new TreeSet<String>();
    for (var each : classes) {
      if (!each.getPackageName().startsWith("dev.sojourn.adapters.postgres.tables")) {
        written.add(each.getPackageName());
      }
    }
    var unmarked =
        written.stream()
            .filter(name -> !classes.getPackage(name).isAnnotatedWith(NullMarked.class))
            .collect(Collectors.joining(", "));
    assertEquals("", unmarked);
  }
}
