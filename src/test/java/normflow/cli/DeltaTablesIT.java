package normflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tables of Delta Lake. */
class DeltaTablesIT extends LakeTables {

  DeltaTablesIT() {
    super("delta", "io.delta.sql.DeltaSparkSessionExtension", "spark_catalog");
  }

  @Override
  Map<String, String> settings(Path warehouse) {
    return Map.of(
        "spark.sql.extensions",
        "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog",
        "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        // What Delta knows of a table, in fewer tasks than its default of 50.
        "spark.databricks.delta.snapshotPartitions",
        "1",
        "spark.sql.warehouse.dir",
        warehouse.toString());
  }

  @Override
  List<String> versions(String table) {
    return session
        .sql("DESCRIBE HISTORY " + table)
        .orderBy("version")
        .select("version")
        .collectAsList()
        .stream()
        .map(row -> "" + row.getLong(0))
        .toList();
  }
}
