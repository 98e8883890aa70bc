package normflow.published;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.exceptions.HdfException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads matrices of a local HDF5 file. */
final class Hdf5File {

  private static final int ROWS_AT_ONCE = 16_384;

  private Hdf5File() {}

  /**
   * Reads one matrix of 4- or 8-byte floats.
   *
   * @param name of the file, for errors
   * @param key the data set's name in the file
   * @throws IllegalArgumentException if there is no such matrix, or it does not fit into memory
   */
  static ColumnValues read(String name, Path file, String key) {
    try (HdfFile hdf = new HdfFile(file)) {
      return read(name + ", data set " + key, dataset(name, hdf, key));
    } catch (HdfException e) {
      // Without the cause: this message says more than the innermost one.
      throw new IllegalArgumentException(name + " cannot be read as HDF5: " + e.getMessage());
    }
  }

  private static Dataset dataset(String name, HdfFile hdf, String key) {
    if (hdf.getChild(key) instanceof Dataset dataset) {
      return dataset;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s has no data set %s; it has %s",
            name,
            key,
            String.join(", ", hdf.getChildren().keySet())));
  }

  private static ColumnValues read(String name, Dataset dataset) {
    int[] shape = dataset.getDimensions();
    Class<?> type = dataset.getJavaType();
    if (shape.length != 2 || shape[0] < 1 || shape[1] < 1) {
      throw new IllegalArgumentException(
          name + " has " + shape.length + " dimensions: a matrix has rows and columns, none of 0");
    }
    if (type != double.class && type != float.class) {
      throw new IllegalArgumentException(name + " holds " + type + ": it must hold floats");
    }
    Memory.require(name, shape[0], shape[1]);
    ColumnValues columns = new ColumnValues(new double[shape[1]][shape[0]]);
    // jhdf reads parts of chunked data sets as zeros (its issue 727): those are read whole.
    int rowsAtOnce = dataset instanceof ContiguousDataset ? ROWS_AT_ONCE : shape[0];
    for (int row = 0; row < shape[0]; row += rowsAtOnce) {
      int count = Math.min(rowsAtOnce, shape[0] - row);
      boolean whole = count == shape[0];
      copy(
          whole
              ? dataset.getData()
              : dataset.getData(new long[] {row, 0}, new int[] {count, shape[1]}),
          columns,
          row);
    }
    return columns;
  }

  private static void copy(Object part, ColumnValues columns, int at) {
    double[][] values = columns.values();
    if (part instanceof double[][] rows) {
      for (int i = 0; i < rows.length; i++) {
        for (int c = 0; c < values.length; c++) {
          values[c][at + i] = rows[i][c];
        }
      }
      return;
    }
    float[][] rows = (float[][]) part;
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < values.length; c++) {
        values[c][at + i] = rows[i][c];
      }
    }
  }
}
