package normflow.submit;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import normflow.cli.Main;
import org.junit.jupiter.api.Test;

/**
 * The files of {@code conf/kubernetes} agree with the build, with the settings and with each other.
 */
class KubernetesFilesTest {

  private static final Path FOLDER = Path.of("conf/kubernetes");

  /** Of {@code conf/spark-defaults.conf}: what an application says otherwise, or does not need. */
  private static final Pattern SAID_OTHERWISE =
      Pattern.compile(
          "spark\\.(yarn|ui|sql\\.ui|eventLog|executorEnv|kubernetes)\\..*|spark\\.executor\\.memory"
              + "|spark\\.driver\\.memoryOverhead");

  @Test
  void theImageIsOfTheSparkThatThisIsBuiltFor() throws IOException {
    String file = Files.readString(FOLDER.resolve("Dockerfile"));
    String scala = pom("scala.binary.version");
    assertEquals(
        pom("spark.version")
            + "-scala"
            + scala
            + "-java"
            + pom("maven.compiler.release")
            + "-ubuntu",
        group("(?m)^ARG SPARK_TAG=(.+)$", file));
    assertEquals("apache/spark:${SPARK_TAG}", group("(?m)^FROM (.+)$", file));
    String jar = "/normflow-spark" + pom("spark.line") + "_" + scala + "-*-all.jar";
    assertEquals("${JARS}" + jar, group("(?m)^COPY \\S+ (\\S+) \\S+$", file));
    assertEquals("target", group("(?m)^ARG JARS=(.+)$", file));
    assertEquals(
        List.of("*", "!target" + jar, "!lib" + jar),
        Files.readAllLines(FOLDER.resolve("Dockerfile.dockerignore")));
    assertEquals("185", group("(?m)^USER (.+)$", file));
  }

  @Test
  void theApplicationIsTheJobThatTheScriptSubmits() throws IOException {
    JsonNode application = documents("spark-application.yaml").get(0);
    JsonNode spec = application.get("spec");
    assertEquals("sparkoperator.k8s.io/v1beta2", application.get("apiVersion").asText());
    assertEquals(pom("spark.version"), spec.get("sparkVersion").asText());
    assertEquals(Main.class.getName(), spec.get("mainClass").asText());
    String image = Files.readString(FOLDER.resolve("Dockerfile"));
    String jar = "local://" + group("(?m)^COPY \\S+ \\S+ (\\S+)$", image);
    assertEquals(jar, spec.get("mainApplicationFile").asText());
    assertTrue(Files.readString(Path.of("submit/kubernetes")).contains(" " + jar + " "), jar);
    assertEquals("Never", spec.get("restartPolicy").get("type").asText());

    Map<String, String> defaults = defaults();
    Map<String, String> wanted = new TreeMap<>(defaults);
    wanted.keySet().removeIf(key -> SAID_OTHERWISE.matcher(key).matches());
    assertEquals(wanted, texts(spec.get("sparkConf")));
    assertEquals(defaults.get("spark.executor.memory"), spec.at("/executor/memory").asText());
    assertEquals(
        defaults.get("spark.driver.memoryOverhead"), spec.at("/driver/memoryOverhead").asText());
    assertEquals(started(defaults, "spark.executorEnv."), environment(spec.get("executor")));
    assertEquals(started(defaults, "spark.kubernetes.driverEnv."), environment(spec.get("driver")));
  }

  @Test
  void theDriverHasTheAccountOfTheRole() throws IOException {
    List<JsonNode> documents = documents("rbac.yaml");
    assertEquals(
        List.of("ServiceAccount", "Role", "RoleBinding"),
        documents.stream().map(document -> document.get("kind").asText()).toList());
    String account = documents.get(0).at("/metadata/name").asText();
    JsonNode binding = documents.get(2);
    assertEquals(account, binding.at("/subjects/0/name").asText());
    assertEquals(documents.get(1).at("/metadata/name"), binding.at("/roleRef/name"));
    JsonNode application = documents("spark-application.yaml").get(0);
    assertEquals(account, application.at("/spec/driver/serviceAccount").asText());
  }

  @Test
  void theTemplateIsOfAPodForTheNativeLibraryAndTheUserOfTheImage() throws IOException {
    JsonNode pod = documents("pod.yaml").get(0);
    assertEquals("Pod", pod.get("kind").asText());
    assertEquals("linux-x86_64", pom("native.platform"));
    assertEquals("amd64", pod.at("/spec/nodeSelector/kubernetes.io~1arch").asText());
    String image = Files.readString(FOLDER.resolve("Dockerfile"));
    String user = pod.at("/spec/securityContext/runAsUser").asText();
    assertEquals(group("(?m)^USER (.+)$", image), user);
    assertEquals(1, pod.at("/spec/containers").size());
  }

  private static List<JsonNode> documents(String file) throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    try (MappingIterator<JsonNode> all =
        yaml.readerFor(JsonNode.class).readValues(FOLDER.resolve(file).toFile())) {
      return all.readAll();
    }
  }

  /** A property of the build; the first of its name is that of the build without profiles. */
  private static String pom(String property) throws IOException {
    String name = Pattern.quote(property);
    return group("<" + name + ">([^<]+)<", Files.readString(Path.of("pom.xml")));
  }

  private static String group(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), pattern);
    return matcher.group(1);
  }

  private static Map<String, String> defaults() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("conf/spark-defaults.conf"))) {
      properties.load(reader);
    }
    Map<String, String> defaults = new TreeMap<>();
    properties.forEach((key, value) -> defaults.put(key.toString(), value.toString().strip()));
    return defaults;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  private static Map<String, String> started(Map<String, String> settings, String prefix) {
    return settings.entrySet().stream()
        .filter(setting -> setting.getKey().startsWith(prefix))
        .collect(toMap(s -> s.getKey().substring(prefix.length()), Map.Entry::getValue));
  }

  private static Map<String, String> environment(JsonNode container) {
    return StreamSupport.stream(container.get("env").spliterator(), false)
        .collect(toMap(v -> v.get("name").asText(), v -> v.get("value").asText()));
  }
}
