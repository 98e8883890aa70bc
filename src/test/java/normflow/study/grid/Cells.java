package normflow.study.grid;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.codec.Codec;
import normflow.config.BenchmarkConfig;
import normflow.spark.evaluate.Detection;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.Evaluation.Reference;
import normflow.study.Trial;
import normflow.study.grid.Cell.Measured;

/** A small benchmark and results that are made up. */
final class Cells {

  private Cells() {}

  static BenchmarkConfig config(String output, int layers) {
    return Codec.yaml(
        "benchmark",
        """
        flows:
          planar: {flow: {type: planar, layers: %d}}
          realnvp: {flow: {type: realnvp}}
        data:
          moons: {source: {type: generated, density: moons, rows: 100}}
          own: {source: {type: table, format: csv, path: a.csv, columns: [a, b]}}
        test: {share: 0.2}
        output: %s
        """
            .formatted(layers, output),
        BenchmarkConfig.class);
  }

  static Trial pair(BenchmarkConfig config, String data, String flow) {
    return Pairs.of(config, List.of(data), List.of(flow)).get(0);
  }

  static Cell measured(String data, String flow, OptionalDouble gap, double seconds) {
    return measured(data, flow, gap, seconds, Optional.empty());
  }

  static Cell found(String data, String flow, double auroc) {
    Detection detection = new Detection(40, 10, auroc, OptionalDouble.of(0.0625), 0.5);
    return measured(data, flow, OptionalDouble.empty(), 1, Optional.of(detection));
  }

  private static Cell measured(
      String data, String flow, OptionalDouble gap, double seconds, Optional<Detection> detection) {
    OptionalDouble error = gap.isPresent() ? OptionalDouble.of(0.01) : OptionalDouble.empty();
    OptionalDouble floor = gap.isPresent() ? OptionalDouble.of(-1.5) : OptionalDouble.empty();
    Evaluation test =
        new Evaluation(
            20,
            -1.25,
            OptionalDouble.of(0.125),
            OptionalDouble.of(2),
            OptionalDouble.empty(),
            floor,
            gap,
            error,
            0.5,
            0,
            Optional.empty(),
            List.of(
                new Reference(
                    "Gaussian with full covariance", 1.0 / 3, 1.5, OptionalDouble.of(0.25)),
                new Reference("mixture of 5 Gaussians", 0.25, 1.5, OptionalDouble.of(0.125))),
            List.of(),
            Optional.empty());
    Measured measured =
        new Measured(
            2,
            1234,
            80,
            100,
            90,
            seconds,
            5000,
            new Speeds(0.5, 1e6),
            test,
            detection,
            "abc",
            "today");
    return new Cell(data, flow, "digest", Optional.of(measured), "", Optional.empty());
  }

  static Cell failed(String data, String flow, String error) {
    return new Cell(data, flow, "digest", Optional.empty(), error, Optional.empty());
  }
}
