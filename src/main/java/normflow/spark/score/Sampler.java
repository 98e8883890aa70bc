package normflow.spark.score;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.engine.Block;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Base;
import normflow.model.Model;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;
import normflow.spark.evaluate.EnginePool;
import normflow.spark.evaluate.SentPlan;
import normflow.spark.shim.SparkLine;
import normflow.spark.table.NumericColumns;
import normflow.spark.table.RowReader;
import normflow.spark.table.Table;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/** Draws from models. */
public final class Sampler {

  private static final int BLOCK_ROWS = 8192;
  private static final double[] NO_CONTEXT = {};
  private static final String DRAW = "draw";

  /** Stands before the name of a column that a drawn one has. */
  public static final String OBSERVED = "observed_";

  private Sampler() {}

  /**
   * Independent draws of a model without a context, in the units of the input, under the names of
   * the model's columns.
   *
   * <p>Row i starts from a base draw that is a function of seed and i alone.
   *
   * @param rows how many, 0 or more
   * @param partitions parts of the result, one task each
   */
  public static Dataset<Row> sample(
      SparkSession session, Model model, long rows, long seed, int partitions) {
    return sample(session, Given.nothing(model), rows, seed, partitions);
  }

  /** The same given the first columns, which hold what was given in all rows. */
  public static Dataset<Row> sample(
      SparkSession session, Given given, long rows, long seed, int partitions) {
    Model model = given.model();
    SentPlan plan = SentPlan.of(model.flow(), Task.DATA);
    MapPartitionsFunction<Long, Row> draws =
        indices ->
            mapped(
                draws(given, plan, seed, mapped(indices, i -> new Start(i, NO_CONTEXT)), false),
                one -> RowFactory.create(one.values));
    StructType schema = new StructType();
    DrawnColumns drawn = new DrawnColumns(model.standardization());
    for (int i = 0; i < model.columns().size(); i++) {
      schema = schema.add(model.columns().get(i), drawn.type(i));
    }
    return session.range(0, rows, 1, partitions).mapPartitions(draws, Encoders.row(schema));
  }

  /**
   * Independent draws given the context of every row of a table: the drawn columns, {@code draw},
   * their number from 0 on, and all columns of the table, of which one that has the name of another
   * is {@code observed_} that name.
   *
   * <p>Draw j of row i of the table starts from a base draw that is a function of seed, i and j.
   *
   * @param contexts whose used columns are the model's context
   * @param each draws for each row, at least 1
   * @throws ConfigException if the table does not fit the model; a row with a null, a NaN or an
   *     infinity ends the job that reads the result with one
   */
  public static Dataset<Row> sample(Model model, Table contexts, int each, long seed) {
    return sample(Given.nothing(model), contexts, each, seed);
  }

  /** The same given the first columns besides. */
  public static Dataset<Row> sample(Given given, Table contexts, int each, long seed) {
    Model model = given.model();
    if (each < 1) {
      throw new ConfigException("each = " + each + ": must be at least 1", null);
    }
    contexts.requireContextsOf(model.flow());
    var session = Scorer.session(contexts.rows());
    ContextRows rows = new ContextRows(contexts, each, model.contextColumns());
    SentPlan plan = SentPlan.of(model.flow(), Task.DATA);
    JavaRDD<InternalRow> drawn =
        contexts
            .scanned(functions.struct("*"))
            .zipWithIndex()
            .mapPartitions(
                indexed ->
                    mapped(
                        draws(given, plan, seed, flat(mapped(indexed, rows::starts)), true),
                        one -> joined(one, each)));
    return SparkLine.table(session, drawn.rdd(), schema(model, contexts.rows().schema()));
  }

  private static InternalRow joined(Drawn drawn, int each) {
    Object[] values = Arrays.copyOf(drawn.values, drawn.values.length + 1);
    values[drawn.values.length] = drawn.start.index % each;
    return new JoinedRow(new GenericInternalRow(values), drawn.start.row);
  }

  private static StructType schema(Model model, StructType table) {
    StructType schema = new StructType();
    DrawnColumns drawn = new DrawnColumns(model.standardization());
    for (int i = 0; i < model.dataColumns().size(); i++) {
      schema = schema.add(drawn.field(model.dataColumns().get(i), i));
    }
    schema = schema.add(DRAW, DataTypes.LongType, false);
    for (StructField field : table.fields()) {
      boolean taken = NumericColumns.isIn(schema, field.name());
      String name = taken ? OBSERVED + field.name() : field.name();
      schema = schema.add(name, field.dataType(), field.nullable(), field.metadata());
    }
    return schema;
  }

  /**
   * What a draw starts from.
   *
   * @param index its number
   * @param context in the units of the input
   * @param row of the table that has the context, or an empty one
   */
  private record Start(long index, double[] context, InternalRow row) {
    Start(long index, double[] context) {
      this(index, context, InternalRow.empty());
    }
  }

  /** A draw in the units of the input. */
  private record Drawn(Start start, Object[] values) {}

  /** Reads contexts from rows that have all columns of the table in a struct at their end. */
  private record ContextRows(RowReader reader, int fields, int each, List<String> names)
      implements Serializable {

    ContextRows {
      names = List.copyOf(names);
    }

    ContextRows(Table table, int each, List<String> names) {
      this(table.reader(), table.rows().schema().size(), each, names);
    }

    List<Start> starts(Tuple2<InternalRow, Long> indexed) {
      double[] context = new double[reader.width()];
      int bad = reader.read(indexed._1, context);
      if (bad >= 0) {
        throw new ConfigException(
            "row "
                + (indexed._2 + 1)
                + " of the contexts, column "
                + names.get(bad)
                + ": "
                + reader.problem(indexed._1, bad)
                + "; repair the data",
            null);
      }
      InternalRow row = indexed._1.getStruct(reader.fields(), fields).copy();
      return IntStream.range(0, each)
          .mapToObj(i -> new Start(indexed._2 * each + i, context, row))
          .toList();
    }
  }

  private static <A, B> Iterator<B> mapped(Iterator<A> iterator, Function<A, B> function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public B next() {
        return function.apply(iterator.next());
      }
    };
  }

  private static <T> Iterator<T> flat(Iterator<List<T>> lists) {
    return Stream.iterate(lists, Iterator::hasNext, it -> it)
        .flatMap(it -> it.next().stream())
        .iterator();
  }

  private static Iterator<Drawn> draws(
      Given given, SentPlan plan, long seed, Iterator<Start> starts, boolean internal) {
    Model model = given.model();
    Iterator<List<Drawn>> blocks =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return starts.hasNext();
          }

          @Override
          public List<Drawn> next() {
            List<Start> taken = new ArrayList<>();
            while (taken.size() < BLOCK_ROWS && starts.hasNext()) {
              taken.add(starts.next());
            }
            Block base = base(model, seed, taken);
            given.put(base);
            Block data = EnginePool.with(plan, engine -> engine.toData(model.parameters(), base));
            return restore(given, data, taken, internal);
          }
        };
    return flat(blocks);
  }

  /** Rows of the base with their standardised context. */
  private static Block base(Model model, long seed, List<Start> starts) {
    Base.Draws draws = model.flow().draws(model.parameters());
    int drawn = model.flow().base().drawn(model.flow().dim());
    Block block = Block.zeros(starts.size(), model.flow().drawnWidth());
    for (int row = 0; row < starts.size(); row++) {
      int offset = row * block.dim();
      draws.draw(random(seed, starts.get(row).index), block.values(), offset);
      model.standardization().standardize(starts.get(row).context, block.values(), offset + drawn);
    }
    return block;
  }

  /**
   * The first rows of the base that {@link #sample} starts from.
   *
   * @param contexts given columns in the units of the input, or none for each row
   */
  static Block base(Model model, long seed, double[][] contexts) {
    return base(
        model,
        seed,
        IntStream.range(0, contexts.length).mapToObj(i -> new Start(i, contexts[i])).toList());
  }

  private static RandomGenerator random(long seed, long row) {
    return Streams.stream(seed, Purpose.SAMPLES, row);
  }

  private static List<Drawn> restore(
      Given given, Block block, List<Start> starts, boolean internal) {
    int dim = block.dim();
    DrawnColumns columns = new DrawnColumns(given.model().standardization());
    return IntStream.range(0, block.rows())
        .mapToObj(
            row -> {
              Object[] values = new Object[dim];
              for (int i = 0; i < dim; i++) {
                Object value =
                    i < given.count()
                        ? given.values().get(i)
                        : columns.value(i, block.values()[row * dim + i]);
                values[i] = internal ? DrawnColumns.internal(value) : value;
              }
              return new Drawn(starts.get(row), values);
            })
        .toList();
  }
}
