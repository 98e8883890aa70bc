package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import normflow.Python;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.model.Standardization;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stages for PySpark declare what those of Java do; PySpark itself is not needed for that. */
class PythonStagesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode stages;

  @BeforeAll
  static void read() throws IOException, InterruptedException {
    Python.require("numpy");
    stages = JSON.readTree(Python.run("src/test/python/print_params.py", "src/main/python"));
  }

  @Test
  void estimator() throws IOException {
    agrees(new NormalizingFlow());
    agreesWithArguments("NormalizingFlow");
  }

  @Test
  void model() throws IOException {
    Flow flow = FlowText.architecture("nsf").flow(2);
    Model model =
        new Model(
            flow,
            List.of("a", "b"),
            new Standardization(new double[2], new double[] {1, 1}, 0, List.of()),
            flow.layout().initial(1));
    agrees(new NormalizingFlowModel("uid", model, Optional.empty()));
  }

  @Test
  void evaluator() throws IOException {
    agrees(new LogLikelihoodEvaluator());
    agreesWithArguments("LogLikelihoodEvaluator");
  }

  @Test
  void summary() {
    assertEquals(
        components(NormalizingFlowSummary.class), texts("NormalizingFlowSummary", "fields"));
    assertEquals(components(NormalizingFlowSummary.Point.class), texts("Point", "fields"));
  }

  @Test
  void session() throws IOException, InterruptedException {
    String printed = Python.run("src/test/python/test_session.py");
    assertTrue(printed.contains("OK"), printed);
  }

  @Test
  void versionOfThePackage() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    int start = pom.indexOf("<version>") + "<version>".length();
    String version = pom.substring(start, pom.indexOf("</version>", start));
    String expected = "\nversion = \"" + version.replace("-SNAPSHOT", ".dev0") + "\"\n";
    String project = Files.readString(Path.of("src/main/python/pyproject.toml"));
    assertTrue(project.contains(expected), expected);
  }

  /** Names, words, defaults; a getter and a setter of each. */
  private static void agrees(Params stage) throws IOException {
    JsonNode python = stages.get(stage.getClass().getSimpleName());
    TreeMap<String, String> docs = new TreeMap<>();
    TreeMap<String, JsonNode> defaults = new TreeMap<>();
    TreeSet<String> accessors = new TreeSet<>();
    for (Param<?> param : stage.params()) {
      docs.put(param.name(), param.doc());
      if (stage.hasDefault(param)) {
        defaults.put(param.name(), JSON.readTree(encoded(stage, param)));
      }
      String name =
          param.name().substring(0, 1).toUpperCase(Locale.ROOT) + param.name().substring(1);
      accessors.addAll(List.of("get" + name, "set" + name));
    }
    assertEquals(docs, JSON.convertValue(python.get("params"), TreeMap.class));
    assertEquals(JSON.valueToTree(defaults), python.get("defaults"));
    accessors.removeAll(texts(stage.getClass().getSimpleName(), "methods"));
    assertEquals(Set.of(), accessors);
  }

  private static <T> String encoded(Params stage, Param<T> param) {
    return param.jsonEncode(stage.getDefault(param).get());
  }

  /** Every parameter can be given to the constructor. */
  private static void agreesWithArguments(String stage) {
    TreeSet<String> names = new TreeSet<>();
    stages.get(stage).get("params").fieldNames().forEachRemaining(names::add);
    assertEquals(names, new TreeSet<>(texts(stage, "arguments")));
  }

  private static List<String> components(Class<?> type) {
    return Stream.of(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  private static List<String> texts(String stage, String key) {
    return Stream.of(JSON.convertValue(stages.get(stage).get(key), String[].class)).toList();
  }
}
