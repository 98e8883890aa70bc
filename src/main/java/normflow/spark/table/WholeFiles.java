package normflow.spark.table;

import java.util.List;
import java.util.stream.Stream;
import normflow.spark.shim.Scala;
import normflow.spark.shim.SparkLine;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large files that cannot be cut, such as a table's only one, of gzip: a task reads each of them
 * from end to end, and does whatever is to be done with its rows while the other cores wait.
 *
 * @param files how many there are
 * @param bytes of all of them, as they lie there
 */
public record WholeFiles(int files, long bytes) {

  private static final Logger LOG = LoggerFactory.getLogger(WholeFiles.class);

  /** Rows of a smaller file are not worth a shuffle. */
  private static final long LARGE = 8L << 20;

  /** Those that rows are read from; none if these are cut, or small. */
  static WholeFiles of(Dataset<Row> rows) {
    List<LogicalPlan> leaves = Scala.list(SparkLine.analyzed(rows).collectLeaves());
    return leaves.stream()
        .flatMap(WholeFiles::relation)
        .map(relation -> of(rows, relation))
        .filter(found -> found.bytes > found.files * LARGE)
        .findFirst()
        .orElse(new WholeFiles(0, 0));
  }

  private static Stream<HadoopFsRelation> relation(LogicalPlan leaf) {
    return leaf instanceof LogicalRelation relation
            && relation.relation() instanceof HadoopFsRelation files
        ? Stream.of(files)
        : Stream.empty();
  }

  private static WholeFiles of(Dataset<Row> rows, HadoopFsRelation relation) {
    String[] names = relation.location().inputFiles();
    boolean cut =
        names.length == 0
            || relation
                .fileFormat()
                .isSplitable(rows.sparkSession(), relation.options(), new Path(names[0]));
    return cut
        ? new WholeFiles(0, 0)
        : new WholeFiles(names.length, relation.location().sizeInBytes());
  }

  /**
   * A table in so many parts, if it comes in fewer: what follows is shared among the cores. Rows of
   * one file keep their order within a part.
   *
   * @param name what the table is, for the line that says so
   */
  public static Table shared(Table table, int parts, String name) {
    WholeFiles whole = of(table.rows());
    if (whole.files == 0 || whole.files >= parts) {
      return table;
    }
    LOG.info(
        Numbers.format("%s: %s, and its rows go on in %,d parts", name, whole.described(), parts));
    return table.over(table.rows().repartition(parts, functions.monotonically_increasing_id()));
  }

  /**
   * Says why a training reads a table for long, if it does; its rows are spread by themselves.
   *
   * @param name what the table is
   */
  public static void tell(Table table, int parts, String name) {
    WholeFiles whole = of(table.rows());
    if (whole.files > 0 && whole.files < parts) {
      LOG.info(
          Numbers.format(
              "%s: %s, in each pass over the table; its rows are trained on in %,d partitions",
              name, whole.described(), parts));
    }
  }

  private String described() {
    return Numbers.format(
        "%s, of %,d MiB, cannot be cut: one task reads %s",
        files == 1 ? "its file" : "its " + files + " files",
        bytes >> 20,
        files == 1 ? "it" : "each");
  }
}
