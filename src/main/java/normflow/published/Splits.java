package normflow.published;

/**
 * The three parts of a table; {@code test} measures and nothing else.
 *
 * @param train rows to train on
 * @param validation rows that choose the parameters
 * @param test rows that measure the result
 */
record Splits(ColumnValues train, ColumnValues validation, ColumnValues test) {

  /** The rows of a table that is followed by held-out rows: its last tenth. */
  static int withoutLastTenth(int rows) {
    return rows - rows / 10;
  }

  /** The last tenth of the rows is the test, the last tenth of the others the validation. */
  static Splits byTenths(ColumnValues table) {
    int known = withoutLastTenth(table.rows());
    int train = withoutLastTenth(known);
    return new Splits(
        table.slice(0, train), table.slice(train, known), table.slice(known, table.rows()));
  }
}
