package normflow.spark.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A parser of somebody else's may take statements for queries: they are known by their plans. */
class CatalogRowsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT a FROM t WHERE a IN (SELECT b FROM u) | false",
        "WITH v AS (SELECT 1 AS a) SELECT * FROM v UNION ALL SELECT 2 | false",
        "VALUES (1), (2) | false",
        "FROM t SELECT a | false",
        "INSERT INTO t SELECT * FROM t | true",
        "INSERT OVERWRITE TABLE t SELECT * FROM t LIMIT 1 | true",
        "WITH v AS (SELECT 1 AS a) INSERT INTO t SELECT * FROM v | true",
        "FROM t INSERT INTO u SELECT a INSERT INTO w SELECT b | true",
        "DELETE FROM t WHERE a = 1 | true",
        "UPDATE t SET a = 1 | true",
        "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE | true",
        "DROP TABLE t | true",
        "CREATE TABLE t AS SELECT 1 AS a | true"
      })
  void statementsAreKnownByTheirPlans(String text, boolean statement) {
    assertEquals(
        statement, CatalogRows.hasStatement(CatalystSqlParser$.MODULE$.parsePlan(text)), text);
  }
}
