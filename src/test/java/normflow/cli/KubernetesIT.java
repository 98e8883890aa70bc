package normflow.cli;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.store.Provenance;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An API server of Kubernetes with a node, and {@code submit/kubernetes} as a user starts it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
// Pods have addresses of 127/8 and tell their memory by /proc.
@EnabledOnOs(OS.LINUX)
class KubernetesIT {

  private static final String ACCOUNT = "normflow";

  /**
   * Pods live for seconds: most of what a processor does in them is to compile. All of the heap is
   * taken from the start, as it would be in the end.
   */
  private static final String JAVA =
      "defaultJavaOptions=-XX:TieredStopAtLevel=1 -XX:+AlwaysPreTouch -Xms";

  @TempDir private static Path folder;
  private static KubernetesApi api;
  private static Kubelet kubelet;
  private static KubernetesClient client;
  private static Process submitted;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(
        VersionInfo.getVersion().compareTo("3.5") >= 0,
        "the modules of older Sparks have other clients of Kubernetes");
    api = new KubernetesApi(ACCOUNT, role());
    client = api.client();
    kubelet = new Kubelet(api, folder);
    Files.writeString(folder.resolve("token"), ACCOUNT);
    // Who would see a pod's log in a cluster.
    Path kubectl = Files.createDirectories(folder.resolve("bin")).resolve("kubectl");
    Files.writeString(kubectl, "#!/bin/bash\ntail -n 20 \"" + folder + "/${!#}.log\"\n");
    assertTrue(kubectl.toFile().setExecutable(true));
  }

  /** What the driver may do, by the file that users apply. */
  private static Role role() throws IOException {
    String documents = Files.readString(Path.of("conf/kubernetes/rbac.yaml"));
    return Stream.of(documents.split("(?m)^---$"))
        .filter(document -> document.contains("kind: Role\n"))
        .map(document -> Serialization.unmarshal(document, Role.class))
        .findFirst()
        .orElseThrow();
  }

  @AfterAll
  static void stop() {
    if (submitted != null) {
      submitted.descendants().forEach(ProcessHandle::destroyForcibly);
    }
    if (kubelet != null) {
      kubelet.close();
      client.close();
      api.close();
    }
  }

  /** The same bits as on this machine, from two executors that are gone afterwards. */
  @Test
  void aJobRunsOnTwoExecutors() throws Exception {
    SparkSession here =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    Commands.ok(train("here").toArray(String[]::new));
    here.stop();
    Ran there = submit("there", train("there"));
    List<Pod> drivers = drivers("there");
    assertEquals(1, drivers.size(), there.log);
    String driver = drivers.get(0).getMetadata().getName();
    String told = Files.readString(folder.resolve(driver + ".log"));
    assertEquals(0, there.status, there.log + told);
    assertTrue(told.contains("exchange: resident tasks, 2 of them"), told);
    assertEquals(digest("here"), digest("there"));
    assertEquals(ACCOUNT, drivers.get(0).getSpec().getServiceAccountName());

    List<Pod> executors = executors(drivers.get(0));
    assertEquals(2, executors.size(), told);
    for (Pod executor : executors) {
      assertEquals(Map.of("kubernetes.io/arch", "amd64"), executor.getSpec().getNodeSelector());
      assertFitsInItsLimit(executor);
    }
    assertFitsInItsLimit(drivers.get(0));
    assertEquals(
        List.of(),
        client.pods().inAnyNamespace().withLabel("spark-role", "executor").list().getItems());
    assertEquals(Set.of(), api.refused());
    assertTrue(api.used().contains("create pods"), api.used()::toString);
  }

  private static void assertFitsInItsLimit(Pod pod) {
    Kubelet.Memory memory = kubelet.memory().get(pod.getMetadata().getName());
    assertTrue(memory.peak() > 0 && memory.peak() < memory.limit(), memory::toString);
  }

  /** The driver fails once, which is what the script says too. */
  @Test
  void aRefusedJobFailsOnceAndItsReasonIsPrintedHere() throws Exception {
    Path job = folder.resolve("bad.yaml");
    Files.writeString(
        job, "data: {type: generated, density: two-mons, rows: 1000}\noutput: /work/bad\n");
    Ran ran = submit("bad", List.of("train", job.toString()));
    List<Pod> drivers = drivers("bad");
    assertEquals(1, drivers.size(), ran.log);
    assertEquals(2, ran.status, ran.log);
    assertTrue(ran.log.contains("two-mons: unknown (did you mean two-moons?)"), ran.log);
    assertEquals(List.of(), executors(drivers.get(0)));
  }

  private static List<String> train(String name) throws IOException {
    Path job = folder.resolve(name + ".yaml");
    Files.writeString(
        job,
        """
        data: {type: generated, density: two-moons, rows: 1000}
        validation: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [8]}
        training: {batchSize: 128, steps: 200, validationInterval: 100}
        partitions: 2
        output: %s
        """
            .formatted(folder.resolve(name)));
    return List.of("train", job.toString(), "--no-report");
  }

  /** The drivers that were made for a submission of this name. */
  private static List<Pod> drivers(String name) {
    return pods("driver").filter(pod -> pod.getMetadata().getName().startsWith(name)).toList();
  }

  private static List<Pod> executors(Pod driver) {
    String label = "spark-app-selector";
    String application = driver.getMetadata().getLabels().get(label);
    return pods("executor")
        .filter(pod -> application.equals(pod.getMetadata().getLabels().get(label)))
        .toList();
  }

  private static Stream<Pod> pods(String role) {
    return kubelet.seen().values().stream()
        .filter(pod -> role.equals(pod.getMetadata().getLabels().get("spark-role")));
  }

  private static String digest(String model) throws IOException {
    String text = Files.readString(folder.resolve(model).resolve("provenance.json"));
    return Codec.json("provenance", text, Provenance.class).parametersSha256();
  }

  /** How a submission ended, and what it printed. */
  private record Ran(int status, String log) {}

  private static Ran submit(String name, List<String> command)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("bash", "submit/kubernetes"));
    words.add("k8s://" + api.url());
    words.addAll(List.of("normflow:test", "local://" + Cluster.jar()));
    words.addAll(List.of("--name", name, "--executor-memory", "512m"));
    for (String setting :
        List.of(
            "executor.instances=2",
            "driver." + JAVA + "1g",
            "executor." + JAVA + "512m",
            "ui.enabled=false",
            "kubernetes.driver.master=" + api.url(),
            "kubernetes.trust.certificates=true",
            "kubernetes.authenticate.driver.serviceAccountName=" + ACCOUNT,
            "kubernetes.authenticate.driver.mounted.oauthTokenFile=" + folder.resolve("token"),
            "kubernetes.executor.podTemplateFile=conf/kubernetes/pod.yaml",
            "kubernetes.file.upload.path=" + folder.resolve("upload").toUri())) {
      words.addAll(List.of("--conf", "spark." + setting));
    }
    words.add("--");
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    Map<String, String> environment = builder.environment();
    // Maven's Spark and this cluster, and none that this machine may know.
    environment.remove("SPARK_HOME");
    environment.put("KUBECONFIG", folder.resolve("none").toString());
    environment.computeIfPresent(
        "PATH",
        (key, path) ->
            Stream.of(folder.resolve("bin") + ":" + path)
                .flatMap(paths -> Stream.of(paths.split(":")))
                .filter(part -> !Files.exists(Path.of(part, "spark-submit")))
                .collect(joining(":")));
    Path log = folder.resolve(name + ".log");
    submitted = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int status = submitted.waitFor();
    return new Ran(status, Files.readString(log));
  }
}
