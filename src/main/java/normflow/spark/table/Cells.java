package normflow.spark.table;

import java.io.Serializable;
import java.util.List;
import normflow.spark.table.InputColumn.Shape;
import org.apache.spark.sql.Row;

/**
 * Reads the rows of {@link Table#used()}.
 *
 * @param inputs the columns
 */
public record Cells(List<InputColumn> inputs) implements Serializable {

  /** Fills {@code values}; the index of the first one that is not a finite number, or -1. */
  public int read(Row row, double[] values) {
    int at = 0;
    for (int i = 0; i < inputs.size(); i++) {
      InputColumn input = inputs.get(i);
      int bad =
          input.shape() == Shape.NUMBER ? number(row, i, at, values) : array(row, i, at, values);
      if (bad >= 0) {
        return bad;
      }
      at += input.width();
    }
    return -1;
  }

  private static int number(Row row, int column, int at, double[] values) {
    if (row.isNullAt(column)) {
      return at;
    }
    values[at] = row.getDouble(column);
    return Double.isFinite(values[at]) ? -1 : at;
  }

  private int array(Row row, int column, int at, double[] values) {
    if (row.isNullAt(column)) {
      return at;
    }
    List<Double> elements = row.getList(column);
    if (elements.size() != inputs.get(column).width()) {
      return at;
    }
    for (int i = 0; i < elements.size(); i++) {
      Double element = elements.get(i);
      if (element == null || !Double.isFinite(element)) {
        return at + i;
      }
      values[at + i] = element;
    }
    return -1;
  }

  /** What is wrong with the value that {@link #read} found, in words. */
  public String problem(Row row, int bad) {
    int column = 0;
    int at = 0;
    while (at + inputs.get(column).width() <= bad) {
      at += inputs.get(column++).width();
    }
    Object cell = row.get(column);
    InputColumn input = inputs.get(column);
    if (cell == null || input.shape() == Shape.NUMBER) {
      return notFinite(cell);
    }
    List<Double> elements = row.getList(column);
    return elements.size() == input.width()
        ? notFinite(elements.get(bad - at))
        : width(input, elements.size(), "the first one has");
  }

  /** What is wrong with a value that is no finite number. */
  public static String notFinite(Object value) {
    return value + " is not a finite number";
  }

  static String width(InputColumn input, int found, String due) {
    return (input.shape() == Shape.VECTOR ? "a vector of " : "an array of ")
        + found
        + " elements where "
        + due
        + " "
        + input.width();
  }
}
