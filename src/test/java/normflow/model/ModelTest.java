package normflow.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import normflow.engine.Block;
import normflow.engine.tile.TileEngine;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.Glow;
import normflow.flow.Maf;
import normflow.flow.StandardNormal;
import normflow.layer.Bound;
import org.junit.jupiter.api.Test;

class ModelTest {

  private static final Standardization UNIT =
      new Standardization(new double[] {1, 2}, new double[] {3, 4}, 0);

  private static Model model(Architecture architecture, long seed) {
    Flow flow = architecture.flow(2);
    float[] parameters = flow.layout().initial(seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < flow.layout().trainedSize(); i++) {
      parameters[i] += (float) (0.3 * random.nextGaussian());
    }
    return new Model(flow, List.of("a", "b"), UNIT, parameters);
  }

  private static double[] densities(Model model, Block rows) {
    try (TileEngine engine = new TileEngine(model.flow())) {
      float[] logs = engine.logDensity(model.parameters(), rows);
      double[] densities = new double[logs.length];
      for (int i = 0; i < logs.length; i++) {
        densities[i] = Math.exp(logs[i]);
      }
      return densities;
    }
  }

  /** Of flows of other kinds, with statistics of their own. */
  @Test
  void theMeanOfModelsHasTheMeanOfTheirDensities() {
    List<Model> models =
        List.of(
            model(new Maf(2, List.of(8), Bound.SOFT, new StandardNormal()), 1),
            model(new Glow(2, List.of(8), Bound.SOFT, new StandardNormal()), 2),
            model(
                new Architecture.RealNvp(2, List.of(8), Bound.TANH, true, new StandardNormal()),
                3));
    SplittableRandom random = new SplittableRandom(7);
    Block rows = Block.zeros(50, 2);
    for (int i = 0; i < rows.values().length; i++) {
      rows.values()[i] = (float) random.nextGaussian();
    }
    double[] mean = densities(Model.mean(models), rows);
    List<double[]> each = models.stream().map(model -> densities(model, rows)).toList();
    for (int row = 0; row < mean.length; row++) {
      double expected = (each.get(0)[row] + each.get(1)[row] + each.get(2)[row]) / 3;
      assertEquals(expected, mean[row], 1e-5 * expected);
    }
  }

  @Test
  void modelsOfOtherRowsHaveNoMean() {
    Model one = model(Maf.defaults(), 1);
    Stream.of(
            new Model(one.flow(), List.of("a", "c"), UNIT, one.parameters()),
            new Model(
                one.flow(),
                one.columns(),
                new Standardization(new double[] {1, 2}, new double[] {3, 5}, 0),
                one.parameters()))
        .forEach(
            other ->
                assertThrows(
                    IllegalArgumentException.class, () -> Model.mean(List.of(one, other))));
    Model same =
        new Model(
            one.flow(),
            one.columns(),
            new Standardization(new double[] {1, 2}, new double[] {3, 4}, 0),
            one.parameters());
    assertEquals(2 * one.parameters().length, Model.mean(List.of(one, same)).parameters().length);
  }
}
