package normflow.study.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import normflow.config.SweepConfig;
import normflow.study.Trial;
import normflow.study.TrialRows.Length;
import normflow.study.search.Journal.Entry;
import normflow.study.search.Journal.Kind;
import normflow.study.search.TrialResult.Status;

/**
 * The best trial so far over what was trained: one point for every trial that came to its end.
 *
 * <p>What is spent is counted in rows that trainings see, those of cooled copies too, and given in
 * trainings to the end, which all see as many.
 */
final class SearchCurve {

  /**
   * @param trainings that were spent
   * @param best validation NLL of the best trial by then, nats a row
   * @param test its NLL of the test rows
   */
  record Point(double trainings, double best, double test) {}

  private final List<Point> points = new ArrayList<>();

  /** After one more trial has come to its end; one that failed is what the best was before. */
  synchronized void add(double trainings, TrialResult result) {
    double best = points.isEmpty() ? Double.MAX_VALUE : points.get(points.size() - 1).best();
    double test = points.isEmpty() ? Double.NaN : points.get(points.size() - 1).test();
    if (result.measured().isPresent() && result.measured().get().validationNll() < best) {
      best = result.measured().get().validationNll();
      test = result.measured().get().testNll().orElse(Double.NaN);
    }
    points.add(new Point(trainings, best, test));
  }

  /** After one more of trials that all go to their ends. */
  synchronized void add(TrialResult result) {
    add(points.size() + 1.0, result);
  }

  synchronized List<Point> points() {
    return List.copyOf(points);
  }

  /**
   * That of a sweep.
   *
   * @param entries what happened, where its search learns
   */
  static SearchCurve of(SweepConfig config, Leaderboard board, List<Entry> entries) {
    Map<Integer, Leaderboard.Row> rows = new LinkedHashMap<>();
    board.rows().forEach(row -> rows.put(row.trial().number(), row));
    double training =
        board.rows().stream()
            .filter(row -> row.result().status() == Status.FINISHED)
            .mapToDouble(row -> (double) row.result().steps().orElseThrow() * batch(row.trial()))
            .max()
            .orElseThrow();
    SearchCurve curve = new SearchCurve();
    double spent = 0;
    for (Entry entry : entries.isEmpty() ? oneByOne(board) : entries) {
      Leaderboard.Row row = rows.get(entry.trial());
      if (entry.kind() == Kind.REACHED) {
        spent += seen(config, row.trial(), entry.rung(), training) / training;
        if (config.halving().isEmpty() || entry.rung() == config.halving().get().rungs()) {
          curve.add(spent, row.result());
        }
      }
    }
    return curve;
  }

  private static List<Entry> oneByOne(Leaderboard board) {
    return IntStream.rangeClosed(1, board.rows().size())
        .mapToObj(trial -> new Entry(Kind.REACHED, trial, 0, Map.of()))
        .toList();
  }

  /** Rows that a trial and its copy see on their way to a rung. */
  private static double seen(SweepConfig config, Trial trial, int rung, double training) {
    if (config.halving().isEmpty()) {
      return training;
    }
    int batch = batch(trial);
    Rungs rungs =
        new Rungs(config.halving().get(), training, any -> new Length(Long.MAX_VALUE, batch));
    double before = rung == 0 ? 0 : rungs.steps(rung - 1, trial).getAsLong() * (double) batch;
    OptionalLong steps = rungs.steps(rung, trial);
    return steps.isEmpty()
        ? training - before
        : (steps.getAsLong() + rungs.halving().cooling(steps.getAsLong())) * (double) batch
            - before;
  }

  private static int batch(Trial trial) {
    return trial.job().training().batchSize().orElseThrow();
  }
}
