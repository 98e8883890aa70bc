package normflow.spark.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.engine.Block;
import normflow.flow.Flow;
import normflow.flow.Nsf;
import normflow.flow.Tabular;
import normflow.layer.Mixed;
import normflow.layer.Mixed.Atom;
import normflow.model.ColumnType;
import normflow.model.Model;
import normflow.model.Standardization;
import org.junit.jupiter.api.Test;

/** A region, or null; visits, whole numbers whose logarithm is taken; a height; a member or not. */
class GivenTest {

  private static final Model MODEL = model();

  private static Model model() {
    Atom third = new Atom(1 / 3.0, 0);
    Atom half = new Atom(0.5, 0);
    Flow flow =
        new Tabular(List.of(), List.of(4), 4, 8)
            .over(
                List.of(
                    new Mixed.Column(List.of(third, third, third), 0),
                    new Mixed.Column(List.of(), 1, 2, true, 0),
                    Mixed.Column.ofContinuous(),
                    new Mixed.Column(List.of(half, half), 0)))
            .flow(4, 0);
    Standardization standardization =
        new Standardization(
            new double[] {0, 0, 170, 0},
            new double[] {1, 2, 8, 1},
            0,
            List.of(
                ColumnType.ofLevels(List.of("north", "south, east"), true),
                new ColumnType(List.of(), false, true, List.of(), true, 1),
                ColumnType.ofContinuous(),
                ColumnType.ofLevels(List.of("false", "true"), false)));
    return new Model(
        flow,
        List.of("region", "visits", "height", "member"),
        standardization,
        flow.layout().initial(1));
  }

  @Test
  void valuesAreThoseOfTheirColumns() {
    Given given = Given.of(MODEL, List.of("visits=3", "region=south, east", "height=170.1"));
    assertEquals(List.of("south, east", 3L, 170.1), given.values());
    Block base = Block.zeros(2, 4);
    given.put(base);
    float[] row = {Mixed.place(1) + 0.5f, (float) (Math.log(4) / 2), (float) (0.1 / 8), 0};
    for (int i = 0; i < 8; i++) {
      assertEquals(row[i % 4], base.values()[i], 1e-6f);
    }
    Given missing = Given.of(MODEL, List.of("region="));
    assertEquals(Arrays.asList((Object) null), missing.values());
    assertEquals(List.of(Mixed.place(2) + 0.5f), missing.standardized());
    assertSame(MODEL, Given.of(MODEL, List.of()).model());
  }

  private static void refused(String message, String... given) {
    String found =
        assertThrows(ConfigException.class, () -> Given.of(MODEL, List.of(given))).getMessage();
    assertTrue(found.startsWith("--given: ") && found.contains(message), found);
  }

  @Test
  void whatCannotBeGivenIsRefused() {
    refused("must be COLUMN=VALUE", "region");
    refused("no column regoin (did you mean region?); it draws region, visits", "regoin=north");
    refused("column visits is given, and columns before it are not: give region too", "visits=1");
    refused("give region, visits too", "height=1");
    refused(
        "column height is given, and columns before it are not: give visits too",
        "region=",
        "height=1");
    refused("region = nroth (did you mean north?): none of the 2 texts", "region=nroth");
    refused("column visits is empty: the training rows have no null", "region=north", "visits=");
    refused("visits = many: must be a number", "region=north", "visits=many");
    refused("visits = NaN: must be finite", "region=north", "visits=NaN");
    refused("visits = 2.5: must be a whole number", "region=north", "visits=2.5");
    refused("visits = -1: has no logarithm", "region=north", "visits=-1");
    refused("column region is given twice", "region=north", "region=north");
    refused("all columns are given", "region=", "visits=1", "height=1", "member=true");
    Flow flow = Nsf.defaults().flow(2);
    Model other =
        new Model(
            flow,
            List.of("a", "b"),
            new Standardization(new double[2], new double[] {1, 1}, 0),
            flow.layout().initial(1));
    String found =
        assertThrows(ConfigException.class, () -> Given.of(other, List.of("a=1"))).getMessage();
    assertTrue(found.contains("flow is not tabular"), found);
  }

  /** A code of two values, prices of a column of floats, and an amount with a shift of ten. */
  private static Model numbers() {
    Atom half = new Atom(0.499, 0);
    Flow flow =
        new Tabular(List.of(), List.of(4), 4, 8)
            .over(
                List.of(
                    new Mixed.Column(List.of(half, half), 0.002),
                    new Mixed.Column(List.of(new Atom(0.1, 0)), 0.9),
                    new Mixed.Column(List.of(), 1, 1, true, 0),
                    Mixed.Column.ofContinuous()))
            .flow(4, 0);
    Standardization standardization =
        new Standardization(
            new double[4],
            new double[] {1, 1, 1, 1},
            0,
            List.of(
                ColumnType.of(List.of(1010.0, 1020.0), false, true, List.of()),
                ColumnType.of(List.of((double) 0.1f), false, false, List.of()),
                new ColumnType(List.of(), false, false, List.of(), true, 10),
                ColumnType.ofContinuous()));
    return new Model(
        flow,
        List.of("code", "price=net", "amount", "rest"),
        standardization,
        flow.layout().initial(1));
  }

  @Test
  void numbersAreOnesThatTheTrainingRowsCouldHave() {
    Given given = Given.of(numbers(), List.of("code=1020", "price=net=0.1", "amount=0"));
    assertEquals(List.of(1020L, (double) 0.1f, 0.0), given.values());
    assertEquals(Mixed.place(0) + 0.5f, given.standardized().get(1));
    for (String[] wrong :
        new String[][] {
          {"code=1021", "code = 1021 (did you mean 1020?): none of the 2 values"},
          {"code=1e17", "code = 1e17: whole numbers beyond 2^53 cannot be told apart"},
          {"code=1020,price=net=0.2,amount=-3", "amount = -3: must not be negative"}
        }) {
      String found =
          assertThrows(
                  ConfigException.class, () -> Given.of(numbers(), List.of(wrong[0].split(","))))
              .getMessage();
      assertTrue(found.contains(wrong[1]), found);
    }
  }
}
