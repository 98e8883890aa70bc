package normflow.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command line of each script, by a spark-submit that prints its arguments. */
class SubmitScriptsTest {

  @TempDir private Path root;

  /** A result of a script. */
  private record Ran(int status, List<String> lines) {}

  @BeforeEach
  void aCheckoutWithAJarAndASpark() throws IOException {
    for (String folder : List.of("submit", "conf", "target", "spark/bin")) {
      Files.createDirectories(root.resolve(folder));
    }
    for (String script :
        List.of("common.sh", "here.sh", "local", "standalone", "yarn", "kubernetes")) {
      Files.copy(Path.of("submit", script), root.resolve("submit").resolve(script));
    }
    Files.createFile(root.resolve("target/normflow-1.0-all.jar"));
    Path submit = root.resolve("spark/bin/spark-submit");
    Files.writeString(submit, "#!/bin/bash\nprintf '%s\\n' \"$@\"\n");
    assertTrue(submit.toFile().setExecutable(true));
  }

  @Test
  void local() throws Exception {
    assertEquals(
        lines(
            "--master|local[*]|--driver-memory|4g|--properties-file|ROOT/conf/spark-defaults.conf"
                + "|--driver-java-options|-Dlog4j2.configurationFile=file:ROOT/conf/log4j2.properties"
                + "|--driver-memory|8g|--class|normflow.cli.Main|ROOT/target/normflow-1.0-all.jar"
                + "|train|a b.yaml"),
        run(Map.of(), "local", "--driver-memory", "8g", "--", "train", "a b.yaml").lines());
  }

  /** Without a Spark of the user's own, and with nothing asked that only spark-submit knows. */
  @Test
  void localInOneJvm() throws Exception {
    Path home = aJavaThatPrintsItsArguments();
    Files.writeString(
        root.resolve("conf/spark-defaults.conf"),
        "# settings\n\nspark.locality.wait   0s \nother.key 1\nspark.driver.maxResultSize 2g");
    Map<String, String> here = Map.of("SPARK_HOME", "", "JAVA_HOME", home.toString());
    String options = "--first|--second|";
    String job =
        "-Dlog4j2.configurationFile=file:ROOT/conf/log4j2.properties|-Dspark.master=local[*]"
            + "|-Dspark.locality.wait=0s|-Dspark.driver.maxResultSize=2g";
    String path = "|-cp|ROOT/target/normflow-1.0-all.jar:ROOT/target/spark/jars/*";
    Map<String, String> off = new HashMap<>(here);
    off.put("NORMFLOW_ARCHIVE", "off");
    assertEquals(
        lines("-Xmx4g|" + options + job + path + "|normflow.cli.Main|train|a b.yaml"),
        run(off, "local", "train", "a b.yaml").lines());
    off.put("HADOOP_CONF_DIR", "/etc/hadoop");
    assertEquals(
        lines(
            "-Xmx6g|"
                + options
                + job
                + "|-Dspark.master=local[3]|-Dspark.x=1"
                + path
                + ":/etc/hadoop|normflow.cli.Main|train|j.yaml"),
        run(
                off,
                "local",
                "--master",
                "local[3]",
                "--driver-memory",
                "6g",
                "--conf",
                "spark.x=1",
                "--",
                "train",
                "j.yaml")
            .lines());
    List<String> help = run(here, "local", "help").lines();
    assertTrue(help.contains("-XX:TieredStopAtLevel=1"), help::toString);
    String archive = "-XX:SharedArchiveFile=";
    assertFalse(help.stream().anyMatch(word -> word.startsWith(archive)), help::toString);
    List<String> train = run(here, "local", "train", "j.yaml").lines();
    assertTrue(train.stream().anyMatch(word -> word.startsWith(archive)), train::toString);
    refused("NORMFLOW_ARCHIVE = maybe", with(here, "maybe"), "local", "help");
  }

  /** What Java's own launcher and a JVM cannot do as they are goes by spark-submit. */
  @Test
  void localBySparkSubmit() throws Exception {
    Map<String, String> here =
        Map.of("SPARK_HOME", "", "JAVA_HOME", aJavaThatPrintsItsArguments().toString());
    Files.createFile(root.resolve("conf/spark-defaults.conf"));
    for (String options :
        List.of(
            "--jars|x.jar",
            "--master|local-cluster[2,1,1024]",
            "--conf|spark.jars=x.jar",
            "--conf|spark.driver.extraClassPath=x",
            "--driver-memory|6gb",
            "--verbose")) {
      List<String> words = new ArrayList<>(List.of("local"));
      words.addAll(List.of(options.split("\\|")));
      words.addAll(List.of("--", "help"));
      // The launcher's answer, run.
      assertEquals(
          List.of("--first", "--second", "org.apache.spark.deploy.SparkSubmit"),
          run(here, words.toArray(String[]::new)).lines(),
          options);
    }
    Files.writeString(root.resolve("conf/spark-defaults.conf"), "spark.x=1\n");
    assertEquals("--first", run(here, "local", "help").lines().get(0), "Java's properties");
  }

  private static Map<String, String> with(Map<String, String> environment, String archive) {
    Map<String, String> more = new HashMap<>(environment);
    more.put("NORMFLOW_ARCHIVE", archive);
    return more;
  }

  /** As Spark's launcher it prints a command with two options of Java. */
  private Path aJavaThatPrintsItsArguments() throws IOException {
    Files.createDirectories(root.resolve("target/spark/jars"));
    Path java = root.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(
        java,
        """
        #!/bin/bash
        case "$*" in
          *launcher.Main*)
            printf '\\0\\n%s\\0-cp\\0x\\0--first\\0--second\\0' "$0"
            printf 'org.apache.spark.deploy.SparkSubmit\\0'
            ;;
          "-cp x "*) shift 2 && printf '%s\\n' "$@" ;;
          *) printf '%s\\n' "$@" ;;
        esac
        """);
    assertTrue(java.toFile().setExecutable(true));
    return java.getParent().getParent();
  }

  /** In one line, before anything is started. */
  @Test
  void aJavaThatCannotRunThisSpark() throws Exception {
    Path home = aJavaThatPrintsItsArguments();
    Files.createFile(root.resolve("conf/spark-defaults.conf"));
    Path release = home.resolve("release");
    Map<String, String> here = Map.of("SPARK_HOME", "", "JAVA_HOME", home.toString());
    Files.writeString(release, "JAVA_VERSION=\"1.8.0_412\"\n");
    refused("is older than Java 17: set JAVA_HOME", here, "local", "help");
    Files.writeString(release, "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.3\"\n");
    assertEquals(0, run(here, "local", "help").status());
    Path hadoop = root.resolve("target/spark/jars/hadoop-client-api-3.4.2.jar");
    Files.createFile(hadoop);
    refused("Java 25: Hadoop 3.4.2 of this Spark does not run", here, "local", "help");
    Files.writeString(release, "JAVA_VERSION=\"17.0.9\"\n");
    assertEquals(0, run(here, "local", "help").status());
  }

  /** Spark 3.5 does not ask for the vector module, and may be one of Scala 2.12. */
  @Test
  void anOlderSpark() throws Exception {
    Files.createDirectories(root.resolve("spark/jars"));
    Files.createFile(root.resolve("spark/jars/spark-core_2.12-3.5.9.jar"));
    List<String> words = run(Map.of(), "local", "train", "j.yaml").lines();
    assertTrue(
        words.contains(
            "-Dlog4j2.configurationFile=file:"
                + root
                + "/conf/log4j2.properties --add-modules=jdk.incubator.vector"),
        words::toString);
  }

  @Test
  void standalone() throws Exception {
    assertEquals(
        lines(
            "--master|spark://head:7077|--properties-file|ROOT/conf/spark-defaults.conf"
                + "|--driver-java-options|-Dlog4j2.configurationFile=file:ROOT/conf/log4j2.properties"
                + "|--total-executor-cores|16|--class|normflow.cli.Main"
                + "|ROOT/target/normflow-1.0-all.jar|train|job.yaml"),
        run(
                Map.of(),
                "standalone",
                "spark://head:7077",
                "--total-executor-cores",
                "16",
                "--",
                "train",
                "job.yaml")
            .lines());
    refused("master = head", Map.of(), "standalone", "head", "train", "job.yaml");
    refused("give a command", Map.of(), "standalone", "spark://head:7077");
  }

  /** As Spark's "Running on YARN" describes client mode and, with --files, cluster mode. */
  @Test
  void yarn() throws Exception {
    Map<String, String> hadoop = Map.of("HADOOP_CONF_DIR", "/etc/hadoop");
    assertEquals(
        lines(
            "--master|yarn|--properties-file|ROOT/conf/spark-defaults.conf|--deploy-mode|cluster"
                + "|--files|conf/job.yaml|--class|normflow.cli.Main"
                + "|ROOT/target/normflow-1.0-all.jar|train|job.yaml"),
        run(
                hadoop,
                "yarn",
                "--deploy-mode",
                "cluster",
                "--files",
                "conf/job.yaml",
                "--",
                "train",
                "job.yaml")
            .lines());
    refused("set HADOOP_CONF_DIR", Map.of(), "yarn", "train", "job.yaml");
    Files.writeString(root.resolve("my job.yaml"), "output: x\n");
    String mine = root.resolve("my job.yaml").toString();
    List<String> sent =
        run(hadoop, "yarn", "--deploy-mode", "cluster", "--files", "a.csv", "--", "train", mine)
            .lines();
    assertEquals("a.csv," + mine, sent.get(sent.indexOf("--files") + 1), "one list of files");
    assertEquals(List.of("train", "my job.yaml"), sent.subList(sent.size() - 2, sent.size()));
    List<String> alone =
        run(hadoop, "yarn", "--deploy-mode", "cluster", "--", "train", mine).lines();
    assertEquals(mine, alone.get(alone.indexOf("--files") + 1));
    List<String> here = run(hadoop, "yarn", "--name", "x", "--", "train", mine).lines();
    assertEquals(mine, here.get(here.size() - 1), "the driver is here");
  }

  @Test
  void kubernetes() throws Exception {
    assertEquals(
        lines(
            "--master|k8s://https://h:6443|--deploy-mode|cluster|--name|normflow|--properties-file"
                + "|ROOT/conf/spark-defaults.conf|--conf|spark.kubernetes.container.image=image:1"
                + "|--conf|spark.executor.instances=8|--class|normflow.cli.Main"
                + "|local:///opt/normflow.jar|train|s3a://b/job.yaml"),
        run(
                Map.of(),
                "kubernetes",
                "k8s://https://h:6443",
                "image:1",
                "local:///opt/normflow.jar",
                "--conf",
                "spark.executor.instances=8",
                "--",
                "train",
                "s3a://b/job.yaml")
            .lines());
  }

  /** As "Running Spark on Kubernetes" describes dependencies of this machine. */
  @Test
  void jobFilesForKubernetes() throws Exception {
    String mine = Files.writeString(root.resolve("my job.yaml"), "output: x\n").toString();
    String upload = "spark.kubernetes.file.upload.path=s3a://b/up";
    for (String[] option : new String[][] {{"--conf", upload}, {"--conf=" + upload}}) {
      List<String> sent = kubernetes(option, mine).lines();
      assertEquals(mine, sent.get(sent.indexOf("--files") + 1), sent::toString);
      assertEquals(List.of("train", "my job.yaml"), sent.subList(sent.size() - 2, sent.size()));
    }
    List<String> there = kubernetes(new String[] {"--name", "x"}, mine).lines();
    assertEquals(mine, there.get(there.size() - 1), "the pod may have it too");
    assertFalse(there.contains("--files"), there::toString);
    Ran refused = kubernetes(new String[] {"--name", "x"}, "conf/two-moons.yaml");
    assertEquals(2, refused.status(), refused.lines()::toString);
    assertEquals(
        "error: conf/two-moons.yaml is a file of this machine, and the driver runs in a pod: add --conf"
            + " spark.kubernetes.file.upload.path=FOLDER to send it along, or give a path that pods can read",
        String.join("|", refused.lines()));
    Files.writeString(root.resolve("conf/spark-defaults.conf"), upload.replace("=", "  ") + "\n");
    assertTrue(kubernetes(new String[] {"--name", "x"}, mine).lines().contains("--files"));
  }

  private Ran kubernetes(String[] options, String job) throws Exception {
    List<String> words = new ArrayList<>(List.of("kubernetes", "k8s://h:6443", "image:1"));
    words.add("local:///opt/normflow.jar");
    words.addAll(List.of(options));
    words.addAll(List.of("--", "train", job));
    return run(Map.of(), words.toArray(String[]::new));
  }

  /** By what Spark says of a pod; its spark-submit ends with 0 if it could submit. */
  @Test
  void kubernetesEndsAsTheDriverDoes() throws Exception {
    String began = "\t pod name: n-1-driver\n\t namespace: ours\n\t phase: Running\n";
    String end = "Container final statuses:\n\n\t container name: c\n";
    String well = began + "\t phase: Succeeded\n\t\t exit code: 0\n" + end + "\t exit code: 0\n";
    assertEquals(List.of("0"), ends(well, 0));
    String hint =
        "the driver ended with %s; the end of its log by: kubectl logs --tail=20 -n ours n-1-driver";
    String ill = began + "\t phase: Failed\n\t\t exit code: 2\n" + end + "\t exit code: 2\n";
    assertEquals(List.of("2", hint.replace("%s", "2"), "a log"), ends(ill, 0));
    assertEquals(List.of("1", hint.replace("%s", "1"), "a log"), ends(began + end, 0), "deleted");
    assertEquals(List.of("0"), ends("\t phase: Pending\n", 0), "nobody waited");
    assertEquals(List.of("3"), ends("refused\n", 3));
  }

  /** The exit status, then what the script itself says, where spark-submit says this. */
  private List<String> ends(String said, int status) throws Exception {
    Path submit = root.resolve("spark/bin/spark-submit");
    Files.writeString(submit, "#!/bin/bash\nprintf '" + said + "' >&2\nexit " + status + "\n");
    Path kubectl = Files.createDirectories(root.resolve("bin")).resolve("kubectl");
    Files.writeString(kubectl, "#!/bin/bash\necho a log\n");
    assertTrue(kubectl.toFile().setExecutable(true));
    Ran ran =
        run(
            Map.of("PATH", root.resolve("bin") + ":" + System.getenv("PATH")),
            "kubernetes",
            "k8s://h:6443",
            "image:1",
            "local:///n.jar",
            "train",
            "s3a://b/j.yaml");
    List<String> told = new ArrayList<>(List.of(Integer.toString(ran.status())));
    told.addAll(ran.lines().subList((int) said.lines().count(), ran.lines().size()));
    return told;
  }

  @Test
  void everyScriptExplainsItself() throws Exception {
    for (String script : List.of("local", "standalone", "yarn", "kubernetes")) {
      for (String[] command : new String[][] {{script}, {script, "-h"}, {script, "--help"}}) {
        Ran ran = run(Map.of(), command);
        assertEquals(0, ran.status(), script);
        assertTrue(ran.lines().contains("usage: submit/" + usage(script)), ran.lines()::toString);
      }
      if (!script.equals("local")) {
        assertEquals(0, run(Map.of(), script, "help").status());
      }
    }
    List<String> help = run(Map.of(), "local", "help").lines();
    assertEquals("help", help.get(help.size() - 1));
  }

  private static String usage(String script) {
    String cluster =
        switch (script) {
          case "standalone" -> " spark://HOST:7077";
          case "kubernetes" -> " k8s://https://HOST:PORT IMAGE JAR";
          default -> "";
        };
    return script + cluster + " [spark-submit options --] command [arguments]";
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    Map<String, String> none = Map.of("SPARK_HOME", root.resolve("nowhere").toString());
    refused("it has no bin/spark-submit", none, "standalone", "spark://h:7077", "train", "j.yaml");
    Files.createFile(root.resolve("target/normflow-2.0-all.jar"));
    refused("two jars in target", Map.of(), "standalone", "spark://h:7077", "train", "j.yaml");
    Files.delete(root.resolve("target/normflow-1.0-all.jar"));
    Files.delete(root.resolve("target/normflow-2.0-all.jar"));
    refused("no jar in target", Map.of(), "standalone", "spark://h:7077", "train", "j.yaml");
    String[] pods = {"kubernetes", "k8s://h:6443", "image:1", "local:///n.jar", "train", "j.yaml"};
    refused("no Spark for Kubernetes", Map.of("SPARK_HOME", "", "PATH", "/usr/bin:/bin"), pods);
    refused("master = h:6443", Map.of(), "kubernetes", "h:6443", "image:1", "n.jar", "train");
  }

  private void refused(String expected, Map<String, String> environment, String... command)
      throws Exception {
    Ran ran = run(environment, command);
    assertEquals(2, ran.status(), ran.lines()::toString);
    assertTrue(ran.lines().get(0).contains(expected), ran.lines()::toString);
  }

  private Ran run(Map<String, String> environment, String... command) throws Exception {
    // macOS has one of 2007: -Dnormflow.bash=... names another.
    String bash = System.getProperty("normflow.bash", "bash");
    List<String> words = new ArrayList<>(List.of(bash, root.resolve("submit") + "/" + command[0]));
    words.addAll(List.of(command).subList(1, command.length));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", root.resolve("spark").toString());
    builder.environment().remove("HADOOP_CONF_DIR");
    builder.environment().remove("YARN_CONF_DIR");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), printed.lines().toList());
  }

  private List<String> lines(String command) {
    return List.of(command.replace("ROOT", root.toString()).split("\\|"));
  }
}
