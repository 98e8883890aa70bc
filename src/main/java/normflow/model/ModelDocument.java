package normflow.model;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import normflow.codec.ConfigException;
import normflow.flow.Flow;
import normflow.text.Shown;

/**
 * The file {@code flow.json} of a model folder: everything but the parameters.
 *
 * @param formatVersion of the folder
 * @param flow the layers
 * @param columns names of the columns, those of the context last
 * @param mean of each column before standardisation
 * @param scale of each column before standardisation
 * @param types of each column without the context; left out where all have a density alone
 * @param parametersSha256 digest of {@code parameters.safetensors}, in lower-case hexadecimal
 */
public record ModelDocument(
    int formatVersion,
    Flow flow,
    List<String> columns,
    List<Double> mean,
    List<Double> scale,
    Optional<List<ColumnType>> types,
    String parametersSha256) {

  /** The version that is written. */
  public static final int FORMAT_VERSION = 1;

  public ModelDocument {
    if (formatVersion != FORMAT_VERSION) {
      throw new ConfigException(
          "formatVersion = " + formatVersion + ": this version of normflow reads " + FORMAT_VERSION,
          null);
    }
    columns = List.copyOf(columns);
    mean = List.copyOf(mean);
    scale = List.copyOf(scale);
    types = types.map(List::copyOf);
  }

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    return Map.of("types", Optional.empty());
  }

  /** Describes a model whose parameters have this digest. */
  public static ModelDocument of(Model model, String parametersSha256) {
    return new ModelDocument(
        FORMAT_VERSION,
        model.flow(),
        model.columns(),
        boxed(model.standardization().mean()),
        boxed(model.standardization().scale()),
        Optional.of(model.standardization().types()).filter(types -> !types.isEmpty()),
        parametersSha256);
  }

  /** The model with these parameters. */
  public Model with(float[] parameters) {
    requireColumns();
    Standardization standardization =
        new Standardization(unboxed(mean), unboxed(scale), flow.context(), types.orElse(List.of()));
    return new Model(flow, columns, standardization, parameters);
  }

  /** Sizes first: what is made of them may depend on it. */
  private void requireColumns() {
    requireOneEach("columns", columns.size());
    requireOneEach("mean", mean.size());
    requireOneEach("scale", scale.size());
    Set<String> before = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      if (column.isBlank()) {
        throw new ConfigException("columns[" + i + "] is blank: a column has a name", null);
      }
      if (!before.add(column)) {
        throw new ConfigException(
            "columns[" + i + "] = " + Shown.value(column) + ": appears twice", null);
      }
    }
  }

  private void requireOneEach(String key, int size) {
    if (size != flow.width()) {
      throw new ConfigException(
          key + " has " + size + " values: the flow has " + flow.width() + " columns", null);
    }
  }

  private static List<Double> boxed(double[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  private static double[] unboxed(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
