package normflow.spark.evaluate;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import normflow.codec.ConfigException;
import normflow.config.BenchmarkConfig.Labels;
import normflow.config.Environment;
import normflow.config.RunConfig;
import normflow.config.Source;
import normflow.model.Model;
import normflow.spark.JavaBytes;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.scan.Border;
import normflow.spark.scan.OtherRowsException;
import normflow.spark.scan.RowRole;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.scan.Scans;
import normflow.spark.table.ColumnValue;
import normflow.spark.table.Intake;
import normflow.spark.table.Table;
import normflow.store.Fingerprint;
import normflow.store.TrainedRows;
import normflow.text.Shown;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A table in which anomalies are known, for a job whose flow sees none of them.
 *
 * @param job that takes the rows that are none, by {@code where}
 * @param labels that the job's rows were chosen by
 * @param partitions that the rows are held in
 */
public record LabelledRows(SparkSession session, RunConfig job, Labels labels, int partitions) {

  /**
   * Makes sure that there is something to find, before there is a model.
   *
   * @throws ConfigException if the table has no anomaly, or a bad one and these are to fail
   */
  public void requireAnomalies() {
    Intake intake = Intake.of(job.flow().takesAtoms(), job.data().stated());
    Scans scans = Scans.of(anomalies(intake), Shares.none(), job.badRows());
    if (scans.rows(RowRole.TRAINING) == 0) {
      throw new ConfigException(
          "labels: no row of "
              + Shown.value(tested().described())
              + " has another "
              + Shown.value(labels.column())
              + " than "
              + Shown.value(labels.normal())
              + ", so that there is no anomaly to find; leave the labels out",
          null);
    }
  }

  /**
   * How well a model of the job tells them from the test rows, both of which are read anew.
   *
   * @param then the rows that the model was made from and tested on
   * @throws OtherRowsException if the test rows are others now: some may have been trained on
   */
  public Detection found(Model model, Optional<TrainedRows> then) {
    boolean apart = job.test().hasTable();
    Intake intake = Intake.of(model);
    Border border = Border.of(model.standardization());
    Table normal = Table.open(session, tested(), partitions, intake);
    Scans rows =
        apart
            ? Scans.of(normal, border, job.badRows())
            : Scans.of(normal, Shares.of(job), job.badRows());
    RowRole role = apart ? RowRole.TRAINING : RowRole.TEST;
    Fingerprint now = rows.fingerprint(role);
    if (then.isPresent() && !then.get().test().isOf(now, false)) {
      throw new OtherRowsException(
          "labels: the table is not the one of the training: "
              + then.get().test().difference(now, "test rows")
              + "; some may have been trained on: give a table that has the same rows in the same"
              + " order whenever it is read, such as files");
    }
    Scans anomalies = Scans.of(anomalies(intake), border, job.badRows());
    return Detection.of(
        logDensities(model, rows, role), logDensities(model, anomalies, RowRole.TRAINING));
  }

  /** The table that has the test rows. */
  private Source.Table tested() {
    return job.heldOutTable(job.test())
        .orElseGet(
            () ->
                job.data()
                    .match(
                        table -> table,
                        generated -> {
                          throw new IllegalStateException("a generated density has no labels");
                        }));
  }

  private Table anomalies(Intake intake) {
    Source.Table tested = tested();
    SortedMap<String, String> others = new TreeMap<>(tested.where());
    others.remove(labels.column());
    Table all = Table.open(session, tested.taking(others), partitions, intake);
    Column normal =
        ColumnValue.is(
            all.rows(),
            Environment.resolved("labels.column", labels.column()),
            Environment.resolved("labels.normal", labels.normal()),
            tested.described());
    return all.over(all.rows().where(functions.not(normal)));
  }

  private static double[] logDensities(Model model, Scans scans, RowRole role) {
    SampleBlocks rows = SampleBlocks.heldOut(scans, role, model.standardization());
    SentPlan plan = SentPlan.of(model.flow(), EvaluationSums.tasks(model.flow()));
    JavaRDD<float[]> parts =
        rows.blocks()
            .map(
                block ->
                    EnginePool.with(plan, engine -> engine.logDensity(model.parameters(), block)));
    try {
      List<float[]> found = JavaBytes.collect(parts);
      return found.stream().flatMapToDouble(LabelledRows::doubles).toArray();
    } finally {
      rows.unpersist();
    }
  }

  private static DoubleStream doubles(float[] values) {
    DoubleStream.Builder doubles = DoubleStream.builder();
    for (float value : values) {
      doubles.add(value);
    }
    return doubles.build();
  }
}
