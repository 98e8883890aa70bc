package normflow.spark.table;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import normflow.spark.shim.Scala;
import normflow.spark.shim.SparkLine;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.HiveTableRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/** What rows are read from in the end: through views, queries and what stands within them. */
public final class Origins {

  private Origins() {}

  /** Names of tables as their catalogs have them, and places of files. */
  public static Set<String> of(Dataset<Row> rows) {
    LogicalPlan plan = SparkLine.analyzed(rows);
    Set<String> origins = new TreeSet<>();
    Stream.concat(Stream.of(plan), Scala.list(plan.subqueriesAll()).stream())
        .flatMap(part -> Scala.list(part.collectLeaves()).stream())
        .forEach(leaf -> origins.addAll(of(leaf)));
    return origins;
  }

  private static List<String> of(LogicalPlan leaf) {
    if (leaf instanceof LogicalRelation relation) {
      Stream<String> name =
          Scala.list(relation.catalogTable().toList()).stream().map(Origins::name);
      Stream<String> places =
          relation.relation() instanceof HadoopFsRelation files
              ? Scala.list(files.location().rootPaths()).stream().map(String::valueOf)
              : Stream.of();
      return Stream.concat(name, places).toList();
    }
    if (leaf instanceof HiveTableRelation hive) {
      return List.of(name(hive.tableMeta()));
    }
    return leaf instanceof DataSourceV2Relation relation
        ? List.of(relation.table().name())
        : List.of();
  }

  private static String name(CatalogTable table) {
    return table.identifier().unquotedString();
  }
}
