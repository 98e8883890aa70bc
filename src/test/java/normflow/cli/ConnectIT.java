package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import normflow.JavaProcess;
import normflow.random.Streams;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.DataType;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Expression.Literal;
import org.apache.spark.connect.proto.Fetch;
import org.apache.spark.connect.proto.MlCommand;
import org.apache.spark.connect.proto.MlCommandResult;
import org.apache.spark.connect.proto.MlOperator;
import org.apache.spark.connect.proto.MlOperator.OperatorType;
import org.apache.spark.connect.proto.MlParams;
import org.apache.spark.connect.proto.MlRelation;
import org.apache.spark.connect.proto.ObjectRef;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Read;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc;
import org.apache.spark.connect.proto.UserContext;
import org.apache.spark.connect.proto.WriteOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkproject.connect.grpc.ManagedChannel;
import org.sparkproject.connect.grpc.StatusRuntimeException;
import org.sparkproject.connect.grpc.netty.NettyChannelBuilder;

/** The stages of Spark ML through a Spark Connect server: what its protocol can ask for. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ConnectIT {

  private static final String CONNECT_VERSION = "4.2.0";
  private static final String SESSION = UUID.randomUUID().toString();
  private static final String ESTIMATOR = "normflow.ml.NormalizingFlow";
  private static final String MODEL = "normflow.ml.NormalizingFlowModel";
  private static final String EVALUATOR = "normflow.ml.LogLikelihoodEvaluator";

  @TempDir private static Path folder;
  private static Process server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws IOException, InterruptedException, URISyntaxException {
    assumeTrue(
        org.apache.spark.package$.MODULE$.SPARK_VERSION().equals(CONNECT_VERSION),
        "the Connect server here is one of Spark " + CONNECT_VERSION);
    Path connect =
        Path.of(
            SparkConnectServiceGrpc.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    List<String> command = JavaProcess.command();
    Path home = Path.of("target/spark").toAbsolutePath();
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary));
    command.add("-cp");
    command.add(home.resolve("jars") + "/*:" + connect);
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]"));
    command.addAll(List.of("--conf", "spark.connect.grpc.binding.port=0"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    // The server keeps models on its own disk, which is not where paths without a scheme lie.
    command.addAll(List.of("--conf", "spark.hadoop.fs.defaultFS=hdfs://127.0.0.1:1"));
    command.addAll(List.of("--conf", "spark.hadoop.ipc.client.connect.max.retries=0"));
    command.addAll(List.of("--conf", "spark.sql.warehouse.dir=" + uri("warehouse")));
    command.addAll(List.of("--jars", Cluster.jar().toString(), "--class"));
    command.addAll(
        List.of("org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.redirectErrorStream(true).redirectOutput(log().toFile());
    server = builder.start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port()).usePlaintext().build();
    Files.writeString(folder.resolve("rows.csv"), table());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (channel != null) {
      channel.shutdownNow();
    }
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void aModelIsFittedScoredEvaluatedSavedAndLoaded() throws IOException {
    ObjectRef fitted = fitted();
    List<Double> scores = scores(fitted, "scored");
    assertEquals(600, scores.size());
    double mean = scores.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    // Untrained, it is -2.9: the entropy of two standard normals.
    assertTrue(mean > -2.2 && mean < 0, () -> "mean log-density: " + mean);
    assertEquals(
        mean,
        ml(MlCommand.newBuilder()
                .setEvaluate(
                    MlCommand.Evaluate.newBuilder()
                        .setEvaluator(operator(OperatorType.OPERATOR_TYPE_EVALUATOR, EVALUATOR))
                        .setParams(params(Map.of("logDensityCol", text("p"))))
                        .setDataset(transformed(fitted))))
            .getParam()
            .getDouble(),
        1e-12);

    String saved = uri("model");
    ml(
        MlCommand.newBuilder()
            .setWrite(MlCommand.Write.newBuilder().setObjRef(fitted).setPath(saved)));
    assertTrue(Files.exists(folder.resolve("model/flow.json")));
    MlCommandResult.MlOperatorInfo loaded =
        ml(MlCommand.newBuilder()
                .setRead(
                    MlCommand.Read.newBuilder()
                        .setOperator(operator(OperatorType.OPERATOR_TYPE_MODEL, MODEL))
                        .setPath(saved)))
            .getOperatorInfo();
    assertEquals("p", loaded.getParams().getParamsMap().get("logDensityCol").getString());
    assertNotEquals(fitted, loaded.getObjRef());
    assertEquals(scores, scores(loaded.getObjRef(), "scored-again"));
  }

  @Test
  void anEstimatorIsSavedAndLoadedWithItsParameters() {
    String saved = uri("estimator");
    ml(
        MlCommand.newBuilder()
            .setWrite(
                MlCommand.Write.newBuilder()
                    .setOperator(estimator())
                    .setParams(training())
                    .setPath(saved)));
    Map<String, Literal> loaded =
        ml(MlCommand.newBuilder()
                .setRead(MlCommand.Read.newBuilder().setOperator(estimator()).setPath(saved)))
            .getOperatorInfo()
            .getParams()
            .getParamsMap();
    assertEquals(60, loaded.get("maxIter").getInteger());
    assertEquals("p", loaded.get("logDensityCol").getString());
    assertEquals(0.01, loaded.get("stepSize").getDouble());
  }

  @Test
  void theRefusalOfAJobReachesTheClient() {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                ml(
                    MlCommand.newBuilder()
                        .setFit(
                            MlCommand.Fit.newBuilder()
                                .setEstimator(estimator())
                                .setParams(params(Map.of("flow", text("nsff"))))
                                .setDataset(rows()))));
    assertTrue(refused.getMessage().contains("nsff"), refused::getMessage);
  }

  /** Methods of a model are on a list of Spark's own, which has none of ours. */
  @Test
  void whatTheServersListKeepsAwayIsRefused() {
    ObjectRef fitted = fitted();
    assertTrue(fetched(fitted, "toString").getParam().getString().contains("numFeatures=2"));
    for (String method : List.of("numFeatures", "summary", "hasSummary", "sample")) {
      StatusRuntimeException refused =
          assertThrows(StatusRuntimeException.class, () -> fetched(fitted, method));
      assertTrue(refused.getMessage().contains(method), refused::getMessage);
    }
  }

  private static ObjectRef fitted() {
    return ml(MlCommand.newBuilder()
            .setFit(
                MlCommand.Fit.newBuilder()
                    .setEstimator(estimator())
                    .setParams(training())
                    .setDataset(rows())))
        .getOperatorInfo()
        .getObjRef();
  }

  private static MlCommandResult fetched(ObjectRef of, String method) {
    return ml(
        MlCommand.newBuilder()
            .setFetch(
                Fetch.newBuilder()
                    .setObjRef(of)
                    .addMethods(Fetch.Method.newBuilder().setMethod(method))));
  }

  private static MlOperator estimator() {
    return operator(OperatorType.OPERATOR_TYPE_ESTIMATOR, ESTIMATOR);
  }

  private static MlOperator operator(OperatorType type, String name) {
    return MlOperator.newBuilder().setType(type).setName(name).setUid("stage").build();
  }

  private static MlParams training() {
    DataType text = DataType.newBuilder().setString(DataType.String.getDefaultInstance()).build();
    Literal columns =
        Literal.newBuilder()
            .setDataType(
                DataType.newBuilder().setArray(DataType.Array.newBuilder().setElementType(text)))
            .setArray(Literal.Array.newBuilder().addElements(text("x")).addElements(text("y")))
            .build();
    return params(
        Map.of(
            "flow",
            text("{\"type\": \"nsf\", \"transforms\": 2, \"hidden\": [16]}"),
            "inputCols",
            columns,
            "logDensityCol",
            text("p"),
            // As Python sends it: there is one whole number.
            "maxIter",
            Literal.newBuilder().setLong(60).build(),
            "stepSize",
            Literal.newBuilder().setDouble(0.01).build(),
            "numPartitions",
            Literal.newBuilder().setInteger(2).build()));
  }

  private static MlParams params(Map<String, Literal> values) {
    return MlParams.newBuilder().putAllParams(values).build();
  }

  private static Literal text(String value) {
    return Literal.newBuilder().setString(value).build();
  }

  private static Relation rows() {
    return Relation.newBuilder()
        .setRead(
            Read.newBuilder()
                .setDataSource(
                    Read.DataSource.newBuilder()
                        .setFormat("csv")
                        .setSchema("x DOUBLE, y DOUBLE")
                        .addPaths(uri("rows.csv"))))
        .build();
  }

  private static Relation transformed(ObjectRef model) {
    return Relation.newBuilder()
        .setMlRelation(
            MlRelation.newBuilder()
                .setTransform(MlRelation.Transform.newBuilder().setObjRef(model).setInput(rows())))
        .build();
  }

  /** The log-densities that a model adds, in the order of the rows. */
  private static List<Double> scores(ObjectRef model, String name) throws IOException {
    Path output = folder.resolve(name);
    run(
        Plan.newBuilder()
            .setCommand(
                Command.newBuilder()
                    .setWriteOperation(
                        WriteOperation.newBuilder()
                            .setInput(transformed(model))
                            .setSource("csv")
                            .setPath(uri(name))
                            .setMode(WriteOperation.SaveMode.SAVE_MODE_ERROR_IF_EXISTS))));
    try (Stream<Path> files = Files.list(output)) {
      List<Double> scores = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".csv")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          scores.add(Double.parseDouble(line.split(",", -1)[2]));
        }
      }
      return scores;
    }
  }

  private static MlCommandResult ml(MlCommand.Builder command) {
    for (ExecutePlanResponse response :
        run(Plan.newBuilder().setCommand(Command.newBuilder().setMlCommand(command)))) {
      if (response.hasMlCommandResult()) {
        return response.getMlCommandResult();
      }
    }
    throw new AssertionError("no answer to " + command);
  }

  private static List<ExecutePlanResponse> run(Plan.Builder plan) {
    ExecutePlanRequest request =
        ExecutePlanRequest.newBuilder()
            .setSessionId(SESSION)
            .setUserContext(UserContext.newBuilder().setUserId("someone"))
            .setPlan(plan)
            .build();
    List<ExecutePlanResponse> responses = new ArrayList<>();
    Iterator<ExecutePlanResponse> answered =
        SparkConnectServiceGrpc.newBlockingStub(channel).executePlan(request);
    answered.forEachRemaining(responses::add);
    return responses;
  }

  /** Points around a circle. */
  private static String table() {
    SplittableRandom random = Streams.stream(5, Streams.Purpose.ROWS);
    StringBuilder table = new StringBuilder();
    for (int row = 0; row < 600; row++) {
      double angle = 2 * Math.PI * random.nextDouble();
      double radius = 1 + 0.05 * random.nextGaussian();
      table.append(radius * Math.cos(angle)).append(',');
      table.append(radius * Math.sin(angle)).append('\n');
    }
    return table.toString();
  }

  private static String uri(String name) {
    return folder.resolve(name).toUri().toString();
  }

  private static Path log() {
    return folder.resolve("server.log");
  }

  private static int port() throws IOException, InterruptedException {
    Pattern started = Pattern.compile("Spark Connect server started at: \\S*:(\\d+)");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DriverProcess.LIMIT_SECONDS);
    while (server.isAlive() && System.nanoTime() < end) {
      Matcher matcher = started.matcher(Files.readString(log()));
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the server does not start: " + Files.readString(log()));
  }
}
