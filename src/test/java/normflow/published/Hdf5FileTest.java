package normflow.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Hdf5FileTest {

  @TempDir private Path folder;

  @Test
  void aMatrixOfManyRowsIsReadPieceByPiece() {
    int rows = 40_000;
    double[][] matrix = new double[rows][2];
    for (int i = 0; i < rows; i++) {
      matrix[i] = new double[] {i, -0.5 * i};
    }
    ColumnValues read = Hdf5File.read("many", written(matrix), "train");
    assertEquals(rows, read.rows());
    for (int i = 0; i < rows; i++) {
      assertEquals(i, read.values()[0][i]);
      assertEquals(-0.5 * i, read.values()[1][i]);
    }
  }

  @Test
  void otherContentsAreRefused() throws IOException {
    Path matrix = written(new double[][] {{1, 2}});
    assertRefused("small has no data set test; it has train", matrix, "test");
    assertRefused("it must hold floats", written(new int[][] {{1, 2}}), "train");
    assertRefused("has 1 dimensions", written(new double[] {1, 2}), "train");
    byte[] bytes = Files.readAllBytes(matrix);
    Path half = Files.write(folder.resolve("half.hdf5"), Arrays.copyOf(bytes, 40));
    assertRefused("cannot be read as HDF5", half, "train");
    Path other = Files.writeString(folder.resolve("other.hdf5"), "x0,x1\n1,2\n");
    assertRefused("cannot be read as HDF5", other, "train");
  }

  private static void assertRefused(String message, Path file, String key) {
    String found =
        assertThrows(IllegalArgumentException.class, () -> Hdf5File.read("small", file, key))
            .getMessage();
    assertTrue(found.contains(message), found);
  }

  private Path written(Object data) {
    Path file = folder.resolve(data.getClass().getSimpleName().replace("[]", "-") + ".hdf5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putDataset("train", data);
    }
    return file;
  }
}
