package normflow.published;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** The files that {@code make.py} made. */
final class Fixtures {

  private static final Path FOLDER = Path.of("src/test/resources/normflow/published");

  private Fixtures() {}

  static Path path(String name) {
    return FOLDER.resolve(name);
  }

  static ColumnValues npy(String name) throws IOException {
    try (InputStream stream =
        new BufferedInputStream(java.nio.file.Files.newInputStream(path(name)))) {
      return NpyFile.read(name, stream);
    }
  }

  /** The parts are numpy's, which stand one under the other, but for the order of sums. */
  static void assertExpected(String name, Splits splits) throws IOException {
    ColumnValues expected = npy(name);
    int row = 0;
    for (ColumnValues part :
        new ColumnValues[] {splits.train(), splits.validation(), splits.test()}) {
      assertEquals(expected.dim(), part.dim());
      for (int i = 0; i < part.rows(); i++, row++) {
        for (int c = 0; c < part.dim(); c++) {
          assertEquals(expected.values()[c][row], part.values()[c][i], 1e-11, name + " " + row);
        }
      }
    }
    assertEquals(expected.rows(), row);
  }
}
