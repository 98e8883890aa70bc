package normflow.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import normflow.codec.Codec;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.layer.Affine;
import normflow.layer.Autoregressive;
import normflow.layer.Bound;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.report.draw.Canvas;
import normflow.report.draw.Picture;
import normflow.report.html.Block;
import normflow.spark.score.LocalModel;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import normflow.store.Provenance;
import normflow.store.Snapshots.Snapshot;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class ModelReportTest {

  private static final Path FOLDER =
      Path.of("src/test/resources/normflow/golden/0.1.0/ended/density");

  /** A model of two columns whose density is known, with a film of its training. */
  private static ReportedModel reported() throws IOException {
    Model model =
        new ModelStore(new Storage(new Configuration(false)))
            .load(new org.apache.hadoop.fs.Path(FOLDER.toUri()));
    Path file = FOLDER.resolve("provenance.json");
    Provenance provenance = Codec.json(file.toString(), Files.readString(file), Provenance.class);
    float[] start = model.flow().layout().initial(1);
    Model before = new Model(model.flow(), model.columns(), model.standardization(), start);
    return new ReportedModel(
        "density",
        model,
        provenance,
        Optional.empty(),
        List.of(),
        new LocalModel(model).sample(400, 3),
        Optional.empty(),
        provenance.config().data().knownDensity(),
        List.of(new Snapshot(1, before), new Snapshot(2, model)));
  }

  @Test
  void oneThreadAndMoreWriteTheSameBytes() throws IOException {
    ReportedModel reported = reported();
    Map<String, byte[]> one = AllCores.run(1, () -> ModelReport.files(reported));
    Map<String, byte[]> three = AllCores.run(3, () -> ModelReport.files(reported));
    assertEquals(
        List.of(
            "density-exact.png",
            "density-learned.png",
            "log-density-exact.png",
            "log-density-learned.png",
            "data.png",
            "samples.png",
            "calibration.png",
            "flow.gif",
            "warp.png",
            "training.gif",
            "index.html"),
        List.copyOf(one.keySet()));
    assertEquals(List.copyOf(one.keySet()), List.copyOf(three.keySet()));
    one.forEach((name, bytes) -> assertArrayEquals(bytes, three.get(name), name));
    String html = new String(one.get("index.html"), StandardCharsets.UTF_8);
    one.forEach(
        (name, bytes) -> {
          String inside = Base64.getEncoder().encodeToString(bytes);
          int times = name.endsWith(".png") ? 1 : 0;
          assertEquals(times, html.split(Pattern.quote(inside), -1).length - 1, name);
        });
  }

  /** Of one column given another, with test rows. */
  @Test
  void predictionsAreShownOfHeldOutRows() throws IOException {
    Flow flow =
        new Flow(
            1,
            1,
            new StandardNormal(),
            List.of(new Autoregressive(new Affine(Bound.SOFT), List.of(4))));
    Standardization identity = new Standardization(new double[2], new double[] {1, 1}, 1);
    Model model = new Model(flow, List.of("y", "c"), identity, flow.layout().initial(1));
    double[][] rows = new double[30][2];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {i % 7 - 3, i % 3};
    }
    ReportedModel reported = reported();
    Optional<double[][]> quantiles =
        new LocalModel(model).quantiles(new double[1][1], List.of(0.95));
    assertEquals(1.6449, quantiles.orElseThrow()[0][0], 1e-4);
    ReportedModel predicting =
        new ReportedModel(
            "one",
            model,
            reported.provenance(),
            Optional.empty(),
            List.of(),
            rows,
            Optional.of(rows),
            Optional.empty(),
            List.of());
    assertEquals(
        List.of("bands.png"),
        List.copyOf(new ModelPredictions(predicting).part().files().keySet()));
    assertEquals(Part.NONE, new ModelPredictions(reported).part());
  }

  @Test
  void aPictureIsDrawnAndEncodedOnceForPageAndFile() {
    AtomicInteger drawn = new AtomicInteger();
    Map<String, Supplier<Picture>> drawings = new LinkedHashMap<>();
    for (String name : List.of("a", "b", "c")) {
      drawings.put(
          name,
          () -> {
            drawn.incrementAndGet();
            return Picture.of(new Canvas(2, 2).finish());
          });
    }
    Part part = Part.rows(drawings);
    assertEquals(3, drawn.get());
    Block.Row second = (Block.Row) part.blocks().get(1);
    assertSame(second.figures().get(0).picture().png(), part.files().get("c.png"));
  }
}
