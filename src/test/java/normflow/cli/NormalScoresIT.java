package normflow.cli;

import static normflow.cli.Commands.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import normflow.layer.NormalScores;
import normflow.model.Model;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** Columns of any shape, each by its quantiles to those of N(0, 1). */
class NormalScoresIT extends LocalSession {

  private static final int ROWS = 1_500;

  /** Amounts that are log-normal, and a second column that follows them. */
  private void table() throws IOException {
    Random random = new Random(8);
    StringBuilder text = new StringBuilder("amount,rate\n");
    for (int i = 0; i < ROWS; i++) {
      double g = random.nextGaussian();
      double rate = Math.cbrt(g + 0.5 * random.nextGaussian());
      text.append(100 * Math.exp(1.5 * g)).append(',').append(rate).append('\n');
    }
    Files.writeString(folder.resolve("t.csv"), text);
  }

  private double trained(String name, String standardize) throws IOException {
    Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: {type: table, format: csv, path: %s, columns: [amount, rate]}
        flow: {type: maf, transforms: 2, hidden: [16]}
        standardize: %s
        training: {steps: 300, batchSize: 128}
        output: %s
        """
            .formatted(path("t.csv"), standardize, path(name)));
    ok("train", path(name + ".yaml"), "--quiet");
    ok("score", "--model", path(name), "--data", path("t.csv"), "--output", path(name + "-s"));
    return mean(session.read().parquet(path(name + "-s")), "log_density");
  }

  private static double mean(Dataset<Row> rows, String column) {
    return rows.select(functions.avg(column)).first().getDouble(0);
  }

  @Test
  void skewedColumnsAreEasierAndDrawnAsTheyAre() throws IOException {
    table();
    double plain = trained("plain", "moments");
    double scored = trained("scored", "normal-scores");
    assertTrue(scored > plain + 0.3, scored + " against " + plain);

    Model model = new ModelStore(new Storage(new Configuration())).load(new Path(path("scored")));
    assertTrue(model.flow().layers().get(0) instanceof NormalScores);
    assertTrue(ok("inspect", path("scored")).contains("normal-scores"));
    ok("sample", "--model", path("scored"), "--rows", "4000", "--output", path("drawn"));
    Dataset<Row> rows = session.read().option("header", true).csv(path("t.csv"));
    Dataset<Row> drawn = session.read().parquet(path("drawn"));
    for (double share : new double[] {0.1, 0.5, 0.9}) {
      assertEquals(
          Math.log(quantile(rows.selectExpr("cast(amount as double) amount"), share)),
          Math.log(quantile(drawn, share)),
          0.25);
    }
    assertTrue(Files.exists(folder.resolve("scored/report/index.html")));
  }

  private static double quantile(Dataset<Row> rows, double share) {
    return rows.stat().approxQuantile("amount", new double[] {share}, 0)[0];
  }
}
