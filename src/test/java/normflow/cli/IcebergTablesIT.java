package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables of Apache Iceberg. */
class IcebergTablesIT extends LakeTables {

  IcebergTablesIT() {
    super("iceberg", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions", "lake");
  }

  @Override
  Map<String, String> settings(Path warehouse) {
    return Map.of(
        "spark.sql.extensions",
        "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        "spark.sql.catalog.lake",
        "org.apache.iceberg.spark.SparkCatalog",
        "spark.sql.catalog.lake.type",
        "hadoop",
        "spark.sql.catalog.lake.warehouse",
        warehouse.toString(),
        // By which Iceberg finds tables by their paths; that of Hive unless told.
        "spark.sql.catalog.default_iceberg",
        "org.apache.iceberg.spark.SparkCatalog",
        "spark.sql.catalog.default_iceberg.type",
        "hadoop",
        "spark.sql.catalog.default_iceberg.warehouse",
        warehouse.toString());
  }

  @Test
  void anOptionOfBeforeIsRefusedByIcebergsWords() {
    String table = name("orders");
    String error =
        refused(
            "evaluate", "--model", model, "--table", table, "--option", "snapshot-id=987654321");
    assertTrue(error.contains("table = " + table + ": Time travel option `snapshot-id`"), error);
  }

  @Override
  List<String> versions(String table) {
    return session
        .sql("SELECT snapshot_id FROM " + table + ".snapshots ORDER BY committed_at")
        .collectAsList()
        .stream()
        .map(row -> "" + row.getLong(0))
        .toList();
  }
}
