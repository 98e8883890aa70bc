package normflow.layer;

import static normflow.layer.Requirement.require;

import java.io.Serializable;
import java.util.List;

/**
 * What the map of a column of {@code normal-scores} goes through.
 *
 * @param values of the column, increasing; at least 3
 * @param scores that they are taken to, increasing
 * @param slopes of the map there, positive; the first and the last are those of the lines beyond
 */
public record ScorePoints(List<Double> values, List<Double> scores, List<Double> slopes)
    implements Serializable {

  private static final int FEWEST = 3;

  public ScorePoints {
    values = List.copyOf(values);
    scores = List.copyOf(scores);
    slopes = List.copyOf(slopes);
    int count = values.size();
    require("values", count >= FEWEST, "at least 3 numbers");
    require("scores", scores.size() == count, "as many as values, " + count);
    require("slopes", slopes.size() == count, "as many as values, " + count);
    requireIncreasing("values", values);
    requireIncreasing("scores", scores);
    require("slopes", slopes.stream().allMatch(slope -> slope > 0 && slope < 1e30), "positive");
  }

  private static void requireIncreasing(String name, List<Double> numbers) {
    for (int i = 1; i < numbers.size(); i++) {
      double step = numbers.get(i) - numbers.get(i - 1);
      require(name, step > 0 && Double.isFinite(step), "increasing");
    }
  }

  int bins() {
    return values.size() - 1;
  }

  double width() {
    return values.get(bins()) - values.get(0);
  }

  double height() {
    return scores.get(bins()) - scores.get(0);
  }

  /** On a unit square. */
  double value(int point) {
    return (values.get(point) - values.get(0)) / width();
  }

  double score(int point) {
    return (scores.get(point) - scores.get(0)) / height();
  }

  double slope(int point) {
    return slopes.get(point) * width() / height();
  }
}
