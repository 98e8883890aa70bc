package normflow.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The published steps, against numpy's own functions in {@code make.py}. */
class ProtocolTest {

  @Test
  void powerIsShuffledAndBlurredAsNumpyDoes() throws IOException {
    Splits splits = Protocol.power(Fixtures.npy("power-data.npy"));
    Fixtures.assertExpected("power-expected.npy", splits);
    assertEquals(13, splits.test().rows());
    assertEquals(11, splits.validation().rows());
  }

  @Test
  void gasLosesOneOfTwoSensorsThatAgree() throws IOException {
    Fixtures.assertExpected("gas-expected.npy", Protocol.gas(Fixtures.npy("gas-ethylene_CO.npy")));
  }

  @Test
  void miniboone() throws IOException {
    Fixtures.assertExpected(
        "miniboone-expected.npy", Protocol.miniboone(Fixtures.npy("miniboone-data.npy")));
  }

  @Test
  void bsds300IsTakenAsItIs() throws IOException {
    Fixtures.assertExpected(
        "bsds300-expected.npy", Protocol.bsds300(hdf5("train"), hdf5("validation"), hdf5("test")));
  }

  private static ColumnValues hdf5(String key) {
    return Hdf5File.read("bsds300", Fixtures.path("bsds300-BSDS300.hdf5"), key);
  }

  @Test
  void otherFilesAreRefusedByTheirColumns() throws IOException {
    ColumnValues six = Fixtures.npy("power-expected.npy");
    refused("power: the file has 6 columns, the published one has 8", () -> Protocol.power(six));
    refused("gas: the file has 6 columns, the published one has 16", () -> Protocol.gas(six));
    refused(
        "miniboone: the file has 6 columns, the published one has 43",
        () -> Protocol.miniboone(six));
    refused(
        "bsds300: the file has 6 columns, the published one has 63",
        () -> Protocol.bsds300(six, six, six));
    ColumnValues sixteen = Fixtures.npy("miniboone-data.npy").select(columns(16));
    refused(
        "gas: 16 sensors are left by correlation, the published table has 8 columns: this is"
            + " another file",
        () -> Protocol.gas(sixteen));
    ColumnValues features = Fixtures.npy("miniboone-data.npy").select(columns(27));
    refused(
        "hepmass: 27 columns are not discrete, the published table has 21 columns: this is another"
            + " file",
        () -> Protocol.hepmass(features, features.slice(0, 20)));
  }

  @Test
  void aColumnOfOneValueIsRefused() {
    double[][] values = new double[43][20];
    for (int c = 1; c < 43; c++) {
      values[c][c % 20] = c;
    }
    refused(
        "column 0 has the one value 0.0: it has no density",
        () -> Protocol.miniboone(new ColumnValues(values)));
  }

  @Test
  void everyValueMustBeANumber() {
    ColumnValues table = new ColumnValues(new double[][] {{1, 2}, {3, Double.NaN}});
    refused(
        "x.npy: row 2, column 1 is NaN: every value must be a finite number",
        () -> table.requireFinite("x.npy"));
  }

  private static int[] columns(int count) {
    return java.util.stream.IntStream.range(0, count).toArray();
  }

  private static void refused(String message, Runnable protocol) {
    String found = assertThrows(IllegalArgumentException.class, protocol::run).getMessage();
    assertTrue(found.contains(message), found);
  }
}
