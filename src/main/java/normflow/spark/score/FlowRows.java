package normflow.spark.score;

import java.util.Arrays;
import java.util.Optional;
import normflow.codec.ConfigException;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.model.Model;
import normflow.spark.evaluate.EnginePool;
import normflow.spark.evaluate.Quantiles;
import normflow.spark.score.FlowColumn.Kind;
import normflow.spark.score.FlowColumn.Part;
import normflow.spark.score.Scorer.Unscorable;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Rows that are evaluated together; a working object of one thread, used again and again. */
final class FlowRows {

  private final Kind kind;
  private final Model model;
  private final double[] values;
  // Those that an outlook takes; empty for others.
  private final Optional<Quantiles> quantiles;
  private final Optional<Contributions> contributions;
  private final float[] standardized;
  // Where a row's result stands, or -1 of a row that has none.
  private final int[] places;
  private int rows;
  private int good;
  private long seen;
  private float[] results = new float[0];

  FlowRows(Kind kind, int mostRows) {
    this.kind = kind;
    this.model = kind.flow().value().model();
    this.values = new double[kind.reader().width()];
    this.quantiles =
        kind.part() == Part.OUTLOOK
            ? Optional.of(kind.outlook().quantiles(model))
            : Optional.empty();
    this.contributions =
        kind.part() == Part.CONTRIBUTIONS
            ? Optional.of(new Contributions(model))
            : Optional.empty();
    this.standardized = new float[Math.multiplyExact(mostRows, values.length)];
    this.places = new int[mostRows];
  }

  static DataType type(Part part) {
    return switch (part) {
      case LOG_DENSITY -> DataTypes.DoubleType;
      case LATENT, OUTLOOK, CONTRIBUTIONS -> DataTypes.createArrayType(DataTypes.DoubleType, false);
      case SCORABLE -> DataTypes.BooleanType;
    };
  }

  void clear() {
    rows = 0;
    good = 0;
  }

  /**
   * Takes the inputs of a row; nothing of it is kept.
   *
   * @throws ConfigException if it has no density, where that is an error
   */
  void add(InternalRow inputs) {
    seen++;
    int bad = kind.reader().read(inputs, values);
    if (bad < 0) {
      model.standardization().standardize(values, standardized, good * values.length);
    } else if (kind.unscorable() == Unscorable.FAIL) {
      throw new ConfigException(describe(bad, kind.reader().problem(inputs, bad)), null);
    }
    places[rows++] = bad < 0 ? good++ : -1;
  }

  void evaluate() {
    if (kind.part() == Part.SCORABLE || good == 0) {
      return;
    }
    results = EnginePool.with(kind.flow().value().plan(), this::evaluate);
  }

  private float[] evaluate(Engine engine) {
    return switch (kind.part()) {
      case OUTLOOK -> quantiles.orElseThrow().of(engine, standardized, good);
      case CONTRIBUTIONS -> contributions.orElseThrow().of(engine, standardized, good);
      case LATENT -> engine.toBase(model.parameters(), block()).values();
      default -> engine.logDensity(model.parameters(), block());
    };
  }

  private Block block() {
    int used = good * values.length;
    float[] exact = used == standardized.length ? standardized : Arrays.copyOf(standardized, used);
    return new Block(exact, good, values.length);
  }

  /** The value of a row, null if it has none. */
  Object value(int row) {
    int place = places[row];
    if (kind.part() == Part.SCORABLE) {
      return place >= 0;
    }
    if (place < 0) {
      return null;
    }
    return switch (kind.part()) {
      case LATENT -> point(place);
      case OUTLOOK -> outlook(place);
      case CONTRIBUTIONS -> contributions(place);
      default -> density(place);
    };
  }

  private double density(int place) {
    // Numbers beyond the range of a float have no density that it can hold: less than any other.
    float density = results[place];
    return Float.isNaN(density)
        ? Double.NEGATIVE_INFINITY
        : density + model.standardization().logDensityOffset();
  }

  private UnsafeArrayData outlook(int place) {
    double[] images = new double[quantiles.orElseThrow().count()];
    for (int i = 0; i < images.length; i++) {
      images[i] = model.standardization().restore(0, results[place * images.length + i]);
    }
    return UnsafeArrayData.fromPrimitiveArray(kind.outlook().of(images));
  }

  private UnsafeArrayData contributions(int place) {
    double[] each = new double[model.flow().dim()];
    double offset = model.standardization().logDensityOffset() / each.length;
    for (int i = 0; i < each.length; i++) {
      each[i] = results[place * each.length + i] + offset;
    }
    return UnsafeArrayData.fromPrimitiveArray(each);
  }

  private UnsafeArrayData point(int place) {
    double[] point = new double[model.flow().dim()];
    for (int i = 0; i < point.length; i++) {
      point[i] = results[place * point.length + i];
    }
    return UnsafeArrayData.fromPrimitiveArray(point);
  }

  private String describe(int column, String problem) {
    String file = InputFileBlockHolder.getInputFilePath().toString();
    return (file.isEmpty() ? "the table" : file)
        + ", row "
        + seen
        + " of those scored in partition "
        + TaskContext.getPartitionId()
        + ", column "
        + kind.names().get(column)
        + ": "
        + problem
        + "; repair the data, or leave such rows out (--bad-rows skip, or handleInvalid in Spark ML)";
  }
}
