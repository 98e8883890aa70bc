package normflow.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import normflow.graph.Weight.Role;
import normflow.random.Streams;

/**
 * The order of all weights of a flow in one flat {@code float[]}: the trained ones first, then the
 * other roles one after the other, each in declaration order, every weight row-major.
 *
 * <p>So a gradient is a vector over the first {@link #trainedSize()} entries.
 */
public final class ParameterLayout {

  /** A weight and the index of its first value. */
  public record Entry(Weight weight, int offset) {}

  /** The mean and the variance of the columns that one normalising layer sees. */
  public record Statistics(Entry mean, Entry variance) {
    /** The number of columns. */
    public int columns() {
      return mean.weight().size();
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final int trainedSize;
  private final int size;

  private ParameterLayout(List<Weight> weights) {
    int end = 0;
    for (Role role : Role.values()) {
      end = append(weights, role, end);
    }
    this.size = end;
    this.trainedSize =
        trained().stream().mapToInt(entry -> entry.weight().size()).reduce(0, Math::addExact);
  }

  /** Lays out weights whose names differ. */
  public static ParameterLayout of(List<Weight> weights) {
    return new ParameterLayout(weights);
  }

  private int append(List<Weight> weights, Role role, int start) {
    int offset = start;
    for (Weight weight : weights) {
      if (weight.role() == role) {
        if (entries.put(weight.name(), new Entry(weight, offset)) != null) {
          throw new IllegalArgumentException("two weights have the name " + weight.name());
        }
        if (offset > Weight.MOST_VALUES - weight.size()) {
          throw new IllegalArgumentException(
              "more than " + Weight.MOST_VALUES + " parameters: make the flow smaller");
        }
        offset += weight.size();
      }
    }
    return offset;
  }

  /** All weights in the order of the vector. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** The weights that gradient steps change, in the order of the vector. */
  public List<Entry> trained() {
    return entries(Role.TRAINED);
  }

  /** The weights of a role, in the order of the vector. */
  public List<Entry> entries(Role role) {
    return entries.values().stream().filter(entry -> entry.weight().role() == role).toList();
  }

  /**
   * The statistics of normalising layers, in the order of the layers.
   *
   * @param role RUNNING or INITIAL
   */
  public List<Statistics> statistics(Role role) {
    List<Entry> pairs = entries(role);
    return IntStream.range(0, pairs.size() / 2)
        .mapToObj(i -> new Statistics(pairs.get(2 * i), pairs.get(2 * i + 1)))
        .toList();
  }

  /** The number of columns of all {@link #statistics}. */
  public int statisticsColumns(Role role) {
    return statistics(role).stream().mapToInt(Statistics::columns).sum();
  }

  /** The place of a weight. */
  public Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("no weight " + name + " among " + entries.keySet());
    }
    return entry;
  }

  /** The length of the vector. */
  public int size() {
    return size;
  }

  /** The number of values that gradient steps change: the usual "number of parameters". */
  public int trainedSize() {
    return trainedSize;
  }

  /** Draws the vector that training starts from; each weight has a random stream of its own. */
  public float[] initial(long seed) {
    float[] values = new float[size];
    List<Entry> all = new ArrayList<>(entries.values());
    for (int i = 0; i < all.size(); i++) {
      Weight weight = all.get(i).weight();
      weight
          .initial()
          .fill(
              values,
              all.get(i).offset(),
              weight.size(),
              Streams.stream(seed, Streams.Purpose.PARAMETERS, i));
    }
    return values;
  }
}
