package normflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions of imports that keep the parts apart. */
@AnalyzeClasses(packages = "normflow", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureRulesTest {

  private static final String[] MATHEMATICS = {
    "normflow.random..",
    "normflow.graph..",
    "normflow.layer..",
    "normflow.flow..",
    "normflow.engine..",
    "normflow.train..",
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
          .resideOutsideOfPackage("normflow.config..")
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
              "normflow.distributed..",
              "normflow.benchmark..",
              "normflow.ml..",
              "normflow.sweep..",
              "normflow.cli..",
              "normflow.data..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..")
          .because("Spark is one way to hold the rows");

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
  static final ArchRule NOTHING_IS_BUILT_ON_THE_BENCHMARK =
      noClasses()
          .that()
          .resideOutsideOfPackages("normflow.benchmark..", "normflow.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("normflow.benchmark..")
          .because("it trains and measures by what anyone can call");

  @ArchTest
  static final ArchRule NOTHING_IS_BUILT_ON_THE_SWEEP =
      noClasses()
          .that()
          .resideOutsideOfPackages("normflow.sweep..", "normflow.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("normflow.sweep..")
          .because("it chooses among trainings that anyone can run");

  @ArchTest
  static final ArchRule THE_REPORT_KNOWS_NUMBERS_ONLY =
      classes()
          .that()
          .resideInAPackage("normflow.report..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("normflow.report..", "java..", "javax..", "org.slf4j..")
          .because("pictures are made of plain arrays");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices()
          .matching("normflow.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a package can be understood with those below it");

  @ArchTest
  static final ArchRule NO_DRAWERS =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
          .because("a name says what a class is");
}
