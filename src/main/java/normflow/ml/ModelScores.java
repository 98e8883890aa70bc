package normflow.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import normflow.model.Model;
import normflow.spark.score.Explainer;
import normflow.spark.score.Outlook;
import normflow.spark.score.Predictor;
import normflow.spark.score.Rank;
import normflow.spark.score.Scorer;
import normflow.spark.score.Scorer.Unscorable;
import normflow.spark.table.Table;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;

/** What a model and its copies say of rows, each kind planned when it is first asked for. */
final class ModelScores {

  private final Model model;
  private final Map<Boolean, Scorer> scorers = new ConcurrentHashMap<>();
  private final Map<Integer, Rank> ranks = new ConcurrentHashMap<>();
  private final Map<Outlook, Predictor> predictors = new ConcurrentHashMap<>();
  private Optional<Explainer> explainer = Optional.empty();

  ModelScores(Model model) {
    this.model = model;
  }

  /** The rows with their log-densities, and latent rows as arrays if these have a name. */
  Dataset<Row> scored(Table table, String density, String latent, Unscorable unscorable) {
    return scorers
        .computeIfAbsent(!latent.isEmpty(), with -> new Scorer(model, with))
        .score(
            table, Stream.of(density, latent).filter(name -> !name.isEmpty()).toList(), unscorable);
  }

  /** The rows with what each column adds to their log-densities, a vector. */
  Dataset<Row> explained(Table table, String contributions, Unscorable unscorable) {
    Attribute[] names =
        model.dataColumns().stream()
            .map(name -> NumericAttribute.defaultAttr().withName(name))
            .toArray(Attribute[]::new);
    Metadata metadata = new AttributeGroup(contributions, names).toMetadata();
    Dataset<Row> explained =
        explainer().explain(table, unscorable, all -> List.of(all.as(contributions)));
    return withVector(explained, contributions, vector -> vector.as(contributions, metadata));
  }

  private synchronized Explainer explainer() {
    if (explainer.isEmpty()) {
      explainer = Optional.of(new Explainer(model));
    }
    return explainer.get();
  }

  /** Scored rows with the share of so many draws that are less likely. */
  Dataset<Row> ranked(Dataset<Row> scored, String density, String rank, int draws) {
    return ranks
        .computeIfAbsent(draws, count -> new Rank(model, count))
        .behind(scored, density, rank);
  }

  /** The rows with what is expected of the only column. */
  Dataset<Row> predicted(Table contexts, AddedColumns added, Unscorable unscorable) {
    Dataset<Row> predicted =
        predictors
            .computeIfAbsent(added.outlook(), outlook -> new Predictor(model, outlook))
            .predict(contexts, unscorable, all -> expected(all, added));
    return added.quantiles().isEmpty() ? predicted : withVector(predicted, added.quantiles());
  }

  private static List<Column> expected(Column all, AddedColumns added) {
    List<Column> columns = new ArrayList<>();
    if (!added.mean().isEmpty()) {
      columns.add(all.getItem(0).as(added.mean()));
    }
    if (!added.deviation().isEmpty()) {
      columns.add(all.getItem(1).as(added.deviation()));
    }
    if (!added.quantiles().isEmpty()) {
      int first = added.outlook().moments() ? 3 : 1;
      int count = added.outlook().quantiles().size();
      columns.add(functions.slice(all, first, count).as(added.quantiles()));
    }
    return columns;
  }

  /** The rows with an array of doubles as a vector, null where the array is. */
  static Dataset<Row> withVector(Dataset<Row> rows, String column) {
    return withVector(rows, column, vector -> vector);
  }

  private static Dataset<Row> withVector(
      Dataset<Row> rows, String column, Function<Column, Column> named) {
    Column array = InputColumns.quoted(column);
    Column vector = org.apache.spark.ml.functions.array_to_vector(array);
    return rows.withColumn(column, named.apply(functions.when(array.isNotNull(), vector)));
  }
}
