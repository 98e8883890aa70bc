package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import normflow.JavaProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The published artifact: its POM, and {@code spark-submit --packages} of its coordinates. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PackagesIT {

  private static final Path POM = Path.of("target/published-pom.xml");

  @TempDir private static Path folder;
  private static Element pom;

  @BeforeAll
  static void read() throws Exception {
    pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(POM.toFile())
            .getDocumentElement();
  }

  /**
   * A consumer has neither this build's properties nor its plugins, and needs no other artifact.
   */
  @Test
  void thePomIsPlainAndBringsNothing() throws IOException {
    assertFalse(Files.readString(POM).contains("${"));
    assertEquals("io.github.normflow", text(pom, "groupId"));
    assertTrue(
        text(pom, "artifactId").matches("normflow-spark(4|3\\.5)_2\\.1[23]"),
        text(pom, "artifactId"));
    assertTrue(Cluster.jar().endsWith(name() + "-all.jar"));
    for (String absent :
        List.of("parent", "build", "profiles", "properties", "dependencyManagement")) {
      assertEquals(0, children(pom, absent).size(), absent);
    }
    List<Element> dependencies = children(children(pom, "dependencies").get(0), "dependency");
    List<String> provided = new ArrayList<>();
    List<String> brought = new ArrayList<>();
    for (Element dependency : dependencies) {
      String artifact = text(dependency, "artifactId");
      if (text(dependency, "scope").equals("provided")) {
        provided.add(artifact);
      } else if (!text(dependency, "optional").equals("true")) {
        brought.add(artifact);
      }
    }
    assertEquals(List.of(), brought);
    String scala = name().replaceAll(".*(_2\\.1[23])-.*", "$1");
    assertTrue(
        provided.containsAll(
            List.of("spark-core" + scala, "spark-sql" + scala, "spark-mllib" + scala)),
        provided::toString);
  }

  /** Driver and executors, a process of their own, have no other normflow than what Ivy found. */
  @Test
  void aJobIsTrainedByOneCoordinate() throws Exception {
    Path repository = repository();
    Path model = folder.resolve("model");
    Path job = folder.resolve("job.yaml");
    Files.writeString(
        job,
        """
        data: {type: generated, density: two-moons, rows: 1000}
        validation: {share: 0.1}
        flow: {type: nsf, transforms: 2, hidden: [8]}
        training: {batchSize: 128, steps: 20, validationInterval: 10}
        partitions: 2
        output: %s
        """
            .formatted(model));
    String log = submit(repository, "train", job.toString(), "--no-report");
    assertTrue(Files.exists(model.resolve("flow.json")), log);
    assertTrue(log.contains("exchange: resident tasks, 2 of them"), log);
    try (Stream<Path> jars = Files.list(folder.resolve("ivy/jars"))) {
      assertEquals(
          List.of("io.github.normflow_" + name() + ".jar"),
          jars.map(path -> path.getFileName().toString()).toList());
    }
  }

  /** As {@code mvn deploy} lays one out. */
  private static Path repository() throws IOException {
    Path repository = folder.resolve("repository");
    Path version =
        repository
            .resolve(text(pom, "groupId").replace('.', '/'))
            .resolve(text(pom, "artifactId"))
            .resolve(text(pom, "version"));
    Files.createDirectories(version);
    Files.copy(POM, version.resolve(name() + ".pom"));
    Files.createSymbolicLink(version.resolve(name() + ".jar"), Cluster.jar());
    return repository;
  }

  private static String submit(Path repository, String... arguments) throws Exception {
    Path spark = Path.of("target/spark").toAbsolutePath();
    List<String> command = JavaProcess.command();
    // Where Ivy would look first, in what was installed here before.
    command.add("-Duser.home=" + folder);
    List<String> brief = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    command.addAll(brief);
    command.addAll(List.of("-Xmx1g", "-cp", spark.resolve("jars") + "/*"));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", "local-cluster[1,2,1024]"));
    command.addAll(List.of("--executor-memory", "512m"));
    String coordinates =
        String.join(":", text(pom, "groupId"), text(pom, "artifactId"), text(pom, "version"));
    command.addAll(List.of("--packages", coordinates));
    command.addAll(List.of("--repositories", repository.toUri().toString()));
    command.addAll(List.of("--conf", "spark.jars.ivy=" + folder.resolve("ivy")));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--conf", "spark.executor.extraJavaOptions=" + String.join(" ", brief)));
    command.addAll(List.of("--conf", "spark.plugins=normflow.spark.exchange.ExchangePlugin"));
    command.addAll(List.of("--class", "normflow.cli.Main", "spark-internal"));
    command.addAll(List.of(arguments));
    Path log = folder.resolve("submit.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", spark.toString());
    // Nothing is asked of the network.
    builder.environment().put("DEFAULT_ARTIFACT_REPOSITORY", repository.toUri().toString());
    Process process = builder.start();
    boolean ended = process.waitFor(240, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String printed = Files.readString(log);
    assertTrue(ended, printed);
    assertEquals(0, process.exitValue(), printed);
    return printed;
  }

  private static String name() {
    return text(pom, "artifactId") + "-" + text(pom, "version");
  }

  /** Of an element's own child; empty if there is none. */
  private static String text(Element parent, String name) {
    List<Element> found = children(parent, name);
    return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    NodeList nodes = parent.getChildNodes();
    for (int i = 0; i < nodes.getLength(); i++) {
      Node node = nodes.item(i);
      if (node instanceof Element element && node.getNodeName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
