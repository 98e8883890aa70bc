package normflow.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.graph.Differentiation;
import normflow.graph.GraphScope;
import normflow.graph.GraphScope.Mode;
import normflow.graph.ParameterLayout;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The laws of {@link Layer}, in double, with random weights and rows; a layer that breaks one is
 * told by an {@link AssertionError}. Layers of users' own are held to them as ours are.
 *
 * @param layer any
 * @param dim columns that it maps
 * @param context columns that are given besides
 * @param domain where rows are drawn from
 */
public record LayerContract(Layer layer, int dim, int context, Domain domain) {

  private static final int ROWS = 7;

  /** Where rows of data and of the base are; the derivatives at the numbers exist. */
  public interface Domain {

    /** Any number, for the context too. */
    Domain EVERYWHERE =
        new Domain() {
          @Override
          public double data(int column, SplittableRandom random) {
            return random.nextDouble(-1.5, 1.5);
          }

          @Override
          public double base(int column, SplittableRandom random) {
            return data(column, random);
          }
        };

    /** A number of a column of the data. */
    double data(int column, SplittableRandom random);

    /** A number of a column of the base. */
    double base(int column, SplittableRandom random);
  }

  /** A layer from all numbers to all numbers. */
  public LayerContract(Layer layer, int dim, int context) {
    this(layer, dim, context, Domain.EVERYWHERE);
  }

  /** Checks all laws. */
  public void check() {
    inverse();
    logDeterminant();
    rowsAlone();
    gradients();
  }

  /** The inverse returns the rows, and the two log-determinants cancel. */
  public void inverse() {
    Built there = new Built(this, true, Mode.EVALUATION, ROWS);
    Built back = new Built(this, false, Mode.EVALUATION, ROWS);
    double[] x = rows(1);
    double[] weights = weights(there.layout, 2);
    Result z = there.run(weights, x);
    Result again = back.run(weights, z.withContextOf(x));
    assertArrayEquals(there.columns(x), again.value, 1e-9, layer + ": toData of toBase");
    for (int row = 0; row < ROWS; row++) {
      double sum = z.logDet(row) + again.logDet(row);
      assertEquals(0, sum, 1e-9, layer + ": log |det| there and back, row " + row);
    }
  }

  /** The log-determinant is that of the numeric Jacobian, in both directions. */
  public void logDeterminant() {
    for (boolean toBase : new boolean[] {true, false}) {
      Built built = new Built(this, toBase, Mode.EVALUATION, ROWS);
      double[] weights = weights(built.layout, 3);
      double[] input = rows(4, toBase);
      Result result = built.run(weights, input);
      double[][][] jacobians = jacobians(built, weights, input);
      for (int row = 0; row < ROWS; row++) {
        double determinant = determinant(jacobians[row]);
        // Quantiles of a single column are those of the base, mapped.
        assertTrue(dim > 1 || determinant > 0, layer + ": of one column it must increase");
        double numeric = Math.log(Math.abs(determinant));
        assertEquals(
            numeric,
            result.logDet(row),
            1e-6,
            layer
                + (toBase ? ".toBase" : ".toData")
                + ": log |det| of row "
                + row
                + ", numerically");
      }
    }
  }

  /** A row is mapped as if it were alone. */
  public void rowsAlone() {
    Built all = new Built(this, true, Mode.EVALUATION, ROWS);
    double[] weights = weights(all.layout, 5);
    double[] x = rows(6);
    Result together = all.run(weights, x);
    Built single = new Built(this, true, Mode.EVALUATION, 1);
    for (int row = 0; row < ROWS; row++) {
      int width = all.width;
      Result alone = single.run(weights, Arrays.copyOfRange(x, row * width, (row + 1) * width));
      assertArrayEquals(
          alone.value, Arrays.copyOfRange(together.value, row * dim, (row + 1) * dim), 1e-12);
      assertEquals(alone.logDet(0), together.logDet(row), 1e-12);
    }
  }

  /** Every trained weight has the gradient of finite differences, and one at all. */
  public void gradients() {
    for (Mode mode : Mode.values()) {
      Built built = new Built(this, true, mode, ROWS);
      double[] weights = weights(built.layout, 7);
      double[] x = rows(8);
      double[] gradient = built.gradient(weights, x);
      for (ParameterLayout.Entry entry : built.layout.trained()) {
        double largest = 0;
        for (int i = entry.offset(); i < entry.offset() + entry.weight().size(); i++) {
          double step = 1e-6;
          double numeric =
              (built.loss(moved(weights, i, step), x) - built.loss(moved(weights, i, -step), x))
                  / (2 * step);
          assertEquals(
              numeric,
              gradient[i],
              1e-6 * (1 + Math.abs(numeric)),
              entry.weight().name() + ", value " + (i - entry.offset()) + ", " + mode);
          largest = Math.max(largest, Math.abs(gradient[i]));
        }
        assertTrue(largest > 1e-9, entry.weight().name() + " has no gradient");
      }
    }
  }

  /** The greatest distance between a row and where the layer with its initial weights takes it. */
  public double fromIdentity() {
    Built built = new Built(this, true, Mode.EVALUATION, ROWS);
    float[] initial = built.layout.initial(9);
    double[] weights = new double[initial.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = initial[i];
    }
    double[] x = rows(10);
    double[] z = built.run(weights, x).value;
    double[] columns = built.columns(x);
    double farthest = 0;
    for (int i = 0; i < z.length; i++) {
      farthest = Math.max(farthest, Math.abs(z[i] - columns[i]));
    }
    return farthest;
  }

  private static double[] moved(double[] values, int index, double step) {
    double[] moved = values.clone();
    moved[index] += step;
    return moved;
  }

  /** Rows of data with their context. */
  private double[] rows(long seed) {
    return rows(seed, true);
  }

  private double[] rows(long seed, boolean ofData) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] rows = new double[ROWS * (dim + context)];
    for (int i = 0; i < rows.length; i++) {
      int column = i % (dim + context);
      Domain from = column < dim ? domain : Domain.EVERYWHERE;
      rows[i] = ofData ? from.data(column, random) : from.base(column, random);
    }
    return rows;
  }

  /** Random weights; running variances positive. */
  private static double[] weights(ParameterLayout layout, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] weights = random.doubles(layout.size(), -0.8, 0.8).toArray();
    for (ParameterLayout.Entry entry : layout.entries()) {
      if (entry.weight().name().endsWith("variance")) {
        for (int i = 0; i < entry.weight().size(); i++) {
          weights[entry.offset() + i] = random.nextDouble(0.3, 2);
        }
      }
    }
    return weights;
  }

  /** Those of all rows, which do not see each other: a column is moved in all of them at once. */
  private static double[][][] jacobians(Built built, double[] weights, double[] input) {
    int dim = built.dim;
    double step = 1e-6;
    double[][][] jacobians = new double[ROWS][dim][dim];
    for (int column = 0; column < dim; column++) {
      double[] up = built.run(weights, shifted(built, input, column, step)).value;
      double[] down = built.run(weights, shifted(built, input, column, -step)).value;
      for (int i = 0; i < up.length; i++) {
        jacobians[i / dim][i % dim][column] = (up[i] - down[i]) / (2 * step);
      }
    }
    return jacobians;
  }

  private static double[] shifted(Built built, double[] input, int column, double step) {
    double[] shifted = input.clone();
    for (int row = 0; row < ROWS; row++) {
      shifted[row * built.width + column] += step;
    }
    return shifted;
  }

  private static double determinant(double[][] matrix) {
    return new org.apache.commons.math3.linear.LUDecomposition(
            new org.apache.commons.math3.linear.Array2DRowRealMatrix(matrix))
        .getDeterminant();
  }

  private record Result(double[] value, double[] logDets) {
    /** Mapped rows with the context that other rows have. */
    double[] withContextOf(double[] rows) {
      int dim = value.length / ROWS;
      int width = rows.length / ROWS;
      double[] together = rows.clone();
      for (int row = 0; row < ROWS; row++) {
        System.arraycopy(value, row * dim, together, row * width, dim);
      }
      return together;
    }

    double logDet(int row) {
      return logDets.length == 1 ? logDets[0] : logDets[row];
    }
  }

  /** One direction of a layer as a graph in double, with a loss that weighs every output. */
  private static final class Built {
    private final int dim;
    private final int width;
    private final int rows;
    private final ParameterLayout layout;
    private final SameDiff graph = SameDiff.create();
    private final String value;
    private final String logDet;
    private final String loss;

    Built(LayerContract contract, boolean toBase, Mode mode, int rows) {
      this.dim = contract.dim;
      this.width = dim + contract.context;
      this.rows = rows;
      this.layout =
          new Flow(dim, contract.context, new StandardNormal(), List.of(contract.layer)).layout();
      GraphScope root =
          GraphScope.root(graph, DataType.DOUBLE, mode, dim, contract.context, layout);
      SDVariable input = root.input("input");
      GraphScope scope = root.child(Flow.prefix(0));
      Layer.Mapped mapped =
          toBase ? contract.layer.toBase(scope, input) : contract.layer.toData(scope, input);
      value = mapped.value().name();
      logDet = mapped.logDet().name();
      double[] factors = new double[dim];
      Arrays.setAll(factors, i -> 0.3 + 0.7 * i);
      SDVariable cube = mapped.value().mul(mapped.value()).mul(mapped.value());
      SDVariable weighed = GraphScope.rowSum(cube.mul(root.row(factors)), dim).add(mapped.logDet());
      SDVariable total = weighed.mul(weighed).sum();
      loss = total.name();
    }

    /** Rows without their context. */
    double[] columns(double[] input) {
      double[] columns = new double[rows * dim];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(input, row * width, columns, row * dim, dim);
      }
      return columns;
    }

    Result run(double[] weights, double[] input) {
      Map<String, INDArray> outputs = output(graph, weights, input, value, logDet);
      return new Result(array(outputs.get(value)), array(outputs.get(logDet)));
    }

    double loss(double[] weights, double[] input) {
      return output(graph, weights, input, loss).get(loss).getDouble(0);
    }

    double[] gradient(double[] weights, double[] input) {
      String[] names = layout.trained().stream().map(e -> e.weight().name()).toArray(String[]::new);
      if (graph.getFunction(Differentiation.FUNCTION) == null) {
        Differentiation.add(graph, graph.getVariable(loss));
      }
      String[] gradients =
          Arrays.stream(names).map(name -> graph.grad(name).name()).toArray(String[]::new);
      Map<String, INDArray> outputs =
          output(graph.getFunction(Differentiation.FUNCTION), weights, input, gradients);
      double[] gradient = new double[layout.trainedSize()];
      for (ParameterLayout.Entry entry : layout.trained()) {
        double[] values = array(outputs.get(graph.grad(entry.weight().name()).name()));
        System.arraycopy(values, 0, gradient, entry.offset(), values.length);
      }
      return gradient;
    }

    private Map<String, INDArray> output(
        SameDiff executed, double[] weights, double[] input, String... names) {
      for (ParameterLayout.Entry entry : layout.entries()) {
        int end = entry.offset() + entry.weight().size();
        graph
            .getVariable(entry.weight().name())
            .getArr()
            .data()
            .setData(Arrays.copyOfRange(weights, entry.offset(), end));
      }
      INDArray rowsArray = Nd4j.createFromArray(input).reshape(rows, width);
      return executed.output(Map.of("input", rowsArray), names);
    }

    private static double[] array(INDArray array) {
      return array.dup('c').data().asDouble();
    }
  }
}
