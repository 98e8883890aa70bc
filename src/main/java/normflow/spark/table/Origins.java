package normflow.spark.table;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import normflow.spark.shim.Scala;
import normflow.spark.shim.SparkLine;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.HiveTableRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * What rows are read from in the end: through views, queries and what stands within them.
 *
 * @param names of tables as their catalogs have them
 * @param places of files
 * @param transactional whether a table is one of a format with commits of its own
 */
public record Origins(Set<String> names, Set<Path> places, boolean transactional) {

  /** Of rows that Spark reads by itself; an RDD between tells nothing. */
  public static Origins of(Dataset<Row> rows) {
    LogicalPlan plan = SparkLine.analyzed(rows);
    Origins origins = new Origins(new TreeSet<>(), new TreeSet<>(), false);
    List<LogicalPlan> leaves =
        Stream.concat(Stream.of(plan), Scala.list(plan.subqueriesAll()).stream())
            .flatMap(part -> Scala.<LogicalPlan>list(part.collectLeaves()).stream())
            .toList();
    leaves.forEach(origins::add);
    boolean transactional = leaves.stream().anyMatch(DataSourceV2Relation.class::isInstance);
    return new Origins(origins.names, origins.places, transactional);
  }

  private void add(LogicalPlan leaf) {
    if (leaf instanceof LogicalRelation relation) {
      Scala.list(relation.catalogTable().toList()).forEach(this::add);
      if (relation.relation() instanceof HadoopFsRelation files) {
        places.addAll(Scala.list(files.location().rootPaths()));
      }
    } else if (leaf instanceof HiveTableRelation hive) {
      add(hive.tableMeta());
    } else if (leaf instanceof DataSourceV2Relation relation) {
      names.add(relation.table().name());
    }
  }

  private void add(CatalogTable table) {
    names.add(table.identifier().unquotedString());
    Scala.list(table.storage().locationUri().toList()).forEach(uri -> places.add(new Path(uri)));
  }
}
