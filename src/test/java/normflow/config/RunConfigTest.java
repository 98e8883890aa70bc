package normflow.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.flow.Ensemble;
import normflow.flow.Maf;
import normflow.flow.Nsf;
import org.junit.jupiter.api.Test;

/** Jobs, and what they are made of. */
class RunConfigTest {

  private static final String FLOW = "flow: {type: nsf}\noutput: models/a\n";

  private static final RunConfig JOB =
      Codec.yaml(
          "job",
          """
          data: {type: table, format: csv, path: a.csv, columns: [a], options: {sep: ;}}
          validation: {path: v.csv}
          """
              + FLOW,
          RunConfig.class);

  private static final RunConfig GENERATED =
      Codec.yaml(
          "job", "data: {type: generated, density: rings, rows: 9}\n" + FLOW, RunConfig.class);

  /** The keys whose values are others. */
  private static Set<String> changed(Record before, Record after) {
    assertNotNull(after);
    return Stream.of(before.getClass().getRecordComponents())
        .filter(key -> !value(key, before).equals(value(key, after)))
        .map(RecordComponent::getName)
        .collect(Collectors.toSet());
  }

  private static Object value(RecordComponent key, Record of) {
    return assertDoesNotThrow(() -> key.getAccessor().invoke(of));
  }

  @Test
  void aCopyOfAJobDiffersInOneKey() {
    assertEquals(Set.of("output"), changed(JOB, JOB.withOutput("b")));
    assertEquals(Set.of("partitions"), changed(JOB, JOB.withPartitions(7)));
    assertEquals(Set.of("flow"), changed(JOB, JOB.withFlow(Maf.defaults())));
    assertEquals(Set.of(), changed(GENERATED, GENERATED.given(name -> false)));
    RunConfig settled =
        GENERATED.settled(TableDefaults.of(9, 2, true, GENERATED.training())).withOutput("b");
    assertEquals(settled.withOutput("models/a"), GENERATED.settledAs(settled));
    assertEquals(Set.of("splitSeed"), changed(JOB, JOB.withSplitSeed(7)));
  }

  @Test
  void aCopyOfASweepOrABenchmarkDiffersInOneKey() {
    SweepConfig sweep =
        Codec.yaml("s", "{base: job.yaml, axes: {a: [1]}, output: s}", SweepConfig.class);
    assertEquals(Set.of("output"), changed(sweep, sweep.withOutput("b")));
    assertEquals(Set.of("mode"), changed(sweep, sweep.withMode(SweepConfig.Mode.TASKS)));
    assertEquals(Set.of("base"), changed(sweep, sweep.withBase(Map.of("output", "o"))));
    BenchmarkConfig benchmark =
        Codec.yaml(
            "b",
            """
            flows: {nsf: {flow: {type: nsf}}}
            data: {rings: {source: {type: generated, density: rings, rows: 9}}}
            test: {share: 0.5}
            output: b
            """,
            BenchmarkConfig.class);
    assertEquals(Set.of("output"), changed(benchmark, benchmark.withOutput("c")));
  }

  @Test
  void aPurposeSaysWhatIsLeftOutAndNothingElse() {
    String rest = "{data: {type: generated, density: rings, rows: 9}, output: a, ";
    RunConfig job = Codec.yaml("job", rest + "purpose: anomalies}", RunConfig.class);
    assertEquals(new Ensemble(3, true, Nsf.defaults()), job.flow());
    assertEquals(Scaling.WHITEN, job.standardize());
    RunConfig other =
        Codec.yaml(
            "job", rest + "purpose: anomalies, flow: maf, standardize: robust}", RunConfig.class);
    assertEquals(Maf.defaults(), other.flow());
    assertEquals(Scaling.ROBUST, other.standardize());
    assertEquals(job, Codec.yaml("job", Codec.yaml("any", job), RunConfig.class));
    for (String wrong : List.of("purpose: anomalie, flow: maf}", "purpose: anomalie}")) {
      String error =
          assertThrows(
                  ConfigException.class, () -> Codec.yaml("job", rest + wrong, RunConfig.class))
              .getMessage();
      assertTrue(error.contains("purpose = anomalie: can be density or anomalies"), error);
    }
  }

  @Test
  void heldOutRowsOfAPathAreATableLikeTheData() {
    Source.Table data = (Source.Table) JOB.data();
    assertEquals(Optional.of(data.at("v.csv")), JOB.heldOutTable(JOB.validating()));
    assertEquals(Map.of("sep", ";"), data.at("v.csv").options());
    assertEquals(Optional.empty(), JOB.heldOutTable(JOB.test()));
    assertEquals(Optional.empty(), GENERATED.heldOutTable(GENERATED.validating()));
  }

  @Test
  void aJobHasAtMostAHundredThousandPartitions() {
    assertEquals(100_000, JOB.withPartitions(100_000).partitions());
    String error =
        assertThrows(IllegalArgumentException.class, () -> JOB.withPartitions(100_001))
            .getMessage();
    assertTrue(error.startsWith("partitions = 100001: at most 100,000"), error);
  }

  @Test
  void tablesOfTextHaveAHeaderAndTypesUnlessTold() {
    Source.Table data = (Source.Table) JOB.data();
    assertEquals(
        Map.of("header", "true", "inferSchema", "true", "sep", ";"), data.effectiveOptions());
    Source.Table told =
        new Source.Table("csv", "a", Map.of("header", "false"), List.of("a"), List.of());
    assertEquals(Map.of("header", "false", "inferSchema", "true"), told.effectiveOptions());
    Source.Table parquet =
        new Source.Table("parquet", "a", Map.of("x", "y"), List.of("a"), List.of());
    assertEquals(Map.of("x", "y"), parquet.effectiveOptions());
  }

  private static Source.Table table(String keys) {
    String text = "data: {type: table, columns: [a], " + keys + "}\n" + FLOW;
    return (Source.Table) Codec.yaml("job", text, RunConfig.class).data();
  }

  private static void refusedTable(String keys, String expected) {
    String error = refused("data: {type: table, columns: [a], " + keys + "}\n" + FLOW);
    assertTrue(error.contains(expected), error);
  }

  @Test
  void aTableIsThereByAPathANameOrAQuery() {
    assertEquals("shop.orders", table("table: shop.orders").table());
    assertEquals("2024_01", table("table: 2024_01").table());
    assertEquals("SELECT a FROM t", table("query: SELECT a FROM t").query());
    assertEquals("table shop.orders", table("table: shop.orders").described());
    assertEquals("the query", table("query: SELECT a FROM t").described());
    assertEquals("a.csv", table("format: csv, path: a.csv").described());
    assertEquals("the jdbc source", table("format: jdbc, options: {url: u}").described());
    Source.Table given = table("table: t, options: {fetchsize: 9}, where: {b: 1}");
    assertEquals(given, Codec.yaml("again", Codec.yaml(given), Source.class));
  }

  @Test
  void aTableThatIsThereTwiceOrNowhereIsRefused() {
    String one = "give one of path (a file or folder), table (a name such as catalog.db.name)";
    refusedTable("format: csv, path: a.csv, table: t", "path = a.csv, table = t: " + one);
    refusedTable("table: t, query: SELECT 1", "table = t, query = SELECT 1: " + one);
    refusedTable("path: p, table: t, query: q", "path = p, table = t, query = q: " + one);
    refusedTable("context: []", "path, table and query are all empty: " + one);
    refusedTable("format: parquet", "path is empty, and format = parquet is of files: " + one);
    refusedTable("table: ' '", "table is blank: " + one);
    refusedTable("format: orc, table: t", "format = orc: is that of a path");
    refusedTable("query: SELECT 1, options: {sep: x}", "options = sep: are those of a data source");
    assertEquals("p", table("format: csv, options: {path: p}").options().get("path"));
  }

  @Test
  void heldOutRowsAreWhereverATableCanBe() {
    String job =
        """
        data: {type: table, format: csv, path: a.csv, columns: [a], options: {sep: ;}}
        validation: {table: shop.validation}
        test: {query: SELECT a FROM t}
        """;
    RunConfig read = Codec.yaml("job", job + FLOW, RunConfig.class);
    Source.Table named = read.heldOutTable(read.validating()).orElseThrow();
    assertEquals(List.of("", "shop.validation"), List.of(named.format(), named.table()));
    Source.Table queried = read.heldOutTable(read.test()).orElseThrow();
    assertEquals(List.of("", "SELECT a FROM t"), List.of(queried.format(), queried.query()));
    assertEquals(read, Codec.json("again", Codec.json(read), RunConfig.class));
    String both = refused(job.replace("{table: ", "{share: 0.1, table: ") + FLOW);
    assertTrue(both.contains("share = 0.1 and table = shop.validation: give one of them"), both);
    String two = refused(job.replace("{table: ", "{path: p, table: ") + FLOW);
    assertTrue(two.contains("path = p, table = shop.validation: give one of"), two);
    String unknown =
        refused("data: {type: table, columns: [a], table: t}\ntest: {path: p}\n" + FLOW);
    assertTrue(unknown.contains("format is missing or empty"), unknown);
  }

  @Test
  void keysThatCameLaterAreNotWrittenWhereTheySayNothing() {
    String written = Codec.json(JOB);
    assertFalse(written.contains("\"table\" :") || written.contains("\"query\""), written);
    assertEquals(written, Codec.json(Codec.json("job", written, RunConfig.class)));
  }

  private static String typed(String types, String flow) {
    return "data: {type: table, format: csv, path: a.csv, columns: [visits, region, age], types: "
        + types
        + "}\nflow: {type: "
        + flow
        + "}\noutput: o";
  }

  private static String refused(String job) {
    return assertThrows(ConfigException.class, () -> Codec.yaml("job", job, RunConfig.class))
        .getMessage();
  }

  @Test
  void typesOfColumnsAreStated() {
    String text = typed("{region: categorical, visits: integer, age: auto}", "tabular");
    RunConfig job = Codec.yaml("job", text, RunConfig.class);
    assertEquals(
        List.of(StatedType.INTEGER, StatedType.CATEGORICAL, StatedType.AUTO), job.data().stated());
    assertEquals(job, Codec.yaml("job", Codec.yaml(job), RunConfig.class));
    assertEquals(job, Codec.json("job", Codec.json(job), RunConfig.class));
    Source.Table data = (Source.Table) job.data();
    assertEquals(job.data().stated(), data.at("b").stated());
    assertEquals(job.data().stated(), job.given(name -> true).data().stated());
    RunConfig none = Codec.yaml("job", typed("{age: auto}", "tabular"), RunConfig.class);
    assertFalse(Codec.json(none).contains("types"), Codec.json(none));
  }

  @Test
  void aTypeOfNoColumnAndATypeThatThereIsNotAreRefused() {
    String name = refused(typed("{visit: integer}", "tabular"));
    assertTrue(name.contains("types.visit") && name.contains("did you mean visits"), name);
    String type = refused(typed("{visits: intger}", "tabular"));
    assertTrue(type.contains("intger") && type.contains("integer"), type);
  }

  @Test
  void otherFlowsTakeColumnsAsContinuous() {
    String error = refused(typed("{age: positive}", "nsf"));
    assertTrue(error.contains("positive") && error.contains("flow: {type: tabular}"), error);
    Codec.yaml("job", typed("{age: continuous, visits: auto}", "nsf"), RunConfig.class);
  }

  @Test
  void rowsThatAreGeneratedIntoFilesAreThoseOfAJob() {
    GenerateConfig generate =
        Codec.yaml("g", "{density: two-moons, rows: 9, seed: 4, output: o}", GenerateConfig.class);
    Object source =
        Codec.yaml("s", "{type: generated, density: two-moons, rows: 9, seed: 4}", Source.class);
    assertEquals(source, generate.source());
  }

  @Test
  void aJobOnGeneratedRowsNeedsItsOtherVariables() {
    assertDoesNotThrow(() -> Environment.require(GENERATED));
    RunConfig other = GENERATED.withOutput("${env:NO_SUCH}");
    ConfigException error = assertThrows(ConfigException.class, () -> Environment.require(other));
    assertTrue(error.getMessage().startsWith("output = ${env:NO_SUCH}"), error.getMessage());
  }
}
