package normflow.cli;

import static normflow.cli.Commands.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** Several flows as one model. */
class EnsembleIT extends LocalSession {

  private static final int ROWS = 60;
  private static final int COLUMNS = 8;

  /** Rows of a normal distribution, the last of them far off. */
  private void table() throws IOException {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      List<String> cells = new ArrayList<>(List.of("" + row));
      for (int i = 0; i < COLUMNS; i++) {
        double far = row == ROWS - 1 ? (i % 2 == 0 ? 4 : -4) : 0;
        cells.add("" + (far + random.nextGaussian()));
      }
      lines.add(String.join(",", cells));
    }
    Files.writeString(
        folder.resolve("t.csv"), "id,a,b,c,d,e,f,g,h\n" + String.join("\n", lines) + "\n");
  }

  /** The log-density of the last row by a model whose steps change nothing. */
  private double scored(String name, String flow) throws IOException {
    Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: {type: table, format: csv, path: %s, columns: [a, b, c, d, e, f, g, h]}
        validation: {share: 0}
        flow: %s
        standardize: whiten
        training: {steps: 1, batchSize: 64, optimizer: {learningRate: 1.0e-9}}
        output: %s
        """
            .formatted(path("t.csv"), flow, path(name)));
    ok("train", path(name + ".yaml"), "--no-report");
    ok("score", "--model", path(name), "--data", path("t.csv"), "--output", path(name + "-scored"));
    Row last =
        session
            .read()
            .parquet(path(name + "-scored"))
            .where(functions.col("id").equalTo(ROWS - 1))
            .select("log_density")
            .first();
    return last.getDouble(0);
  }

  @Test
  void aRowIsScoredByWhatHasNotSeenIt() throws IOException {
    table();

    double seen = scored("seen", "{type: maf}");
    double together = scored("together", "{type: ensemble, members: 2, of: {type: maf}}");
    double unseen = scored("unseen", "{type: ensemble, crossFit: true, of: {type: maf}}");

    // Where each member begins as the same Gaussian, so does their mean.
    assertEquals(seen, together, 1e-3);
    assertTrue(unseen < seen - 10, unseen + " against " + seen);
    assertTrue(
        ok("inspect", path("unseen"))
            .contains("mixture of 3 flows, each for the rows that it has not seen:"));
    ok(
        "score",
        "--model",
        path("unseen"),
        "--data",
        path("t.csv"),
        "--contributions",
        "--rank",
        "--output",
        path("why"));
    Row why =
        session
            .read()
            .parquet(path("why"))
            .where(functions.col("id").equalTo(ROWS - 1))
            .selectExpr(
                "log_density",
                "a_contribution + b_contribution + c_contribution + d_contribution"
                    + " + e_contribution + f_contribution + g_contribution + h_contribution",
                "rank")
            .first();
    assertEquals(why.getDouble(0), why.getDouble(1), 1e-3);
    assertEquals(0, why.getDouble(2), 0.002);
    ok("sample", "--model", path("unseen"), "--rows", "50", "--output", path("drawn"));
    assertEquals(50, session.read().parquet(path("drawn")).na().drop().count());
  }
}
