package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Runs the containers of pods as processes of this machine and reports how they are. The image is
 * this machine with {@code target/spark} in it; a container does what the entry point of Spark's
 * official image does. Every pod has an address of its own, on the loopback interface. A container
 * that takes more memory than its limit is killed, as it would be by the kernel of a node.
 */
final class Kubelet implements Watcher<Pod>, AutoCloseable {

  private static final Path SPARK = Path.of("target/spark").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final int KILLED = 137;
  private static final int CANNOT_RUN = 128;

  /** The most memory a container has taken, and what it may take, in bytes. */
  record Memory(long peak, long limit) {}

  private final KubernetesClient client;
  private final Path folder;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger pods = new AtomicInteger();
  private final Map<String, Process> running = new ConcurrentHashMap<>();
  private final Map<String, String> drivers = new ConcurrentHashMap<>();
  private final Map<String, Pod> seen = new ConcurrentHashMap<>();
  private final Map<String, Memory> memory = new ConcurrentHashMap<>();

  /** Begins to run what there is, with logs {@code POD.log} in {@code folder}. */
  Kubelet(KubernetesApi api, Path folder) {
    this.client = api.client();
    this.folder = folder;
    this.port = api.port();
    client.pods().inAnyNamespace().watch(this);
  }

  /** The pods that ever were, by name. */
  Map<String, Pod> seen() {
    return new TreeMap<>(seen);
  }

  /** The memory of the containers that have run, by pod. */
  Map<String, Memory> memory() {
    return new TreeMap<>(memory);
  }

  @Override
  public void eventReceived(Action action, Pod pod) {
    String name = pod.getMetadata().getName();
    if (action == Action.ADDED) {
      seen.put(name, pod);
      threads.execute(() -> run(pod));
    } else if (action == Action.DELETED && running.containsKey(name)) {
      running.get(name).destroy();
    }
  }

  @Override
  public void onClose(WatcherException cause) {}

  @Override
  public void close() {
    running.values().forEach(process -> process.destroyForcibly().onExit().join());
    threads.shutdownNow();
    client.close();
  }

  private void run(Pod pod) {
    String address =
        "127." + (port >> 8) + "." + (port & 255) + "." + (pods.incrementAndGet() & 255);
    if (pod.getMetadata().getLabels().get("spark-role").equals("driver")) {
      drivers.put(pod.getMetadata().getName(), address);
    }
    try {
      Process process = start(pod, address);
      running.put(pod.getMetadata().getName(), process);
      String began = Instant.now().toString();
      report(pod, address, "Running", running(began));
      int status = await(process, pod);
      report(pod, address, status == 0 ? "Succeeded" : "Failed", ended(began, status));
    } catch (IOException e) {
      report(pod, address, "Failed", ended(Instant.now().toString(), CANNOT_RUN));
      throw new UncheckedIOException(pod.getMetadata().getName(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The exit status of a container, which is watched until then. */
  private int await(Process process, Pod pod) throws InterruptedException {
    Container container = container(pod);
    long limit =
        Quantity.getAmountInBytes(container.getResources().getLimits().get("memory"))
            .longValueExact();
    long peak = 0;
    while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, peak(process));
      memory.put(pod.getMetadata().getName(), new Memory(peak, limit));
      if (peak > limit) {
        process.destroyForcibly();
      }
    }
    return process.exitValue();
  }

  private static long peak(Process process) {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException ended) {
      return 0;
    }
  }

  private void report(Pod pod, String address, String phase, ContainerState state) {
    Container container = container(pod);
    PodStatus status =
        new PodStatusBuilder()
            .withPhase(phase)
            .withPodIP(address)
            .withStartTime(Instant.now().toString())
            .addNewCondition()
            .withType("Ready")
            .withStatus(phase.equals("Running") ? "True" : "False")
            .endCondition()
            .addNewContainerStatus()
            .withName(container.getName())
            .withImage(container.getImage())
            .withState(state)
            .endContainerStatus()
            .build();
    PodResource resource =
        client
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName());
    try {
      resource.editStatus(now -> new PodBuilder(now).withStatus(status).build());
    } catch (KubernetesClientException e) {
      // Of a pod that was deleted nobody wants to know any more.
      if (resource.get() != null) {
        throw e;
      }
    }
  }

  private static ContainerState running(String began) {
    return new ContainerStateBuilder().withNewRunning(began).build();
  }

  private static ContainerState ended(String began, int status) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(status)
        .withReason(status == KILLED ? "OOMKilled" : status == 0 ? "Completed" : "Error")
        .withStartedAt(began)
        .withFinishedAt(Instant.now().toString())
        .endTerminated()
        .build();
  }

  private static Container container(Pod pod) {
    return pod.getSpec().getContainers().get(0);
  }

  private Process start(Pod pod, String address) throws IOException, InterruptedException {
    String name = pod.getMetadata().getName();
    Path work = Files.createDirectories(folder.resolve(name).resolve("work-dir"));
    Map<String, String> mounts = mount(pod);
    Map<String, String> environment = new TreeMap<>();
    for (EnvVar variable : container(pod).getEnv()) {
      environment.put(variable.getName(), here(value(variable, name, address), mounts));
    }
    environment.put("PATH", System.getenv("PATH"));
    environment.put("SPARK_HOME", SPARK.toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_DIST_CLASSPATH", SPARK.resolve("kubernetes") + "/*");
    environment.put("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + hosts(address));
    List<String> arguments = new ArrayList<>();
    container(pod).getArgs().forEach(argument -> arguments.add(here(argument, mounts)));
    List<String> command =
        switch (arguments.remove(0)) {
          case "driver" -> driver(arguments, environment, work);
          case "executor" -> executor(environment);
          default -> throw new IllegalArgumentException(container(pod).getArgs().toString());
        };
    return process(command, environment, work)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }

  /**
   * Makes the volumes of a pod: where they are on this machine, by the path that they have in the
   * pod. Settings in them say the former.
   */
  private Map<String, String> mount(Pod pod) throws IOException, InterruptedException {
    Path volumes = folder.resolve(pod.getMetadata().getName()).resolve("volumes");
    Map<String, String> mounts = new TreeMap<>(Comparator.reverseOrder());
    for (VolumeMount mount : container(pod).getVolumeMounts()) {
      mounts.put(mount.getMountPath(), volumes.resolve(mount.getName()).toString());
    }
    for (Volume volume : pod.getSpec().getVolumes()) {
      Path path = Files.createDirectories(volumes.resolve(volume.getName()));
      if (volume.getConfigMap() != null) {
        Map<String, String> data = configMap(pod, volume.getConfigMap().getName()).getData();
        for (KeyToPath file : volume.getConfigMap().getItems()) {
          Files.writeString(path.resolve(file.getPath()), here(data.get(file.getKey()), mounts));
        }
      }
    }
    return mounts;
  }

  /** A pod may be there before its settings are. */
  private ConfigMap configMap(Pod pod, String name) throws InterruptedException {
    while (true) {
      ConfigMap found =
          client.configMaps().inNamespace(pod.getMetadata().getNamespace()).withName(name).get();
      if (found != null) {
        return found;
      }
      Thread.sleep(20);
    }
  }

  private static String here(String text, Map<String, String> mounts) {
    String there = text;
    for (Map.Entry<String, String> mount : mounts.entrySet()) {
      there = there.replace(mount.getKey(), mount.getValue());
    }
    return there;
  }

  private static String value(EnvVar variable, String pod, String address) {
    if (variable.getValueFrom() == null) {
      return variable.getValue() == null ? "" : variable.getValue();
    }
    return variable.getValueFrom().getFieldRef().getFieldPath().equals("status.podIP")
        ? address
        : pod;
  }

  /** Names of this machine and of the services of drivers, which Spark calls after them. */
  private Path hosts(String address) throws IOException {
    StringBuilder lines = new StringBuilder("127.0.0.1 localhost\n");
    lines.append(address).append(' ').append(InetAddress.getLocalHost().getHostName()).append('\n');
    drivers.forEach(
        (name, at) -> lines.append(at).append(' ').append(name).append("-svc.default.svc\n"));
    return Files.writeString(folder.resolve("hosts-" + address), lines);
  }

  private static List<String> executor(Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of(JAVA.toString()));
    environment.entrySet().stream()
        .filter(variable -> variable.getKey().matches("SPARK_JAVA_OPT_\\d+"))
        .forEach(variable -> command.add(variable.getValue()));
    String heap = environment.get("SPARK_EXECUTOR_MEMORY");
    command.addAll(List.of("-Xms" + heap, "-Xmx" + heap));
    String conf = environment.get("SPARK_CONF_DIR");
    command.addAll(
        List.of("-cp", conf + ":" + SPARK + "/jars/*:" + environment.get("SPARK_DIST_CLASSPATH")));
    command.add("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend");
    Map.of(
            "--driver-url", "SPARK_DRIVER_URL",
            "--executor-id", "SPARK_EXECUTOR_ID",
            "--cores", "SPARK_EXECUTOR_CORES",
            "--app-id", "SPARK_APPLICATION_ID",
            "--hostname", "SPARK_EXECUTOR_POD_IP",
            "--resourceProfileId", "SPARK_RESOURCE_PROFILE_ID",
            "--podName", "SPARK_EXECUTOR_POD_NAME")
        .forEach((option, variable) -> command.addAll(List.of(option, environment.get(variable))));
    return command;
  }

  /** What {@code spark-submit} would run: Spark's launcher prints its words ended by NUL. */
  private static List<String> driver(
      List<String> arguments, Map<String, String> environment, Path work)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-cp", SPARK + "/jars/*"));
    command.add("org.apache.spark.launcher.Main");
    command.add("org.apache.spark.deploy.SparkSubmit");
    String address = environment.get("SPARK_DRIVER_BIND_ADDRESS");
    command.addAll(List.of("--conf", "spark.driver.bindAddress=" + address));
    command.addAll(List.of("--deploy-mode", "client"));
    command.addAll(arguments);
    Process launcher =
        process(command, environment, work).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String words = new String(launcher.getInputStream().readAllBytes(), UTF_8);
    launcher.waitFor();
    return List.of(words.substring(words.indexOf('\n') + 1).split("\0"));
  }

  private static ProcessBuilder process(
      List<String> command, Map<String, String> environment, Path work) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }
}
