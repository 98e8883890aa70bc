package normflow.spark.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.engine.Block;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;
import normflow.layer.LuLinear;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.Warnings;
import normflow.text.Numbers;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  private static final Flow FLOW = new Flow(2, List.of(new LuLinear()));
  private static final Model MODEL =
      new Model(
          FLOW,
          List.of("a", "b"),
          new Standardization(new double[] {1, 2}, new double[] {1, 1}, 0),
          FLOW.layout().initial(1));

  private static Evaluation of(float... values) {
    List<Block> blocks = List.of(new Block(values, values.length / 2, 2));
    return Evaluation.of(
        MODEL,
        List.of(
            EvaluationSums.of(new TileEngine(FLOW), MODEL, blocks.iterator(), Optional.empty())),
        false);
  }

  @Test
  void oneRowHasNoStandardError() {
    Evaluation one = of(1, 2);
    assertEquals(OptionalDouble.empty(), one.standardError());
    String json = Codec.json(one);
    assertTrue(json.contains("\"standardError\" : null"), json);
    assertFalse(json.contains("NaN"), json);
    assertEquals(one, Codec.json("evaluation", json, Evaluation.class));
    assertTrue(of(1, 2, 0, 1).standardError().isPresent());
  }

  /** As such a file was written before. */
  @Test
  void theTextNanIsReadAsNoNumber() {
    String before =
        Codec.json(of(1, 2))
            .replace("\"standardError\" : null", "\"standardError\" : \"NaN\"")
            .replaceAll(",\\s*\"skipped\" : 0", "");
    Evaluation read = Codec.json("evaluation", before, Evaluation.class);
    assertEquals(of(1, 2), read);
  }

  @Test
  void rowsWithoutAFiniteDensityAreNamed() {
    String message =
        assertThrows(ConfigException.class, () -> of(1, 2, 3e19f, 0, 1e30f, 1)).getMessage();
    assertTrue(message.startsWith("2 of 3 rows have no finite log-density by this model"), message);
    assertTrue(
        message.contains("the first of them has a = 3.0") && message.contains("b = 2.0"), message);
  }

  @Test
  void aRowThatMakesTheMeanIsNamed() {
    float[] rows = new float[400];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (i * 7 % 19 - 9) / 5f;
    }
    try (Warnings warnings = new Warnings(Evaluation.class)) {
      double usual = of(rows).nll();
      assertEquals(List.of(), warnings.take());
      rows[200] = 1e5f;
      double spoilt = of(rows).nll();
      List<String> told = warnings.take();
      assertEquals(1, told.size(), told.toString());
      assertTrue(told.get(0).startsWith("one of 200 rows makes most of"), told.get(0));
      assertTrue(told.get(0).contains("a = 100001.0"), told.get(0));
      assertTrue(told.get(0).contains("with it the mean is " + Numbers.nats(spoilt)), told.get(0));
      double without = Double.parseDouble(told.get(0).replaceAll(".*without it ", ""));
      assertEquals(usual, without, 0.02);
    }
  }
}
