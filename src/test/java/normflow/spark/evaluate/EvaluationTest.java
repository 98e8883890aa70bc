package normflow.spark.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.engine.Block;
import normflow.engine.Moments;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;
import normflow.layer.LuLinear;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.reference.ReferenceLine;
import normflow.reference.ReferenceLine.Component;
import normflow.reference.ReferenceLines;
import normflow.spark.evaluate.Evaluation.Reference;
import normflow.spark.evaluate.Spread.Heavy;
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
    return of(ReferenceLines.none(), values);
  }

  private static Evaluation of(ReferenceLines references, float... values) {
    List<Block> blocks = List.of(new Block(values, values.length / 2, 2));
    Yardsticks yardsticks = Yardsticks.of(Optional.empty(), references, values.length / 2);
    return Evaluation.of(
        MODEL,
        List.of(EvaluationSums.of(new TileEngine(FLOW), MODEL, blocks.iterator(), yardsticks)),
        yardsticks);
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
            .replaceAll("(?s),\\s*\"skipped\" : 0.*", "}");
    Evaluation read = Codec.json("evaluation", before, Evaluation.class);
    assertEquals(of(1, 2).nll(), read.nll());
    assertEquals(OptionalDouble.empty(), read.standardError());
    assertEquals(List.of(), read.references());
    assertEquals(Optional.empty(), read.spread());
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
    Evaluation usual = of(rows);
    assertEquals(Optional.empty(), usual.spread().orElseThrow().heavy());
    rows[200] = 1e5f;
    Evaluation spoilt = of(rows);
    Spread spread = spoilt.spread().orElseThrow();
    Heavy heavy = spread.heavy().orElseThrow();
    assertEquals(1, heavy.rows());
    assertEquals(spoilt.nll(), heavy.mean(), 1e-6 * spoilt.nll());
    assertEquals(usual.nll(), heavy.meanOfOthers(), 0.02);
    assertEquals(1, heavy.worst().size());
    assertTrue(heavy.worst().get(0).startsWith("a = 100001.0, b = "), heavy.toString());
    assertEquals(usual.spread().orElseThrow().median(), spread.median(), 0.02);
    assertEquals(usual.nll(), spread.trimmedMean(), 0.1);
  }

  /** The identity flow is N(0, I): against that very line it is better by nothing. */
  @Test
  void aLineIsComparedRowByRow() {
    double[][] identity = {{1}, {0, 1}};
    double[][] wide = {{4}, {0, 4}};
    ReferenceLines lines =
        new ReferenceLines(
            1,
            List.of(
                line("same", new Component(1, new double[2], identity)),
                line("wide", new Component(1, new double[2], wide))),
            List.of("b"));
    Evaluation evaluation = of(lines, 1, 2, 0, 1, -1, 0.5f);
    Reference same = evaluation.references().get(0);
    assertEquals(evaluation.nll(), same.nll(), 1e-6);
    assertEquals(0, same.difference(), 1e-6);
    assertEquals(0, same.standardError().orElseThrow(), 1e-6);
    double[] squares = {5, 1, 1.25};
    double[] better = new double[3];
    for (int i = 0; i < better.length; i++) {
      better[i] = squares[i] / 8 + Math.log(4) - squares[i] / 2;
    }
    Moments expected = Moments.of(3, i -> better[i]);
    Reference wider = evaluation.references().get(1);
    assertEquals(expected.mean()[0], wider.difference(), 1e-6);
    assertEquals(expected.standardError(0), wider.standardError().orElseThrow(), 1e-6);
    assertEquals("same", evaluation.best().orElseThrow().name());
    assertEquals(List.of("b"), evaluation.repeated());
    assertEquals(evaluation, Codec.json("evaluation", Codec.json(evaluation), Evaluation.class));
  }

  private static ReferenceLine line(String name, Component component) {
    return new ReferenceLine(name, 10, 0, 0, List.of(component));
  }

  /** Of rows at even distances, whatever the blocks. */
  @Test
  void rowsAreKeptAtEvenDistances() {
    double[] nll = new double[10];
    Arrays.setAll(nll, i -> i);
    RowLikelihoods whole = RowLikelihoods.of(nll, 0, 3, row -> new double[] {row});
    assertArrayEquals(new float[] {0, 3, 6, 9}, whole.kept());
    RowLikelihoods parts =
        RowLikelihoods.of(Arrays.copyOf(nll, 4), 0, 3, row -> new double[] {row})
            .merge(
                RowLikelihoods.of(
                    Arrays.copyOfRange(nll, 4, 10), 4, 3, row -> new double[] {row + 4}));
    assertArrayEquals(whole.kept(), parts.kept());
    assertEquals(
        List.of(9.0, 8.0, 7.0), parts.worst().stream().map(row -> row.values()[0]).toList());
  }
}
