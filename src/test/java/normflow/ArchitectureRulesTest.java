package normflow;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;

/** The directions of imports that keep the parts apart. */
@AnalyzeClasses(packages = "normflow", importOptions = ArchitectureRulesTest.WithoutTests.class)
class ArchitectureRulesTest {

  /** What lies in the main folder of classes, whichever profile's it is. */
  static final class WithoutTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  private static final String[] MATHEMATICS = {
    "normflow.text..",
    "normflow.random..",
    "normflow.density..",
    "normflow.graph..",
    "normflow.network..",
    "normflow.layer..",
    "normflow.flow..",
    "normflow.engine..",
    "normflow.train..",
    "normflow.reference..",
    "normflow.report.."
  };

  @ArchTest
  static final ArchRule MATHEMATICS_KNOWS_NO_CLUSTER =
      noClasses()
          .that()
          .resideInAnyPackage(MATHEMATICS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..", "org.apache.hadoop..", "com.fasterxml..", "picocli..")
          .because("the mathematics is tested in milliseconds, without a cluster");

  @ArchTest
  static final ArchRule ONLY_THE_CODEC_KNOWS_JACKSON =
      noClasses()
          .that()
          .resideOutsideOfPackage("normflow.codec..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..")
          .because("how values are written is decided in one place");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_PICOCLI =
      noClasses()
          .that()
          .resideOutsideOfPackage("normflow.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..")
          .because("everything but the command line is a library");

  @ArchTest
  static final ArchRule SPARK_STAYS_OUTSIDE =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "normflow.spark..",
              "normflow.study..",
              "normflow.ml..",
              "normflow.cli..",
              "normflow.page..",
              "normflow.published..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..")
          .because("Spark is one way to hold the rows");

  @ArchTest
  static final ArchRule HADOOP_STAYS_OUTSIDE =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "normflow.storage..",
              "normflow.store..",
              "normflow.spark..",
              "normflow.study..",
              "normflow.ml..",
              "normflow.cli..",
              "normflow.page..",
              "normflow.published..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hadoop..")
          .because("where files lie is not what they say");

  /** Public for the rooms of Spark and what is built on them, not for users. */
  @ArchTest
  static final ArchRule THE_ROOMS_OF_SPARK_ARE_FENCED =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "normflow.spark..",
              "normflow.study..",
              "normflow.ml..",
              "normflow.page..",
              "normflow.published..",
              "normflow.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("normflow.spark..")
          .because("rows, exchanges and jobs can change without the mathematics");

  @ArchTest
  static final ArchRule ROWS_THEN_EVALUATION_THEN_EXCHANGE_THEN_JOBS =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("normflow.spark..")
          .layer("table")
          .definedBy("normflow.spark.table..")
          .layer("scan")
          .definedBy("normflow.spark.scan..")
          .layer("rows")
          .definedBy("normflow.spark.rows..")
          .layer("evaluate")
          .definedBy("normflow.spark.evaluate..")
          .layer("score")
          .definedBy("normflow.spark.score..")
          .layer("work")
          .definedBy("normflow.spark.work..")
          .layer("mail")
          .definedBy("normflow.spark.exchange.mail..")
          .layer("exchange")
          .definedBy("normflow.spark.exchange")
          .layer("checkpoint")
          .definedBy("normflow.spark.checkpoint..")
          .layer("output")
          .definedBy("normflow.spark.output..")
          .layer("job")
          .definedBy("normflow.spark.job..")
          .whereLayer("table")
          .mayOnlyBeAccessedByLayers("scan", "rows", "evaluate", "score", "output", "job")
          .whereLayer("scan")
          .mayOnlyBeAccessedByLayers("rows", "evaluate", "work", "exchange", "checkpoint", "job")
          .whereLayer("rows")
          .mayOnlyBeAccessedByLayers("evaluate", "work", "exchange", "job")
          .whereLayer("evaluate")
          .mayOnlyBeAccessedByLayers("score", "work", "exchange", "job")
          .whereLayer("score")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("work")
          .mayOnlyBeAccessedByLayers("mail", "exchange", "job")
          .whereLayer("mail")
          .mayOnlyBeAccessedByLayers("exchange")
          .whereLayer("exchange")
          .mayOnlyBeAccessedByLayers("job")
          .whereLayer("checkpoint")
          .mayOnlyBeAccessedByLayers("job")
          .whereLayer("output")
          .mayOnlyBeAccessedByLayers("job")
          .whereLayer("job")
          .mayNotBeAccessedByAnyLayer()
          .because("a room can be understood with those below it");

  @ArchTest
  static final ArchRule NOBODY_CALLS_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("normflow.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("normflow.cli..")
          .because("commands are thin and call the rest");

  @ArchTest
  static final ArchRule NOTHING_IS_BUILT_ON_STUDIES =
      noClasses()
          .that()
          .resideOutsideOfPackages("normflow.study..", "normflow.page..", "normflow.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("normflow.study..")
          .because("they train and measure by what anyone can call");

  @ArchTest
  static final ArchRule A_STUDY_KNOWS_NOT_WHICH_TRIALS_IT_HAS =
      noClasses()
          .that()
          .resideInAPackage("normflow.study")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("normflow.study.grid..", "normflow.study.search..")
          .because("grids and searches are built on it, and know nothing of each other");

  @ArchTest
  static final ArchRule A_GRID_KNOWS_NO_SEARCH =
      noClasses()
          .that()
          .resideInAPackage("normflow.study.grid..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("normflow.study.search..")
          .because("a benchmark chooses nothing");

  @ArchTest
  static final ArchRule THE_REPORT_KNOWS_NUMBERS_ONLY =
      classes()
          .that()
          .resideInAPackage("normflow.report..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "normflow.report..", "normflow.text..", "java..", "javax..", "org.slf4j..")
          .because("pictures are made of plain arrays");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices()
          .matching("normflow.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package can be understood with those below it");

  /** What formats or encodes as the machine is set up, unless a locale or a charset is given. */
  private static final Map<String, Set<String>> OF_THE_MACHINE =
      Map.ofEntries(
          entry(
              "java.lang.String",
              Set.of("format", "formatted", "toLowerCase", "toUpperCase", "getBytes")),
          entry("java.io.PrintStream", Set.of("format", "printf", "<init>")),
          entry("java.io.PrintWriter", Set.of("format", "printf")),
          entry("java.io.InputStreamReader", Set.of("<init>")),
          entry("java.io.OutputStreamWriter", Set.of("<init>")),
          entry("java.io.FileReader", Set.of("<init>")),
          entry("java.io.FileWriter", Set.of("<init>")),
          entry("java.io.ByteArrayOutputStream", Set.of("toString")),
          entry("java.util.Formatter", Set.of("<init>")),
          entry("java.util.Scanner", Set.of("<init>")),
          entry("java.text.DecimalFormat", Set.of("<init>")),
          entry("java.text.SimpleDateFormat", Set.of("<init>")),
          entry("java.text.MessageFormat", Set.of("<init>", "format")),
          entry(
              "java.text.NumberFormat",
              Set.of("getInstance", "getNumberInstance", "getIntegerInstance")),
          entry("java.time.format.DateTimeFormatter", Set.of("ofPattern")),
          entry("java.nio.charset.Charset", Set.of("defaultCharset")),
          entry("java.util.Locale", Set.of("getDefault")));

  @ArchTest
  static final ArchRule EVERY_MACHINE_WRITES_THE_SAME =
      noClasses()
          .should()
          .accessTargetWhere(
              describe(
                  "it leaves the locale or the charset to the machine",
                  access ->
                      access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget called
                          && isOfTheMachine(called)))
          .because("digits, letters and bytes of files are read on another machine");

  private static boolean isOfTheMachine(AccessTarget.CodeUnitAccessTarget called) {
    boolean told =
        called.getRawParameterTypes().stream()
            .map(JavaClass::getName)
            .anyMatch(Set.of("java.util.Locale", "java.nio.charset.Charset")::contains);
    Set<String> names = OF_THE_MACHINE.getOrDefault(called.getOwner().getName(), Set.of());
    return !told && names.contains(called.getName());
  }

  @ArchTest
  static final ArchRule NO_DRAWERS =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
          .because("a name says what a class is");
}
